import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextFreeStart } from '../../scheduler/next-free-start.ts'
import { overlap, planOccurrences, type Span } from '../../scheduler/plan-occurrences.ts'

const zone = 'Europe/Bucharest'
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(zone)
const held = (start: string, durationMinutes: number): Span =>
  planOccurrences({ start, zone, durationMinutes })[0]

const suggest = (busy: Span[], from: string, durationMinutes = 60) =>
  nextFreeStart(busy, { from: at(from), durationMinutes, until: at(from).add({ days: 14 }).toInstant() })

describe('the next free start', () => {
  it('is the end of what is in the way', () => {
    expect(suggest([held('2026-11-24T10:00', 60)], '2026-11-24T10:00')).toBe('2026-11-24T11:00')
  })

  it('passes over gaps that are too short', () => {
    const busy = [held('2026-11-24T10:00', 60), held('2026-11-24T11:30', 60), held('2026-11-24T13:00', 30)]
    expect(suggest(busy, '2026-11-24T10:15')).toBe('2026-11-24T13:30')
    expect(suggest(busy, '2026-11-24T10:15', 30)).toBe('2026-11-24T11:00')
  })

  it('is on a step of five minutes', () => {
    expect(suggest([held('2026-11-24T10:00', 52)], '2026-11-24T10:00')).toBe('2026-11-24T10:55')
  })

  it('is the next morning when the room is taken until the evening', () => {
    expect(suggest([held('2026-11-24T14:00', 4 * 60)], '2026-11-24T15:00')).toBe('2026-11-25T08:00')
  })

  it('may be in the evening for somebody who asked for the evening', () => {
    expect(suggest([held('2026-11-24T19:00', 60)], '2026-11-24T19:00')).toBe('2026-11-25T08:00')
    expect(suggest([held('2026-11-24T19:00', 30)], '2026-11-24T19:00', 90)).toBe('2026-11-25T08:00')
    expect(suggest([held('2026-11-24T19:00', 30)], '2026-11-24T19:15', 45)).toBe('2026-11-25T08:00')
    expect(suggest([held('2026-11-24T18:30', 30)], '2026-11-24T18:45', 120)).toBe('2026-11-25T08:00')
  })

  it('may be at night for a meeting that runs past midnight', () => {
    expect(suggest([held('2026-11-24T22:00', 60)], '2026-11-24T22:30', 180)).toBe('2026-11-24T23:00')
  })

  it('is not there when the room is taken throughout', () => {
    const busy = Array.from({ length: 30 }, (_, day) =>
      held(
        Temporal.PlainDateTime.from('2026-11-24T00:00').add({ days: day }).toString().slice(0, 16),
        24 * 60,
      ),
    )
    expect(suggest(busy, '2026-11-24T10:00')).toBeNull()
  })

  it('is never a time that the clock skips, or the second of two that look the same', () => {
    expect(suggest([held('2027-03-28T01:00', 60)], '2027-03-28T01:30', 23 * 60)).toBe('2027-03-28T02:00')
    expect(suggest([held('2027-03-28T01:00', 120)], '2027-03-28T01:30', 23 * 60)).toBe('2027-03-28T04:00')
    // From 03:00 to 03:00, for the clock goes back: the hour that follows is shown a second time.
    expect(suggest([held('2027-10-31T03:00', 60)], '2027-10-31T03:00', 23 * 60)).toBe('2027-10-31T04:00')
  })

  it('is always free, never before what was asked, and the earliest such', () => {
    const busy = fc
      .array(
        fc.record({
          minute: fc.integer({ min: 0, max: 3 * 24 * 60 }),
          length: fc.integer({ min: 5, max: 300 }),
        }),
        { maxLength: 25 },
      )
      .map((list) =>
        list
          .map(({ minute, length }) => {
            const start = at('2026-11-24T00:00').add({ minutes: minute })
            return held(start.toPlainDateTime().toString({ smallestUnit: 'minute' }), length)
          })
          .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1)),
      )
    const ask = fc.record({
      minute: fc.integer({ min: 0, max: 24 * 60 }),
      durationMinutes: fc.integer({ min: 5, max: 8 * 60 }),
    })
    fc.assert(
      fc.property(busy, ask, (spans, { minute, durationMinutes }) => {
        const from = at('2026-11-24T00:00').add({ minutes: minute })
        const found = suggest(
          spans,
          from.toPlainDateTime().toString({ smallestUnit: 'minute' }),
          durationMinutes,
        )
        expect(found).not.toBeNull()
        const wanted = held(found!, durationMinutes)
        expect(spans.some((span) => overlap(span, wanted))).toBe(false)
        expect(Temporal.ZonedDateTime.compare(at(found!), from)).toBeGreaterThanOrEqual(0)
        const day = at(found!)
        const earlier = day.subtract({ minutes: 5 })
        const isOffice = (time: Temporal.ZonedDateTime) => {
          const end = time.add({ minutes: durationMinutes })
          return time.hour >= 8 && end.hour < 18 && end.toPlainDate().equals(time.toPlainDate())
        }
        // Five minutes earlier would have been before the ask, out of hours, or taken.
        if (Temporal.ZonedDateTime.compare(earlier, from) >= 0 && isOffice(earlier)) {
          const before = held(earlier.toPlainDateTime().toString({ smallestUnit: 'minute' }), durationMinutes)
          expect(spans.some((span) => overlap(span, before))).toBe(true)
        }
      }),
    )
  })
})
