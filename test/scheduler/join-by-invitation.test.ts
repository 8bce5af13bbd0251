import { describe, expect, it } from 'vitest'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { changeMeeting } from '../../scheduler/change-meeting.ts'
import { invitationToken } from '../../scheduler/invitation-link.ts'
import { joinByInvitation } from '../../scheduler/join-by-invitation.ts'
import { forEachDatabase } from '../support/databases.ts'
import { bookingForm, changeForm, guestLinks, setScene } from '../support/scheduling.ts'

forEachDatabase((open) => {
  const stage = async () => {
    const scene = await setScene(await open())
    const { deps, manager, member, database } = scene
    const meeting = await bookMeeting(
      deps,
      manager,
      bookingForm({
        attendees: [
          { personId: member.personId, role: 'chair' },
          { email: 'ion@example.com', name: 'Ion Țăran', role: 'optional' },
        ],
      }),
    )
    const [chair, guest] = meeting.attendees.map(({ id }) => invitationToken(guestLinks.key, id))
    if (!chair || !guest) throw new Error('two were invited')
    const joining = { work: database.work, clock: database.clock, guestLinks }
    return { ...scene, meeting, chair, guest, joining }
  }

  describe('joining by the personal link of an invitation', () => {
    it('gives a seat under the name that was invited, without the lobby', async () => {
      const { database, meeting, guest, joining } = await stage()
      database.clock.set('2026-11-24T07:30:00Z')

      expect(await joinByInvitation(joining, guest, 'en')).toEqual({
        meetingId: meeting.id,
        occurrenceId: meeting.occurrences[0]?.id,
        title: 'Interoperabilitate',
        personId: null,
        guestId: meeting.attendees[1]?.id,
        name: 'Ion Țăran',
        organisation: null,
        role: 'participant',
        lobby: false,
        shownOut: false,
        anewSince: null,
        locale: 'en',
      })
    })

    it('makes nobody a host: who leads signs in', async () => {
      const { database, member, chair, joining } = await stage()
      database.clock.set('2026-11-24T07:30:00Z')

      expect(await joinByInvitation(joining, chair, 'ro')).toMatchObject({
        personId: member.personId,
        name: 'Ana Ionescu',
        organisation: 'MAI',
        role: 'participant',
      })
    })

    it('opens an hour before, and not to whoever is no longer invited', async () => {
      const { database, deps, manager, meeting, guest, joining } = await stage()
      database.clock.set('2026-11-24T06:59:59Z')
      await expect(joinByInvitation(joining, guest, 'ro')).rejects.toThrow('meeting.not-open-yet')

      await changeMeeting(deps, manager, meeting.id, changeForm(meeting, { attendees: [] }))
      database.clock.set('2026-11-24T07:30:00Z')
      await expect(joinByInvitation(joining, guest, 'ro')).rejects.toThrow('invitation-link.invalid')
    })
  })
})
