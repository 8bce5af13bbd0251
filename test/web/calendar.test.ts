import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CalendarEntry } from '../../contract/scheduling.ts'
import {
  addressOf,
  daysOf,
  shownIn,
  spanOf,
  step,
  titleOf,
  views,
} from '../../web/src/lib/calendar/calendar-view.ts'
import { clashWith, type Column } from '../../web/src/lib/calendar/clash.ts'
import { nextFree, overlaps, placeEntries, sayMinute } from '../../web/src/lib/calendar/place-entries.ts'
import { monthWeeks } from '../../web/src/lib/time/month-weeks.ts'
import { instantOf } from '../../web/src/lib/time/spoken-time.ts'

const zone = 'Europe/Bucharest'
const day = '2026-11-24'
let made = 0

function entry(from: number, to: number, more: Partial<CalendarEntry> = {}): CalendarEntry {
  const at = (minute: number) =>
    Temporal.Instant.from(instantOf(`${day}T00:00`, zone))
      .add({ minutes: minute })
      .toString({ smallestUnit: 'millisecond' })
  const id = `00000000-0000-7000-8000-${String(++made).padStart(12, '0')}`
  return {
    meetingId: id,
    occurrenceId: id,
    title: 'Consiliu',
    startsAt: at(from),
    endsAt: at(to),
    zone,
    room: null,
    video: true,
    status: 'scheduled',
    live: false,
    ended: false,
    organizerName: 'Ana',
    attendeeCount: 2,
    mine: true,
    ...more,
  }
}

describe('what the calendar shows', () => {
  it('stands in the address, and the address alone brings it back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...views),
        fc.integer({ min: -400, max: 400 }),
        fc.boolean(),
        fc.constantFrom('', '0192f8f0-0000-7000-8000-000000000001'),
        (view, days, mine, room) => {
          const roomId = view === 'day' ? '' : room
          const shown = { view, date: Temporal.PlainDate.from(day).add({ days }).toString(), mine, roomId }
          const query = new URL(addressOf(shown, day), 'https://sfat.example').searchParams
          expect(shownIn(query, day)).toEqual(shown)
        },
      ),
    )
  })

  it('falls back to this week where the address makes no sense', () => {
    const shown = shownIn(new URLSearchParams('view=year&date=2026-02-31'), day)
    expect(shown).toEqual({ view: 'week', date: day, mine: false, roomId: '' })
  })

  it('begins weeks on Monday and asks for whole days of the zone', () => {
    expect(daysOf({ view: 'week', date: '2026-11-29' }).first.toString()).toBe('2026-11-23')
    // The clock goes forward on that day: it has 23 hours.
    expect(spanOf({ view: 'day', date: '2027-03-28' }, zone)).toEqual({
      from: '2027-03-27T22:00:00.000Z',
      to: '2027-03-28T21:00:00.000Z',
    })
  })

  it('steps by what is shown', () => {
    expect(step({ view: 'month', date: '2027-01-31' }, 1)).toBe('2027-02-28')
    expect(step({ view: 'week', date: day }, -1)).toBe('2026-11-17')
    expect(titleOf({ view: 'day', date: day }, 'ro')).toBe('Marți, 24 noiembrie 2026')
  })

  it('draws every day of a month once, in whole weeks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2100 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        const name = `${year}-${String(month).padStart(2, '0')}`
        const days = monthWeeks(`${name}-15`).flat()
        expect(days.length % 7).toBe(0)
        expect(Temporal.PlainDate.from(days[0]!).dayOfWeek).toBe(1)
        expect(days.filter((one) => one.startsWith(name)).length).toBe(
          Temporal.PlainYearMonth.from(name).daysInMonth,
        )
      }),
    )
  })
})

const stretch = fc
  .tuple(fc.integer({ min: 0, max: 1380 }), fc.integer({ min: 15, max: 240 }))
  .map(([start, length]) => ({ start, end: Math.min(1440, start + length) }))

describe('entries in a column', () => {
  it('never cover one another', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), (stretches) => {
        const placed = placeEntries(
          stretches.map(({ start, end }) => entry(start, end)),
          day,
          zone,
        )
        expect(placed.length).toBe(stretches.length)
        for (const [index, one] of placed.entries()) {
          expect(one.lane).toBeLessThan(one.lanes)
          for (const other of placed.slice(index + 1)) {
            if (!overlaps(one, other)) continue
            expect(one.lanes).toBe(other.lanes)
            expect(one.lane).not.toBe(other.lane)
          }
        }
      }),
    )
  })

  it('show only the part that falls on the day', () => {
    const [placed] = placeEntries([entry(-120, 90)], day, zone)
    expect(placed).toMatchObject({ start: 0, end: 90 })
    expect(placeEntries([entry(-120, -60), entry(1440, 1500)], day, zone)).toEqual([])
  })

  it('leave a time that is really free where one is offered', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), fc.integer({ min: 0, max: 1300 }), (busy, from) => {
        const start = nextFree(busy, from, 60)
        if (start === undefined) return
        expect(start).toBeGreaterThanOrEqual(from)
        expect(busy.some((one) => overlaps(one, { start, end: start + 60 }))).toBe(false)
      }),
    )
    expect(nextFree([{ start: 600, end: 660 }], 600, 60)).toBe(660)
    expect(nextFree([{ start: 0, end: 1440 }], 600, 60)).toBeUndefined()
    expect(sayMinute(615)).toBe('10:15')
  })
})

describe('a time that is being chosen', () => {
  const room = (id: string) => ({ id, name: id, building: 'Corp A' })
  const column = (key: string, entries: CalendarEntry[], roomId?: string): Column => ({
    key,
    day,
    ...(roomId && { roomId }),
    label: key,
    entries,
    href: '/',
    today: false,
  })
  const columns = [
    column('214', [entry(600, 660, { room: room('214'), mine: false })], '214'),
    column('215', [entry(630, 690, { room: room('215') })], '215'),
    column('216', [], '216'),
  ]

  it('is told what is in the way in that room, when it is next free, and which rooms are free', () => {
    const clash = clashWith(columns, { column: 0, start: 615, end: 675 }, zone)
    expect(clash).toMatchObject({ kind: 'room', later: 660, others: [2] })
    expect(clash?.entry.room?.id).toBe('214')
  })

  it('is free right after another meeting ends, and where that was cancelled', () => {
    expect(clashWith(columns, { column: 0, start: 660, end: 720 }, zone)).toBeUndefined()
    const cancelled = [column('214', [entry(600, 660, { room: room('214'), status: 'cancelled' })], '214')]
    expect(clashWith(cancelled, { column: 0, start: 600, end: 660 }, zone)).toBeUndefined()
  })

  it('only warns of my own meetings where the column is a day', () => {
    const days = [column('marți', [entry(600, 660, { mine: false }), entry(700, 760)])]
    expect(clashWith(days, { column: 0, start: 600, end: 660 }, zone)).toBeUndefined()
    expect(clashWith(days, { column: 0, start: 720, end: 780 }, zone)).toMatchObject({
      kind: 'mine',
      others: [],
    })
  })
})
