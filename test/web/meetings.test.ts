import { describe, expect, it } from 'vitest'
import {
  BookMeeting,
  ChangeMeeting,
  type CalendarEntry,
  type Room,
  type RoomAvailability,
} from '../../contract/scheduling.ts'
import {
  addMinutes,
  askOf,
  durationOf,
  newValues,
  nextSlot,
  type MeetingValues,
} from '../../web/src/lib/meetings/form/meeting-values.ts'
import { parseAddresses } from '../../web/src/lib/meetings/form/parse-addresses.ts'
import { offersInstead, orderRooms } from '../../web/src/lib/meetings/form/room-offers.ts'
import { mayJoinNow, phaseAt } from '../../web/src/lib/meetings/phase.ts'
import { whatNeedsMe } from '../../web/src/lib/meetings/what-needs-me.ts'

const zone = 'Europe/Bucharest'
const id = (last: number) => `0192f8f0-0000-7000-8000-${String(last).padStart(12, '0')}`

describe('where in its life a meeting stands', () => {
  const startsAt = '2026-11-24T08:00:00.000Z'
  const moment = { startsAt, endsAt: '2026-11-24T09:00:00.000Z', cancelled: false, live: false, ended: false }
  const at = (time: string) => Date.parse(`2026-11-24T${time}Z`)

  it('goes from booked through open and under way to over', () => {
    expect(phaseAt(moment, at('07:49:59'))).toBe('before')
    expect(phaseAt(moment, at('07:50:00'))).toBe('open')
    expect(phaseAt(moment, at('08:00:00'))).toBe('during')
    expect(phaseAt(moment, at('09:00:00'))).toBe('after')
  })

  it('is under way as long as people are in it, early or late, and over once they ended it', () => {
    expect(phaseAt({ ...moment, live: true }, at('07:00:00'))).toBe('during')
    expect(phaseAt({ ...moment, live: true }, at('10:00:00'))).toBe('during')
    expect(phaseAt({ ...moment, ended: true }, at('08:30:00'))).toBe('after')
    // Somebody tried the connection in the morning: the meeting is still to come.
    expect(phaseAt({ ...moment, ended: true }, at('07:30:00'))).toBe('before')
  })

  it('offers Join only with video, from ten minutes before until the end', () => {
    expect(mayJoinNow('open', true)).toBe(true)
    expect(mayJoinNow('open', false)).toBe(false)
    expect(mayJoinNow('before', true)).toBe(false)
    expect(mayJoinNow('after', true)).toBe(false)
  })
})

describe('the meeting form', () => {
  const now = Temporal.Instant.from('2026-11-24T08:10:00Z')

  it('begins with the next half hour of a working day', () => {
    expect(nextSlot(zone, now)).toEqual({ date: '2026-11-24', from: '10:30' })
    expect(nextSlot(zone, Temporal.Instant.from('2026-11-24T16:00:00Z'))).toEqual({
      date: '2026-11-25',
      from: '09:00',
    })
    expect(nextSlot(zone, Temporal.Instant.from('2026-11-24T02:00:00Z'))).toEqual({
      date: '2026-11-24',
      from: '09:00',
    })
  })

  it('takes day, hour, length and room from the address, and nothing that makes no sense', () => {
    const asked = newValues(
      new URLSearchParams({ start: '2026-12-01T14:00', duration: '90', room: id(1) }),
      zone,
      now,
    )
    expect(asked).toMatchObject({ date: '2026-12-01', from: '14:00', to: '15:30', roomId: id(1) })
    const nonsense = newValues(new URLSearchParams({ start: 'mâine', duration: '-5' }), zone, now)
    expect(nonsense).toMatchObject({ date: '2026-11-24', from: '10:30', to: '11:30' })
  })

  it('counts an end before the start to the next day', () => {
    expect(durationOf('23:00', '01:00')).toBe(120)
    expect(durationOf('10:00', '10:00')).toBe(0)
    expect(durationOf('10:00', 'zece')).toBeUndefined()
    expect(addMinutes('23:30', 60)).toBe('00:30')
  })

  it('asks in the shape of the contract, for booking and for changing', () => {
    const values: MeetingValues = {
      ...newValues(new URLSearchParams({ start: '2026-12-01T14:00' }), zone, now),
      title: 'Comitet',
      attendees: [
        { personId: id(2), email: 'ana@x.ro', name: 'Ana', role: 'chair' },
        { email: 'dan@y.ro', name: 'dan@y.ro', role: 'required' },
      ],
    }
    const ask = BookMeeting.parse(askOf(values))
    expect(ask).toMatchObject({ start: '2026-12-01T14:00', durationMinutes: 60, roomId: null })
    expect(ask.attendees).toEqual([
      { personId: id(2), role: 'chair' },
      { email: 'dan@y.ro', role: 'required' },
    ])
    expect(ChangeMeeting.safeParse({ ...askOf(values), version: 3 }).success).toBe(true)
  })
})

