import { describe, expect, it } from 'vitest'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { cancelMeeting } from '../../scheduler/cancel-meeting.ts'
import { changeMeeting } from '../../scheduler/change-meeting.ts'
import { claimedMeeting } from '../../scheduler/guest-link.ts'
import { askToJoinAsGuest, showGuestMeeting } from '../../scheduler/ask-to-join.ts'
import { renewGuestLink } from '../../scheduler/renew-guest-link.ts'
import { showMeeting } from '../../scheduler/show-meeting.ts'
import { forEachDatabase, type TestDatabase } from '../support/databases.ts'
import { bookingForm, changeForm, setScene } from '../support/scheduling.ts'

const eventsOf = ({ work }: TestDatabase) => work.read(({ outbox }) => outbox.unsettled())
const tokenOf = (guestUrl: string | null) => guestUrl!.split('/').at(-1)!

forEachDatabase((open) => {
  describe('changing a meeting', () => {
    it('moves it, raises its sequence, and asks everybody again', async () => {
      const { deps, manager, member, room, database } = await setScene(await open())
      const before = await bookMeeting(
        deps,
        manager,
        bookingForm({ roomId: room.id, attendees: [{ personId: member.personId, role: 'required' }] }),
      )
      await database.work.run(async ({ meetings }) => {
        const [row] = await meetings.attendeeRows(before.id)
        await meetings.saveAttendees({ added: [], changed: [{ ...row!, partStat: 'accepted' }], removed: [] })
      })
      const kept = await changeMeeting(deps, manager, before.id, changeForm(before, { title: 'Alt titlu' }))
      expect(kept).toMatchObject({ title: 'Alt titlu', version: 2, attendees: [{ partStat: 'accepted' }] })
      const moved = await changeMeeting(
        deps,
        manager,
        before.id,
        changeForm(kept, { start: '2026-11-24T10:30' }),
      )
      expect(moved).toMatchObject({
        version: 3,
        start: '2026-11-24T10:30',
        attendees: [{ id: before.attendees[0]!.id, partStat: 'needs-action' }],
        occurrences: [{ id: before.occurrences[0]!.id, startsAt: '2026-11-24T08:30:00.000Z' }],
      })
      const sequence = await database.work.read(
        async ({ meetings }) => (await meetings.find(before.id))?.meeting,
      )
      expect(sequence?.sequence).toBe(1)
      expect((await eventsOf(database)).map(({ name, payload }) => ({ name, ...payload }))).toEqual([
        { name: 'meeting.booked', meetingId: before.id },
        { name: 'meeting.changed', meetingId: before.id, timeChanged: false },
        { name: 'meeting.changed', meetingId: before.id, timeChanged: true },
      ])
    })

    it('says who was added and who is not invited any more, in words that a mail can use', async () => {
      const { deps, manager, member, outsider, database } = await setScene(await open())
      const before = await bookMeeting(
        deps,
        manager,
        bookingForm({
          attendees: [
            { personId: member.personId, role: 'required' },
            { email: 'ion@example.com', name: 'Ion', role: 'required' },
          ],
        }),
      )
      const after = await changeMeeting(
        deps,
        manager,
        before.id,
        changeForm(before, {
          attendees: [
            { personId: outsider.personId, role: 'required' },
            { personId: member.personId, role: 'chair' },
          ],
        }),
      )
      expect(after.attendees.map(({ name, role }) => ({ name, role }))).toEqual([
        { name: 'Dinu Stan', role: 'required' },
        { name: 'Ana Ionescu', role: 'chair' },
      ])
      expect(after.attendees[1]!.id).toBe(before.attendees[0]!.id)
      expect((await eventsOf(database)).at(-1)).toMatchObject({
        name: 'attendees.changed',
        payload: {
          added: [after.attendees[0]!.id],
          removed: [
            { attendeeId: before.attendees[1]!.id, name: 'Ion', email: 'ion@example.com', locale: 'ro' },
          ],
        },
      })
    })

    it('is refused to those who only attend, and hidden from outsiders of a private meeting', async () => {
      const { deps, manager, member, outsider } = await setScene(await open())
      const before = await bookMeeting(
        deps,
        manager,
        bookingForm({ visibility: 'private', attendees: [{ personId: member.personId, role: 'chair' }] }),
      )
      const by = (actor: typeof member) => changeMeeting(deps, actor, before.id, changeForm(before))
      await expect(by(member)).rejects.toMatchObject({ code: 'permission.missing' })
      await expect(by(outsider)).rejects.toMatchObject({ code: 'meeting.missing' })
    })

    it('is refused on a version that somebody else has changed meanwhile, and exactly one of two at once gets through', async () => {
      const { deps, manager, secretary } = await setScene(await open())
      const before = await bookMeeting(deps, manager, bookingForm())
      const answers = await Promise.allSettled(
        [manager, secretary].map((actor) =>
          changeMeeting(deps, actor, before.id, changeForm(before, { title: actor.name })),
        ),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'row.changed' },
      })
    })

    it('does not stand in its own way, and is refused where another one does', async () => {
      const { deps, manager, room, otherRoom } = await setScene(await open())
      const mine = await bookMeeting(deps, manager, bookingForm({ roomId: room.id }))
      const other = await bookMeeting(
        deps,
        manager,
        bookingForm({ title: 'Buget', start: '2026-11-24T11:00', roomId: room.id }),
      )
      const change = (given: Parameters<typeof changeForm>[1]) =>
        changeMeeting(deps, manager, mine.id, changeForm(mine, given))
      await expect(change({ durationMinutes: 90 })).rejects.toMatchObject({
        code: 'room.taken',
        params: { clash: { meetingId: other.id, title: 'Buget' } },
      })
      const longer = await change({ start: '2026-11-24T09:30', durationMinutes: 90 })
      expect(longer.occurrences[0]).toMatchObject({ startsAt: '2026-11-24T07:30:00.000Z' })
      const elsewhere = await changeMeeting(
        deps,
        manager,
        mine.id,
        changeForm(longer, { durationMinutes: 180, roomId: otherRoom.id }),
      )
      expect(elsewhere.room?.id).toBe(otherRoom.id)
      // The first room is free again.
      await bookMeeting(deps, manager, bookingForm({ roomId: room.id }))
    })

    it('lets the title be mended after the meeting has begun, but not its time be moved into the past', async () => {
      const { deps, manager, room, database } = await setScene(await open())
      const before = await bookMeeting(deps, manager, bookingForm({ roomId: room.id }))
      database.clock.set('2026-11-24T08:30:00Z')
      const mended = await changeMeeting(deps, manager, before.id, changeForm(before, { title: 'Corectat' }))
      expect(mended.title).toBe('Corectat')
      const back = changeMeeting(deps, manager, before.id, changeForm(mended, { start: '2026-11-24T09:00' }))
      await expect(back).rejects.toMatchObject({ code: 'meeting.in-past' })
    })
  })

  describe('cancelling a meeting', () => {
    it('frees its room, keeps it in the calendar, and is final', async () => {
      const { deps, manager, room, database } = await setScene(await open())
      const before = await bookMeeting(deps, manager, bookingForm({ roomId: room.id }))
      const cancelled = await cancelMeeting(deps, manager, before.id, { version: 1 })
      expect(cancelled).toMatchObject({
        status: 'cancelled',
        version: 2,
        guestUrl: null,
        occurrences: [{ status: 'cancelled' }],
      })
      expect((await eventsOf(database)).at(-1)).toMatchObject({
        name: 'meeting.cancelled',
        payload: { meetingId: before.id },
      })
      await bookMeeting(deps, manager, bookingForm({ roomId: room.id }))
      const again = cancelMeeting(deps, manager, before.id, { version: 2 })
      await expect(again).rejects.toMatchObject({ code: 'meeting.cancelled' })
      const change = changeMeeting(deps, manager, before.id, changeForm(cancelled))
      await expect(change).rejects.toMatchObject({ code: 'meeting.cancelled' })
    })

    it('is refused on an old version, to those who may not, and when it is over', async () => {
      const { deps, manager, outsider, database } = await setScene(await open())
      const { id } = await bookMeeting(deps, manager, bookingForm())
      await expect(cancelMeeting(deps, manager, id, { version: 7 })).rejects.toMatchObject({
        code: 'row.changed',
      })
      await expect(cancelMeeting(deps, outsider, id, { version: 1 })).rejects.toMatchObject({
        code: 'permission.missing',
      })
      database.clock.set('2026-11-24T09:00:00Z')
      await expect(cancelMeeting(deps, manager, id, { version: 1 })).rejects.toMatchObject({
        code: 'meeting.over',
      })
    })
  })

  describe('the guest link', () => {
    it('shows the meeting, leads to the lobby, and dies when it is renewed', async () => {
      const { deps, manager, database } = await setScene(await open())
      const meeting = await bookMeeting(deps, manager, bookingForm())
      const token = tokenOf(meeting.guestUrl)
      expect(claimedMeeting(token)).toBe(meeting.id)
      expect(await showGuestMeeting(deps, token)).toEqual({
        meetingId: meeting.id,
        occurrenceId: meeting.occurrences[0]!.id,
        title: 'Interoperabilitate',
        organizerName: 'Mihai Dan',
        startsAt: '2026-11-24T08:00:00.000Z',
        endsAt: '2026-11-24T09:00:00.000Z',
        zone: 'Europe/Bucharest',
      })
      const guest = { name: 'Ion Țăran', organisation: null, locale: 'ro' } as const
      await expect(askToJoinAsGuest(deps, token, guest)).rejects.toMatchObject({
        code: 'meeting.not-open-yet',
        params: { opensAt: '2026-11-24T07:00:00.000Z' },
      })
      database.clock.set('2026-11-24T08:00:00Z')
      expect(await askToJoinAsGuest(deps, token, guest)).toMatchObject({
        meetingId: meeting.id,
        personId: null,
        name: 'Ion Țăran',
        role: 'guest',
        lobby: true,
      })

      const renewed = await renewGuestLink(deps, manager, meeting.id)
      expect(tokenOf(renewed.guestUrl)).not.toBe(token)
      for (const old of [showGuestMeeting(deps, token), askToJoinAsGuest(deps, token, guest)])
        await expect(old).rejects.toMatchObject({ code: 'guest-link.invalid' })
      expect((await showGuestMeeting(deps, tokenOf(renewed.guestUrl))).meetingId).toBe(meeting.id)
    })

    it('is only for those who may change the meeting, and only while there is a video meeting', async () => {
      const { deps, manager, member, outsider } = await setScene(await open())
      const { id, guestUrl } = await bookMeeting(
        deps,
        manager,
        bookingForm({ attendees: [{ personId: member.personId, role: 'chair' }] }),
      )
      for (const actor of [member, outsider]) {
        expect((await showMeeting(deps, actor, id)).guestUrl).toBeNull()
        await expect(renewGuestLink(deps, actor, id)).rejects.toMatchObject({ code: 'permission.missing' })
      }
      await cancelMeeting(deps, manager, id, { version: 1 })
      await expect(showGuestMeeting(deps, tokenOf(guestUrl))).rejects.toMatchObject({
        code: 'meeting.cancelled',
      })
      await expect(renewGuestLink(deps, manager, id)).rejects.toMatchObject({ code: 'meeting.cancelled' })
      const silent = await bookMeeting(deps, manager, bookingForm({ video: false }))
      expect(silent.guestUrl).toBeNull()
      await expect(renewGuestLink(deps, manager, silent.id)).rejects.toMatchObject({
        code: 'meeting.no-video',
      })
    })
  })
})
