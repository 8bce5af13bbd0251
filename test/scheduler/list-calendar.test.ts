import { describe, expect, it } from 'vitest'
import type { CalendarEntry } from '../../contract/scheduling.ts'
import type { MeetingsQuery } from '../../contract/lists.ts'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { cancelMeeting } from '../../scheduler/cancel-meeting.ts'
import { findFreeRooms } from '../../scheduler/find-free-rooms.ts'
import { listCalendar } from '../../scheduler/list-calendar.ts'
import type { Actor } from '../../contract/identity.ts'
import { changeRoom } from '../../scheduler/rooms.ts'
import { countQueries } from '../support/count-queries.ts'
import { forEachDatabase } from '../support/databases.ts'
import { bookingForm, type Scene, setScene } from '../support/scheduling.ts'

const tuesday = { from: '2026-11-24T00:00:00.000Z', to: '2026-11-25T00:00:00.000Z' }

async function list({ deps }: Scene, actor: Actor, query: Partial<MeetingsQuery> = {}) {
  const all: CalendarEntry[] = []
  let cursor: string | undefined
  do {
    const page = await listCalendar(deps, actor, {
      ...{ ...tuesday, limit: 50, mine: false },
      ...query,
      ...(cursor === undefined ? {} : { cursor }),
    })
    all.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor)
  return all
}

