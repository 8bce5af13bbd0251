import { describe, expect, it } from 'vitest'
import type { Administration } from '../../contract/administration.ts'
import { attentionOf } from '../../web/src/lib/administration/attention.ts'
import { sayBytes } from '../../web/src/lib/administration/say-bytes.ts'
import { readSchedule } from '../../web/src/lib/administration/schedule.ts'
import { timetable } from '../../api/jobs.ts'

const fine: Administration = {
  version: '0.1.0',
  storage: { freeBytes: 80e9, totalBytes: 200e9, databaseBytes: 1e6, database: 'sqlite' },
  mail: {
    ...{ configured: true, from: 'sfat@example.ro', waiting: 3, sending: 1, sent: 9, failed: 0 },
    ...{ trouble: null, failures: [] },
  },
  webhooks: [],
  parked: [],
  jobs: [
    {
      ...{ name: 'purgeExpired', schedule: '* * * * *', asked: false },
      last: { startedAt: '2026-11-24T08:00:00.000Z', endedAt: '2026-11-24T08:00:01.000Z', error: null },
    },
  ],
}

describe('what needs the administrator', () => {
  it('is nothing when mails leave, events arrive and jobs succeed', () => {
    expect(attentionOf(fine)).toEqual([])
  })

  it('begins with what would stop everybody', () => {
    const [job] = fine.jobs
    expect(
      attentionOf({
        ...fine,
        storage: { ...fine.storage, freeBytes: 1e9 },
        mail: { ...fine.mail, failed: 2, trouble: { error: '421', at: '2026-11-24T08:00:00.000Z' } },
        webhooks: [
          { ...{ id: 'w', name: 'Registratura', state: 'failing' }, at: '2026-11-24T08:00:00.000Z' },
        ],
        parked: [
          {
            ...{ id: 'x~y', handler: 'y', event: 'room.changed', attempts: 10, error: 'no' },
            at: '2026-11-24T08:00:00.000Z',
          },
        ],
        jobs: [{ ...job!, last: { ...job!.last!, error: 'Error: no' } }],
      }),
    ).toEqual(['disk-low', 'mail-trouble', 'mail-failed', 'webhooks-failing', 'parked', 'jobs-failed'])
    expect(attentionOf({ ...fine, mail: { ...fine.mail, configured: false } })).toEqual(['mail-off'])
  })

  it('says nothing of a disk that it knows nothing of, nor of a small one with room', () => {
    const storage = { ...fine.storage, freeBytes: null, totalBytes: null }
    expect(attentionOf({ ...fine, storage })).toEqual([])
    expect(attentionOf({ ...fine, storage: { ...fine.storage, freeBytes: 1e9, totalBytes: 4e9 } })).toEqual(
      [],
    )
  })
})

describe('a timetable', () => {
  it('is read in every form that the jobs use', () => {
    for (const expression of Object.values(timetable))
      expect([expression, readSchedule(expression, '2026-11-24').kind]).not.toEqual([expression, 'other'])
  })

  it('is minutes, an hour’s minute, or an instant of the day', () => {
    expect(readSchedule('* * * * *', '2026-11-24')).toEqual({ kind: 'minutes', every: 1 })
    expect(readSchedule('*/5 * * * *', '2026-11-24')).toEqual({ kind: 'minutes', every: 5 })
    expect(readSchedule('3 * * * *', '2026-11-24')).toEqual({ kind: 'hourly', minute: 3 })
    expect(readSchedule('13 4 * * *', '2026-11-24')).toEqual({
      kind: 'daily',
      at: '2026-11-24T04:13:00.000Z',
    })
    expect(readSchedule('0 6 * * 1', '2026-11-24')).toEqual({ kind: 'other', expression: '0 6 * * 1' })
  })
})

describe('a size', () => {
  it('is said in the unit that people would use', () => {
    expect(sayBytes(0, 'en')).toBe('0 B')
    expect(sayBytes(823_296, 'ro')).toBe('823 kB')
    expect(sayBytes(1_234_000_000, 'ro')).toBe('1,2 GB')
    expect(sayBytes(271e9, 'en')).toBe('271 GB')
  })
})
