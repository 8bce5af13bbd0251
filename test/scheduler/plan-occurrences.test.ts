import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlap, planOccurrences } from '../../scheduler/plan-occurrences.ts'

const bucharest = (start: string, durationMinutes = 60) =>
  planOccurrences({ start, zone: 'Europe/Bucharest', durationMinutes })

describe('the instants of a meeting', () => {
  it('follow the wall clock of its zone, in winter and in summer', () => {
    expect(bucharest('2026-11-24T10:00')).toEqual([
      { startsAt: '2026-11-24T08:00:00.000Z', endsAt: '2026-11-24T09:00:00.000Z' },
    ])
    expect(bucharest('2026-07-24T10:00')).toEqual([
      { startsAt: '2026-07-24T07:00:00.000Z', endsAt: '2026-07-24T08:00:00.000Z' },
    ])
  })

  it('do not exist where the clock skips the hour in March, and the hours around it do', () => {
    for (const start of ['2027-03-28T03:00', '2027-03-28T03:30', '2027-03-28T03:59'])
      expect(() => bucharest(start)).toThrow('meeting.time-does-not-exist')
    expect(bucharest('2027-03-28T02:59')[0].startsAt).toBe('2027-03-28T00:59:00.000Z')
    expect(bucharest('2027-03-28T04:00')[0].startsAt).toBe('2027-03-28T01:00:00.000Z')
  })

  it('are the earlier ones where the clock shows the hour twice in October', () => {
    expect(bucharest('2027-10-31T03:30')[0].startsAt).toBe('2027-10-31T00:30:00.000Z')
    expect(bucharest('2027-10-31T04:00')[0].startsAt).toBe('2027-10-31T02:00:00.000Z')
  })

  it('last as long as was asked, also across a change of the clock', () => {
    expect(bucharest('2027-10-31T02:30', 120)[0]).toEqual({
      startsAt: '2027-10-30T23:30:00.000Z',
      endsAt: '2027-10-31T01:30:00.000Z',
    })
  })

  it('run past midnight and past the end of the year', () => {
    expect(bucharest('2026-12-31T23:30', 90)[0].endsAt).toBe('2026-12-31T23:00:00.000Z')
  })
})

describe('two spans', () => {
  const moment = fc
    .integer({ min: 0, max: 200 })
    .map((minutes) =>
      Temporal.Instant.from('2026-11-24T00:00:00Z')
        .add({ minutes })
        .toString({ smallestUnit: 'millisecond' }),
    )
  const span = fc
    .tuple(moment, moment)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => (a < b ? { startsAt: a, endsAt: b } : { startsAt: b, endsAt: a }))

  it('overlap exactly when they share a minute, whichever is named first', () => {
    const minutesOf = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) => {
      const minutes = new Set<number>()
      const end = Temporal.Instant.from(endsAt).epochMilliseconds
      for (let at = Temporal.Instant.from(startsAt).epochMilliseconds; at < end; at += 60_000) minutes.add(at)
      return minutes
    }
    fc.assert(
      fc.property(span, span, (a, b) => {
        const shared = minutesOf(a).intersection(minutesOf(b)).size > 0
        expect(overlap(a, b)).toBe(shared)
        expect(overlap(b, a)).toBe(shared)
      }),
    )
  })
})