describe('pasted addresses', () => {
  it('are found in lists of every kind, once each, and the rest is given back', () => {
    expect(parseAddresses('"Pop, Ana „Nana” 😀 ș" <ana@x.ro>, dan@y.ro')).toEqual({
      found: [{ email: 'ana@x.ro', name: 'Pop, Ana „Nana” 😀 ș' }, { email: 'dan@y.ro' }],
      rest: '',
    })
    expect(parseAddresses('"Pop, Ana <ana@x.ro>')).toEqual({
      found: [{ email: 'ana@x.ro', name: 'Ana' }],
      rest: '"Pop',
    })
    expect(parseAddresses('Ana Pop <Ana@X.ro>; dan@y.ro\ndan@y.ro, fără adresă')).toEqual({
      found: [{ email: 'ana@x.ro', name: 'Ana Pop' }, { email: 'dan@y.ro' }],
      rest: 'fără adresă',
    })
    expect(parseAddresses('ana@x')).toEqual({ found: [], rest: 'ana@x' })
  })
})

describe('rooms at a time', () => {
  const room = (last: number, capacity: number): Room => ({
    id: id(last),
    name: `Sala ${last}`,
    building: 'Corp A',
    capacity,
    equipment: [],
    retired: false,
    version: 1,
  })
  const free = (last: number, capacity: number): RoomAvailability => ({
    room: room(last, capacity),
    free: true,
    clash: null,
    nextFreeStart: null,
  })
  const taken: RoomAvailability = { ...free(3, 20), free: false, nextFreeStart: '2026-11-24T11:30' }

  it('come free and fitting first, the smallest that is large enough before a hall', () => {
    const order = orderRooms([taken, free(1, 90), free(2, 12), free(4, 6)], 10).map(
      ({ room: { name } }) => name,
    )
    expect(order).toEqual(['Sala 2', 'Sala 1', 'Sala 4', 'Sala 3'])
  })

  it('offer something instead of one that is taken, and nothing while it is free', () => {
    expect(offersInstead([taken, free(1, 90)], id(3), 10)).toMatchObject({ later: '2026-11-24T11:30' })
    expect(offersInstead([taken, free(1, 90)], id(1), 10)).toBeUndefined()
    expect(offersInstead([taken], '', 10)).toBeUndefined()
  })

  it('are missing or unfit in what needs the organizer', () => {
    const entry = (more: Partial<CalendarEntry>): CalendarEntry => ({
      meetingId: id(9),
      occurrenceId: id(9),
      title: 'Consiliu',
      startsAt: '2026-11-24T08:00:00.000Z',
      endsAt: '2026-11-24T09:00:00.000Z',
      zone,
      room: null,
      video: false,
      status: 'scheduled',
      live: false,
      ended: false,
      organizerName: 'Ana',
      attendeeCount: 30,
      mine: true,
      ...more,
    })
    const rooms = [room(1, 12), { ...room(2, 90), retired: true }]
    const kinds = (entries: CalendarEntry[]) => whatNeedsMe(entries, rooms, 'Ana').map(({ kind }) => kind)
    expect(kinds([entry({})])).toEqual(['no-place'])
    expect(kinds([entry({ room: rooms[0]! })])).toEqual(['room-too-small'])
    expect(kinds([entry({ room: rooms[1]! })])).toEqual(['room-retired'])
    expect(
      kinds([entry({ video: true }), entry({ organizerName: 'Dan' }), entry({ status: 'cancelled' })]),
    ).toEqual([])
  })
})
