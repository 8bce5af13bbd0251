import { describe, expect, it } from 'vitest'
import { latestSendDay, noticeKept } from '../../contract/notice.ts'

describe('the notice of a convocation', () => {
  it('counts calendar days without the day it leaves', () => {
    const rule = { noticeDays: 3, noticeUnit: 'calendar' } as const
    expect(latestSendDay(rule, '2026-11-26')).toBe('2026-11-23')
    expect(noticeKept(rule, '2026-11-23', '2026-11-26')).toBe(true)
    expect(noticeKept(rule, '2026-11-24', '2026-11-26')).toBe(false)
  })

  it('counts working days around weekends and public holidays', () => {
    // Monday 30 November and Tuesday 1 December 2026 are public holidays.
    expect(latestSendDay({ noticeDays: 3, noticeUnit: 'working' }, '2026-12-03')).toBe('2026-11-26')
  })

  it('may be none at all', () => {
    expect(noticeKept({ noticeDays: 0, noticeUnit: 'working' }, '2026-11-26', '2026-11-26')).toBe(true)
  })
})
