import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { type AppError, isError } from '../../contract/errors.ts'
import type { Meeting } from '../../contract/scheduling.ts'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { changeRoom } from '../../scheduler/rooms.ts'
import { showMeeting } from '../../scheduler/show-meeting.ts'
import { forEachDatabase } from '../support/databases.ts'
import { bookingForm, setScene } from '../support/scheduling.ts'

forEachDatabase((open) => {
  describe('booking a meeting', () => {
    it('saves it with its room, its occurrence and its attendees, and says that it was booked', async () => {
      const { deps, manager, member, room, database } = await setScene(await open())
      const meeting = await bookMeeting(
        deps,
        manager,
        bookingForm({
          title: 'Ședința de pregătire',
          description: 'Puncte:\n1. Buget',
          roomId: room.id,
          attendees: [
            { personId: member.personId, role: 'chair' },
            { email: 'ion@example.com', name: 'Ion Țăran', role: 'optional' },
          ],
        }),
      )
      expect(meeting).toMatchObject({
        title: 'Ședința de pregătire',
        description: 'Puncte:\n1. Buget',
        start: '2026-11-24T10:00',
        zone: 'Europe/Bucharest',
        durationMinutes: 60,
        room: { id: room.id, name: 'Sala Unirii', building: 'Palat' },
        video: true,
        visibility: 'normal',
        status: 'scheduled',
        organizer: { personId: manager.personId, name: 'Mihai Dan' },
        attendees: [
          {
            personId: member.personId,
            name: 'Ana Ionescu',
            email: member.email,
            organisation: 'MAI',
            role: 'chair',
            partStat: 'needs-action',
          },
          {
            personId: null,
            name: 'Ion Țăran',
            email: 'ion@example.com',
            organisation: null,
            role: 'optional',
          },
        ],
        occurrences: [
          {
            startsAt: '2026-11-24T08:00:00.000Z',
            endsAt: '2026-11-24T09:00:00.000Z',
            status: 'scheduled',
            conferenceStartedAt: null,
            conferenceEndedAt: null,
          },
        ],
        rights: { see: true, change: true, host: true, attendee: false },
        version: 1,
      })
      expect(meeting.guestUrl).toMatch(/^https:\/\/sfat\.example\.ro\/g\/[\w-]{20,}$/)
      expect(await showMeeting(deps, manager, meeting.id)).toEqual(meeting)
      const events = await database.work.read(({ outbox }) => outbox.unsettled())
      expect(events).toMatchObject([
        { name: 'meeting.booked', actorId: manager.personId, payload: { meetingId: meeting.id } },
      ])
    })

    it('gives an attendee and an outsider each their own view', async () => {
      const { deps, manager, member, outsider } = await setScene(await open())
      const { id } = await bookMeeting(
        deps,
        manager,
        bookingForm({ attendees: [{ personId: member.personId, role: 'chair' }] }),
      )
      const forMember = await showMeeting(deps, member, id)
      expect(forMember.rights).toEqual({ see: true, change: false, host: true, attendee: true })
      expect(forMember.guestUrl).toBeNull()
      const forOutsider = await showMeeting(deps, outsider, id)
      expect(forOutsider.rights).toEqual({ see: true, change: false, host: false, attendee: false })
      expect(forOutsider.guestUrl).toBeNull()
    })

    it('knows people by their address, and invites nobody twice', async () => {
      const { deps, manager, member } = await setScene(await open())
      const meeting = await bookMeeting(
        deps,
        manager,
        bookingForm({
          attendees: [
            { email: member.email, name: 'Alt Nume', role: 'required' },
            { personId: member.personId, role: 'chair' },
            { email: 'ion@example.com', role: 'required' },
            { email: 'ion@example.com', name: 'Ion', role: 'chair' },
          ],
        }),
      )
      expect(meeting.attendees.map(({ name, role, personId }) => ({ name, role, personId }))).toEqual([
        { name: 'Ana Ionescu', role: 'required', personId: member.personId },
        { name: 'ion@example.com', role: 'required', personId: null },
      ])
    })

    it('takes somebody for known who became known after the invitation', async () => {
      const { deps, manager, database } = await setScene(await open())
      const { id } = await bookMeeting(
        deps,
        manager,
        bookingForm({ attendees: [{ email: 'ioana@example.ro', role: 'chair' }] }),
      )
      const personId = newId()
      await database.work.run(({ people }) =>
        people.add({
          ...{
            id: personId,
            name: 'Ioana Radu',
            email: 'ioana@example.ro',
            position: null,
            organisationId: null,
          },
          ...{ locale: 'ro', createdAt: '2026-11-23T07:00:00.000Z', version: 1 },
        }),
      )
      const ioana = { ...manager, personId, name: 'Ioana Radu', roles: ['member'] as const }
      const seen = await showMeeting(deps, ioana, id)
      expect(seen.attendees).toMatchObject([{ personId, name: 'Ioana Radu' }])
      expect(seen.rights).toEqual({ see: true, change: false, host: true, attendee: true })
    })

    it('is not for members', async () => {
      const { deps, member } = await setScene(await open())
      expect(() => bookMeeting(deps, member, bookingForm())).toThrow('permission.missing')
    })

    it('is refused in the past, but not for a minute that has just begun', async () => {
      const { deps, manager } = await setScene(await open())
      const at = (start: string) => bookMeeting(deps, manager, bookingForm({ start }))
      await expect(at('2026-11-23T08:54')).rejects.toMatchObject({ code: 'meeting.in-past' })
      await expect(at('2025-11-24T10:00')).rejects.toMatchObject({ code: 'meeting.in-past' })
      await expect(at('2026-11-23T08:55')).resolves.toMatchObject({ status: 'scheduled' })
    })

    it('is refused for a time that does not exist, a person or a room that is not there', async () => {
      const { deps, manager } = await setScene(await open())
      const book = (given: Parameters<typeof bookingForm>[0]) =>
        bookMeeting(deps, manager, bookingForm(given))
      await expect(book({ start: '2027-03-28T03:30' })).rejects.toMatchObject({
        code: 'meeting.time-does-not-exist',
      })
      await expect(book({ attendees: [{ personId: newId(), role: 'required' }] })).rejects.toMatchObject({
        code: 'person.missing',
      })
      await expect(book({ roomId: newId() })).rejects.toMatchObject({ code: 'room.missing' })
    })

    it('is refused in a room that was retired', async () => {
      const { deps, manager, secretary, room } = await setScene(await open())
      await changeRoom(deps, secretary, room.id, { ...plain(room), retired: true })
      const book = bookMeeting(deps, manager, bookingForm({ roomId: room.id }))
      await expect(book).rejects.toMatchObject({ code: 'room.retired' })
    })

    it('is refused in a room that is taken, and names what is in the way', async () => {
      const { deps, manager, secretary, room, otherRoom } = await setScene(await open())
      const first = await bookMeeting(deps, secretary, bookingForm({ title: 'Buget', roomId: room.id }))
      const again = (start: string, durationMinutes: number, roomId = room.id) =>
        bookMeeting(deps, manager, bookingForm({ start, durationMinutes, roomId }))
      for (const [start, minutes] of [
        ['2026-11-24T10:00', 60],
        ['2026-11-24T09:30', 31],
        ['2026-11-24T10:59', 5],
        ['2026-11-24T09:00', 180],
      ] as const)
        await expect(again(start, minutes)).rejects.toMatchObject({
          code: 'room.taken',
          params: {
            clash: {
              meetingId: first.id,
              title: 'Buget',
              roomName: 'Sala Unirii',
              startsAt: '2026-11-24T08:00:00.000Z',
              endsAt: '2026-11-24T09:00:00.000Z',
              zone: 'Europe/Bucharest',
            },
          },
        })
      await again('2026-11-24T09:00', 60)
      await again('2026-11-24T11:00', 60)
      await again('2026-11-24T10:00', 60, otherRoom.id)
      // Without a room there is nothing to be in the way.
      await bookMeeting(deps, manager, bookingForm())
    })

    it('says of a private meeting that is in the way only when it is', async () => {
      const { deps, manager, secretary, room, member } = await setScene(await open())
      const ask = { roomId: room.id, visibility: 'private', title: 'Cercetare disciplinară' } as const
      const { id } = await bookMeeting(
        deps,
        secretary,
        bookingForm({ ...ask, attendees: [{ personId: member.personId, role: 'required' }] }),
      )
      const refusal = await bookMeeting(deps, manager, bookingForm({ roomId: room.id })).then(
        () => null,
        (error: AppError) => error,
      )
      expect(refusal).toMatchObject({
        params: { clash: { meetingId: null, title: null, startsAt: '2026-11-24T08:00:00.000Z' } },
      })
      expect(JSON.stringify(refusal)).not.toContain('disciplinară')
      expect(JSON.stringify(refusal)).not.toContain(id)
      const seen = await showMeeting(deps, manager, id)
      expect(seen).toMatchObject({
        title: null,
        description: '',
        organizer: null,
        attendees: [],
        video: false,
        guestUrl: null,
        room: { id: room.id },
        rights: { see: false, change: false, host: false, attendee: false },
      })
      expect((await showMeeting(deps, member, id)).title).toBe('Cercetare disciplinară')
    })
  })

  it('gives one of 200 who want the same room and hour the room, and tells 199 what is in the way', async () => {
    const { deps, manager, room, database } = await setScene(await open())
    const answers = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) =>
        bookMeeting(deps, manager, bookingForm({ title: `Cererea ${index}`, roomId: room.id })),
      ),
    )
    const booked = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    expect(booked).toHaveLength(1)
    const refusals = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as unknown] : [],
    )
    expect(refusals).toHaveLength(199)
    for (const refusal of refusals)
      expect(isError(refusal, 'room.taken') && refusal.params.clash).toMatchObject({
        meetingId: booked[0]!.id,
        title: booked[0]!.title,
        roomName: 'Sala Unirii',
      })
    const { items } = await database.work.read(({ meetings }) =>
      meetings.calendar({
        ...{ from: '2026-11-24T00:00:00.000Z', to: '2026-11-25T00:00:00.000Z', limit: 200, mine: false },
        personId: manager.personId,
      }),
    )
    expect(items.map(({ meetingId }) => meetingId)).toEqual([(booked[0] as Meeting).id])
  })
})

const plain = ({ id: _, ...form }: Awaited<ReturnType<typeof setScene>>['room']) => form
