import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { summarise } from '../../scheduler/list-attendance.ts'
import type { SpanRow } from '../../scheduler/ports.ts'

const minute = (count: number) =>
  Temporal.Instant.from('2026-11-24T08:00:00Z')
    .add({ minutes: count })
    .toString({ smallestUnit: 'millisecond' })
const span = (seatId: string, kind: SpanRow['kind'], from: number, until: number | null): SpanRow => ({
  seatId,
  kind,
  fromAt: minute(from),
  untilAt: until === null ? null : minute(until),
})
const seated = (id: string, ...spans: SpanRow[]) => ({
  seat: {
    id,
    conferenceId: 'c',
    occurrenceId: 'o',
    personId: 'p',
    name: 'Ana',
    organisation: 'MAI',
    guest: false,
    guestId: null,
    removedAt: null,
  },
  spans,
})
const present = (from: number, until: number | null) => ({
  from: minute(from),
  until: until === null ? null : minute(until),
})

describe('the attendance of one person', () => {
  it('is from when until when, and for how long', () => {
    const line = summarise([seated('a', span('a', 'present', 0, 30))], minute(60))
    expect(line).toMatchObject({ name: 'Ana', present: [present(0, 30)], away: [], presentSeconds: 1_800 })
  })

  it('counts somebody who is still there until now', () => {
    const line = summarise([seated('a', span('a', 'present', 0, null))], minute(45))
    expect(line).toMatchObject({ present: [present(0, null)], presentSeconds: 45 * 60 })
  })

  it('does not count the time away', () => {
    const line = summarise(
      [seated('a', span('a', 'present', 0, 60), span('a', 'away', 10, 15), span('a', 'away', 50, 60))],
      minute(60),
    )
    expect(line).toMatchObject({ away: [present(10, 15), present(50, 60)], presentSeconds: 45 * 60 })
  })

  it('is one line for two visits, and counts two devices once', () => {
    const line = summarise(
      [
        seated('a', span('a', 'present', 0, 20)),
        seated('b', span('b', 'present', 10, 30)),
        seated('c', span('c', 'present', 50, 60)),
      ],
      minute(60),
    )
    expect(line).toMatchObject({
      seatId: 'a',
      present: [present(0, 30), present(50, 60)],
      presentSeconds: 2_400,
    })
  })

  it('is not away on one device while present on another', () => {
    const line = summarise(
      [
        seated('a', span('a', 'present', 0, 30), span('a', 'away', 10, 20)),
        seated('b', span('b', 'present', 5, 15)),
      ],
      minute(60),
    )
    expect(line).toMatchObject({
      present: [present(0, 30)],
      away: [present(15, 20)],
      presentSeconds: 25 * 60,
    })
  })

  it('counts each minute at most once, and those in which somebody was there on no device not at all', () => {
    const times = fc
      .tuple(fc.nat(60), fc.nat(60))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const)
    const seat = fc.record({ present: times, away: fc.array(times, { maxLength: 3 }) })
    fc.assert(
      fc.property(fc.array(seat, { minLength: 1, maxLength: 4 }), (seats) => {
        const there = (at: number) =>
          seats.some(
            ({ present: [from, until], away }) =>
              from <= at && at < until && !away.some(([gone, back]) => gone <= at && at < back),
          )
        const expected = Array.from({ length: 70 }, (_, at) => at).filter(there).length * 60
        const line = summarise(
          seats.map((one, index) => {
            const id = `s${index}`
            const [from, until] = one.present
            // Nobody is away from a conference that they are not in.
            const away = one.away
              .map(([gone, back]) => [Math.max(gone, from), Math.min(back, until)] as const)
              .filter(([gone, back]) => gone < back)
            return seated(
              id,
              span(id, 'present', from, until),
              ...away.map(([gone, back]) => span(id, 'away', gone, back)),
            )
          }),
          minute(100),
        )
        expect(line.presentSeconds).toBe(expected)
      }),
    )
  })
})
