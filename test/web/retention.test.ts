import { describe, expect, it } from 'vitest'
import { retentionLimits } from '../../contract/limits.ts'
import { goesAtAll, partsOf, periodsFor } from '../../web/src/lib/privacy/periods.ts'

describe('the periods that are offered', () => {
  it('begin with for ever and hold what is saved, however odd', () => {
    expect(periodsFor('mails', null)[0]).toBeNull()
    expect(periodsFor('mails', 7)).toContain(7)
    expect(periodsFor('mails', 7).slice(1)).toEqual(
      periodsFor('mails', 7)
        .slice(1)
        .toSorted((a, b) => a! - b!),
    )
  })

  it('offer no shorter audit than the server takes', () => {
    const shortest = Math.min(...periodsFor('audit', null).flatMap((months) => months ?? []))
    expect(shortest).toBe(retentionLimits.auditMonthsLeast)
  })
})

describe('what stays and goes, drawn', () => {
  const shares = (counts: Parameters<typeof partsOf>[0]) =>
    partsOf(counts).map(({ share }) => Math.round(share))

  it('fills the bar, and leaves out what there is none of', () => {
    expect(partsOf({ stays: 3, trimmed: 0, removed: 1 }).map(({ fate }) => fate)).toEqual([
      'stays',
      'removed',
    ])
    expect(shares({ stays: 3, trimmed: 0, removed: 1 })).toEqual([75, 25])
    expect(partsOf({ stays: 0, trimmed: 0, removed: 0 })).toEqual([])
  })

  it('shows one of a hundred thousand', () => {
    const [all, one] = partsOf({ stays: 100_000, trimmed: 0, removed: 1 })
    expect(one!.share).toBeGreaterThan(1.5)
    expect(all!.share + one!.share).toBeCloseTo(100)
  })

  it('knows when nothing goes', () => {
    expect(goesAtAll({ trimmed: 0, removed: 0 })).toBe(false)
    expect(goesAtAll({ trimmed: 1, removed: 0 })).toBe(true)
  })
})