forEachDatabase((open) => {
  describe('the calendar', () => {
    it('has what touches the span, by start, with what a line shows', async () => {
      const scene = await setScene(await open())
      const { deps, manager, member, room } = scene
      const book = (title: string, start: string, durationMinutes = 60) =>
        bookMeeting(deps, manager, bookingForm({ title, start, durationMinutes }))
      await book('Ieri', '2026-11-23T22:00')
      await book('Peste miezul nopții', '2026-11-24T00:30', 120)
      await book('Mâine', '2026-11-25T02:00')
      const first = await bookMeeting(
        deps,
        manager,
        bookingForm({
          title: 'Dimineața',
          roomId: room.id,
          attendees: [
            { personId: member.personId, role: 'required' },
            { email: 'ion@example.com', role: 'required' },
          ],
        }),
      )
      const entries = await list(scene, member)
      expect(entries.map(({ title }) => title)).toEqual(['Peste miezul nopții', 'Dimineața'])
      expect(entries[1]).toEqual({
        meetingId: first.id,
        occurrenceId: first.occurrences[0]!.id,
        title: 'Dimineața',
        startsAt: '2026-11-24T08:00:00.000Z',
        endsAt: '2026-11-24T09:00:00.000Z',
        zone: 'Europe/Bucharest',
        room: { id: room.id, name: 'Sala Unirii', building: 'Palat' },
        video: true,
        status: 'scheduled',
        live: false,
        ended: false,
        organizerName: 'Mihai Dan',
        attendeeCount: 2,
        mine: true,
      })
      expect(entries[0]).toMatchObject({ room: null, mine: false })
      expect((await list(scene, member, { mine: true })).map(({ title }) => title)).toEqual(['Dimineața'])
      expect(await list(scene, manager, { mine: true })).toHaveLength(2)
      expect((await list(scene, member, { roomId: room.id })).map(({ title }) => title)).toEqual([
        'Dimineața',
      ])
    })

    it('shows an outsider of a private meeting that the room is busy, and nothing else', async () => {
      const scene = await setScene(await open())
      const { deps, manager, member, outsider, secretary, room } = scene
      const meeting = await bookMeeting(
        deps,
        manager,
        bookingForm({
          title: 'Cercetare disciplinară',
          visibility: 'private',
          roomId: room.id,
          attendees: [{ personId: member.personId, role: 'required' }],
        }),
      )
      const [seen] = await list(scene, outsider)
      expect(seen).toEqual({
        meetingId: meeting.id,
        occurrenceId: meeting.occurrences[0]!.id,
        title: null,
        startsAt: '2026-11-24T08:00:00.000Z',
        endsAt: '2026-11-24T09:00:00.000Z',
        zone: 'Europe/Bucharest',
        room: { id: room.id, name: 'Sala Unirii', building: 'Palat' },
        video: false,
        status: 'scheduled',
        live: false,
        ended: false,
        organizerName: null,
        attendeeCount: 0,
        mine: false,
      })
      for (const insider of [manager, member, secretary])
        expect((await list(scene, insider))[0]?.title).toBe('Cercetare disciplinară')
      await cancelMeeting(deps, manager, meeting.id, { version: 1 })
      expect(await list(scene, outsider)).toEqual([])
      expect(await list(scene, member)).toMatchObject([{ status: 'cancelled' }])
    })

    it('comes in pages that neither repeat nor lose a line, also of meetings that begin together', async () => {
      const scene = await setScene(await open())
      const { deps, manager, database } = scene
      const starts = ['2026-11-24T09:00', '2026-11-24T10:00', '2026-11-24T11:00']
      for (let index = 0; index < 25; index++)
        await bookMeeting(
          deps,
          manager,
          bookingForm({
            title: `Ședința ${index}`,
            start: starts[index % 3]!,
            attendees: [{ email: `om${index}@example.com`, role: 'required' }],
          }),
        )
      const entries = await list(scene, manager, { limit: 4 })
      expect(new Set(entries.map(({ title }) => title)).size).toBe(25)
      expect(entries).toHaveLength(25)
      const order = entries.map(({ startsAt }) => startsAt)
      expect(order).toEqual(order.toSorted())

      const whole = { ...tuesday, limit: 200, mine: false }
      const { queries } = await countQueries(database, () => listCalendar(deps, manager, whole))
      expect(queries).toBe(1)
    })

    it('refuses a cursor that it did not make', async () => {
      const { deps, manager } = await setScene(await open())
      for (const cursor of ['nonsense', Buffer.from('["a","b"]').toString('base64url')])
        await expect(
          listCalendar(deps, manager, { ...tuesday, limit: 5, mine: false, cursor }),
        ).rejects.toMatchObject({ code: 'request.invalid' })
    })
  })

  describe('free rooms', () => {
    const ask = { start: '2026-11-24T10:00', zone: 'Europe/Bucharest', durationMinutes: 60 }

    it('are those that nothing is in the way of; the others say what is, and when they are next free', async () => {
      const { deps, manager, room, otherRoom } = await setScene(await open())
      const { id } = await bookMeeting(deps, manager, bookingForm({ title: 'Buget', roomId: room.id }))
      await bookMeeting(deps, manager, bookingForm({ start: '2026-11-24T11:30', roomId: room.id }))
      const found = await findFreeRooms(deps, manager, ask)
      expect(found).toEqual([
        { room: otherRoom, free: true, clash: null, nextFreeStart: null },
        {
          room,
          free: false,
          clash: {
            meetingId: id,
            title: 'Buget',
            roomName: 'Sala Unirii',
            startsAt: '2026-11-24T08:00:00.000Z',
            endsAt: '2026-11-24T09:00:00.000Z',
            zone: 'Europe/Bucharest',
          },
          nextFreeStart: '2026-11-24T12:30',
        },
      ])
      const [, changed] = await findFreeRooms(deps, manager, { ...ask, exceptMeetingId: id })
      expect(changed).toMatchObject({ free: true })
    })

    it('do not give a private meeting away, and leave out rooms that were retired', async () => {
      const { deps, manager, secretary, room, otherRoom } = await setScene(await open())
      await bookMeeting(
        deps,
        secretary,
        bookingForm({ title: 'Cercetare disciplinară', visibility: 'private', roomId: room.id }),
      )
      const { id: _, ...form } = otherRoom
      await changeRoom(deps, secretary, otherRoom.id, { ...form, retired: true })
      const found = await findFreeRooms(deps, manager, ask)
      expect(found).toMatchObject([{ free: false, clash: { meetingId: null, title: null } }])
      expect(JSON.stringify(found)).not.toContain('disciplinară')
    })

    it('take two queries, however many bookings there are', async () => {
      const { deps, manager, room, database } = await setScene(await open())
      for (let hour = 9; hour < 17; hour++)
        await bookMeeting(
          deps,
          manager,
          bookingForm({ start: `2026-11-24T${String(hour).padStart(2, '0')}:00`, roomId: room.id }),
        )
      const { queries, result } = await countQueries(database, () => findFreeRooms(deps, manager, ask))
      expect(result).toHaveLength(2)
      expect(queries).toBe(2)
    })

    it('refuse a time that does not exist', async () => {
      const { deps, manager } = await setScene(await open())
      await expect(findFreeRooms(deps, manager, { ...ask, start: '2027-03-28T03:30' })).rejects.toMatchObject(
        {
          code: 'meeting.time-does-not-exist',
        },
      )
    })
  })
})
