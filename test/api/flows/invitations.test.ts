import { describe, expect, it } from 'vitest'
import { onAttendeesChangedInviteAndUninvite } from '../../../api/flows/on-attendees-changed-invite-and-uninvite.ts'
import { onMeetingBookedSendInvitations } from '../../../api/flows/on-meeting-booked-send-invitations.ts'
import { onMeetingCancelledSendCancellations } from '../../../api/flows/on-meeting-cancelled-send-cancellations.ts'
import { onMeetingChangedSendUpdates } from '../../../api/flows/on-meeting-changed-send-updates.ts'
import type { MailRow } from '../../../api/db/schema/mail.ts'
import { attendeeOf } from '../../../scheduler/invitation-link.ts'
import { bookMeeting } from '../../../scheduler/book-meeting.ts'
import { cancelMeeting } from '../../../scheduler/cancel-meeting.ts'
import { changeMeeting } from '../../../scheduler/change-meeting.ts'
import { answerByLink, answerInvitation } from '../../../scheduler/record-answer.ts'
import { showMeeting } from '../../../scheduler/show-meeting.ts'
import { conveneScene } from '../../support/convene-scene.ts'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { deliverEvents, rawOf, takeMails, saidIn } from '../../support/deliver-events.ts'
import { readCalendar } from '../../support/read-calendar.ts'
import { leaves, readMail } from '../../support/read-mail.ts'
import { bookingForm, changeForm, guestLinks, setScene } from '../../support/scheduling.ts'

const deliver = (database: TestDatabase) => {
  const deps = { guestLinks, clock: database.clock, locale: 'en' as const }
  return deliverEvents(database, [
    onMeetingBookedSendInvitations(deps),
    onMeetingChangedSendUpdates(deps),
    onAttendeesChangedInviteAndUninvite(deps),
    onMeetingCancelledSendCancellations(deps),
  ])
}

/** What is mailed after the events so far. */
const mailed = async (database: TestDatabase): Promise<MailRow[]> => {
  await deliver(database)
  return takeMails(database)
}

const kinds = (mails: MailRow[]) => mails.map(({ kind, toName }) => `${kind} to ${toName}`).sort()

const calendarOf = async (mail: MailRow) => {
  const { body } = await readMail(await rawOf(mail))
  return readCalendar(leaves(body).find(({ type }) => type === 'text/calendar')?.text ?? '')
}

const tokenOf = (mail: MailRow): string => /\/i\/([\w-]+)/.exec(saidIn(mail).text)?.[1] ?? ''

forEachDatabase((open) => {
  const stage = async () => {
    const scene = await setScene(await open())
    const { deps, manager, member, outsider } = scene
    const meeting = await bookMeeting(
      deps,
      manager,
      bookingForm({
        title: 'Interoperabilitate',
        attendees: [
          { personId: member.personId, role: 'required' },
          { email: 'ion@example.com', name: 'Ion "Nelu" Țăran', role: 'optional' },
        ],
      }),
    )
    const { work, clock } = scene.database
    return { ...scene, member, outsider, meeting, answering: { work, clock, guestLinks } }
  }

  describe('invitations', () => {
    it('go to everybody on the list, each with a link and a calendar of their own', async () => {
      const { database, member, meeting } = await stage()
      const mails = await mailed(database)

      expect(kinds(mails)).toEqual([`invitation to Ana Ionescu`, 'invitation to Ion "Nelu" Țăran'])
      const mine = mails.find(({ toEmail }) => toEmail === member.email)
      const other = mails.find(({ toEmail }) => toEmail === 'ion@example.com')
      if (!mine || !other) throw new Error('a mail is missing')
      expect(mine.message?.letter.locale).toBe('ro')
      expect(mine.subject).toBe('Invitație: Interoperabilitate (24 noiembrie 2026, 10:00)')
      // Known by address alone: in the language of the installation.
      expect(other.subject).toBe('Invitation: Interoperabilitate (24 November 2026, 10:00)')
      expect(attendeeOf(guestLinks.key, tokenOf(mine))).toBe(mine.attendeeId)
      expect(tokenOf(other)).not.toBe(tokenOf(mine))

      const calendar = await calendarOf(mine)
      expect(calendar.properties['METHOD']?.[0]?.text).toBe('REQUEST')
      expect(calendar.events[0]).toMatchObject({
        startsAt: '2026-11-24T08:00:00.000Z',
        endsAt: '2026-11-24T09:00:00.000Z',
      })
      expect(calendar.events[0]?.properties).toMatchObject({
        UID: [{ text: meeting.id }],
        SEQUENCE: [{ value: '0' }],
        ORGANIZER: [{ text: 'mailto:sfat@example.ro', params: { CN: 'Mihai Dan' } }],
        CONFERENCE: [{ text: `${guestLinks.publicUrl}/i/${tokenOf(mine)}` }],
      })
      expect(calendar.events[0]?.properties['ATTENDEE']).toHaveLength(2)
    })

    it('leave once, however often the event is delivered', async () => {
      const { database } = await stage()
      await mailed(database)
      await database.databases.writer.query(
        "UPDATE delivery SET done_at = NULL, due_at = '2026-11-23T07:00:00.000Z'",
      )

      expect(await mailed(database)).toEqual([])
    })

    it('name no place and no conference where there is none', async () => {
      const { database, deps, manager, member } = await stage()
      await mailed(database)
      await bookMeeting(
        deps,
        manager,
        bookingForm({ video: false, attendees: [{ personId: member.personId, role: 'required' }] }),
      )
      const [mail] = await mailed(database)
      if (!mail) throw new Error('no mail')

      expect((await calendarOf(mail)).events[0]?.properties).not.toHaveProperty('CONFERENCE')
      // The link to answer is in the letter all the same.
      expect(tokenOf(mail)).not.toBe('')
    })
  })

  describe('a convocation', () => {
    it('comes from the chair, by the hand of whoever convened, with its act and its agenda', async () => {
      const scene = await setScene(await open())
      const { database, secretary, member, outsider } = scene
      const group = await conveneScene({ ...scene, others: [outsider] })
      await group.convene('2026-11-26T10:00', 'Ședința de noiembrie')
      const mail = (await mailed(database)).find(({ toEmail }) => toEmail === outsider.email)
      if (!mail) throw new Error('no mail')
      const { headers } = await readMail(await rawOf(mail))

      expect(headers['from']).toBe('Ana Ionescu <sfat@example.ro>')
      expect(headers['subject']).toBe('Convocare: Ședința de noiembrie (26 noiembrie 2026, 10:00)')
      expect(saidIn(mail).text).toMatch(/Ana Ionescu vă convoacă .* „Interoperabilitate”.* nr\. C-1\/2026/)
      expect(saidIn(mail).text).toContain('Organizator: Ana Ionescu, prin Sorina Pop')
      const event = (await calendarOf(mail)).events[0]?.properties
      expect(event?.['ORGANIZER']?.[0]).toMatchObject({
        text: 'mailto:sfat@example.ro',
        params: { CN: 'Ana Ionescu', 'SENT-BY': `mailto:${secretary.email}` },
      })
      expect(event?.['ATTENDEE']?.map(({ text, params }) => `${params['ROLE']} ${text}`)).toEqual([
        `CHAIR mailto:${member.email}`,
        `OPT-PARTICIPANT mailto:${outsider.email}`,
      ])
      expect(event?.['DESCRIPTION']?.[0]?.text).toContain('Ordinea de zi\n1. Stadiul (10 min)')
    })
  })

  describe('a meeting that is changed', () => {
    it('that moves asks everybody again, with a higher SEQUENCE', async () => {
      const { database, deps, manager, meeting } = await stage()
      await mailed(database)
      await changeMeeting(deps, manager, meeting.id, changeForm(meeting, { start: '2026-11-24T11:00' }))
      const mails = await mailed(database)

      expect(kinds(mails)).toEqual(['update to Ana Ionescu', 'update to Ion "Nelu" Țăran'])
      const calendar = await calendarOf(mails[0]!)
      expect(calendar.events[0]).toMatchObject({
        startsAt: '2026-11-24T09:00:00.000Z',
        properties: { UID: [{ text: meeting.id }], SEQUENCE: [{ value: '1' }] },
      })
      expect(mails.map((mail) => saidIn(mail).text).join()).toMatch(/Ora întâlnirii s-a schimbat/)
    })

    it('that gets another title sends an update under the same SEQUENCE, and answers stand', async () => {
      const { database, deps, manager, member, meeting, answering } = await stage()
      await mailed(database)
      await answerInvitation(answering, member, meeting.id, { partStat: 'accepted', comment: null })
      await changeMeeting(deps, manager, meeting.id, changeForm(meeting, { title: 'Alt titlu' }))
      const mails = await mailed(database)
      const mine = mails.find(({ toEmail }) => toEmail === member.email)!
      const properties = (await calendarOf(mine)).events[0]?.properties

      expect(kinds(mails)).toHaveLength(2)
      expect(properties).toMatchObject({ SUMMARY: [{ text: 'Alt titlu' }], SEQUENCE: [{ value: '0' }] })
      expect(properties?.['ATTENDEE']?.[0]?.params['PARTSTAT']).toBe('ACCEPTED')
      expect(saidIn(mine).text).toMatch(/Răspunsul pe care l-ați dat rămâne valabil/)
    })

    it('in a way that no calendar shows mails nobody', async () => {
      const { database, deps, manager, meeting } = await stage()
      await mailed(database)
      const same = await changeMeeting(deps, manager, meeting.id, changeForm(meeting))
      await changeMeeting(deps, manager, meeting.id, changeForm(same))

      expect(await mailed(database)).toEqual([])
    })

    it('several times before the mails leave sends one mail that says the last', async () => {
      const { database, deps, manager, meeting } = await stage()
      await mailed(database)
      const first = await changeMeeting(deps, manager, meeting.id, changeForm(meeting, { title: 'Unu' }))
      await changeMeeting(
        deps,
        manager,
        meeting.id,
        changeForm(first, { title: 'Doi', start: '2026-11-24T12:00' }),
      )
      const mails = await mailed(database)

      expect(kinds(mails)).toHaveLength(2)
      expect(mails[0]?.subject).toContain('Doi')
      // The first event was about the title alone; the letter must still say that the time is another.
      expect(mails.map((mail) => saidIn(mail).text).join()).toMatch(/Ora întâlnirii s-a schimbat/)
    })

    it('invites whoever is added and uninvites whoever is taken off, and nobody else hears of it', async () => {
      const { database, deps, manager, member, outsider, meeting } = await stage()
      await mailed(database)
      const changed = await changeMeeting(
        deps,
        manager,
        meeting.id,
        changeForm(meeting, {
          attendees: [
            { email: 'ion@example.com', name: 'Ion "Nelu" Țăran', role: 'optional' },
            { personId: outsider.personId, role: 'required' },
          ],
        }),
      )
      const mails = await mailed(database)

      expect(kinds(mails)).toEqual(['invitation to Dinu Stan', 'removal to Ana Ionescu'])
      const removal = mails.find(({ kind }) => kind === 'removal')!
      const calendar = await calendarOf(removal)
      expect(calendar.properties['METHOD']?.[0]?.text).toBe('CANCEL')
      expect(calendar.events[0]?.properties).not.toHaveProperty('STATUS')
      expect(calendar.events[0]?.properties).toMatchObject({
        SEQUENCE: [{ value: '1' }],
        ATTENDEE: [{ text: `mailto:${member.email}` }],
      })
      expect(saidIn(removal).text).toMatch(/are loc în continuare/)

      // Invited again, they must not be told something older than their CANCEL.
      await changeMeeting(
        deps,
        manager,
        meeting.id,
        changeForm(changed, {
          attendees: [
            { email: 'ion@example.com', name: 'Ion "Nelu" Țăran', role: 'optional' },
            { personId: outsider.personId, role: 'required' },
            { personId: member.personId, role: 'required' },
          ],
        }),
      )
      const again = await mailed(database)
      expect(kinds(again)).toEqual(['invitation to Ana Ionescu'])
      expect((await calendarOf(again[0]!)).events[0]?.properties['SEQUENCE']?.[0]?.value).toBe('1')
    })
  })

  describe('a meeting that is cancelled', () => {
    it('is taken back from everybody who was invited', async () => {
      const { database, deps, manager, meeting } = await stage()
      await mailed(database)
      await cancelMeeting(deps, manager, meeting.id, { version: meeting.version })
      const mails = await mailed(database)

      expect(kinds(mails)).toEqual(['cancellation to Ana Ionescu', 'cancellation to Ion "Nelu" Țăran'])
      const calendar = await calendarOf(mails[0]!)
      expect(calendar.properties['METHOD']?.[0]?.text).toBe('CANCEL')
      expect(calendar.events[0]?.properties).toMatchObject({
        UID: [{ text: meeting.id }],
        STATUS: [{ text: 'CANCELLED' }],
        SEQUENCE: [{ value: '1' }],
      })
    })

    it('before anybody heard of it mails nobody at all', async () => {
      const { database, deps, manager, meeting } = await stage()
      await cancelMeeting(deps, manager, meeting.id, { version: meeting.version })

      expect(await mailed(database)).toEqual([])
    })
  })

  describe('an answer', () => {
    it('by the link is kept with its words, shown to the organizer, and invites nobody again', async () => {
      const { database, deps, manager, member, meeting, answering } = await stage()
      const mails = await mailed(database)
      const mail = mails.find(({ toEmail }) => toEmail === 'ion@example.com')!
      const shown = await answerByLink(answering, tokenOf(mail), {
        partStat: 'tentative',
        comment: 'Abia la 10:30',
      })

      expect(shown.attendee).toMatchObject({ partStat: 'tentative', comment: 'Abia la 10:30' })
      expect(await mailed(database)).toEqual([])
      const after = await showMeeting(deps, manager, meeting.id)
      expect(after.version).toBe(meeting.version)
      expect(after.attendees[1]).toMatchObject({ partStat: 'tentative', comment: 'Abia la 10:30' })
      // What somebody wrote is for those who run the meeting.
      expect((await showMeeting(deps, member, meeting.id)).attendees[1]?.comment).toBeNull()
    })

    it('is forgotten with its words when the meeting moves', async () => {
      const { deps, manager, member, meeting, answering } = await stage()
      await answerInvitation(answering, member, meeting.id, { partStat: 'declined', comment: 'La 10 nu pot' })
      await changeMeeting(deps, manager, meeting.id, changeForm(meeting, { start: '2026-11-24T14:00' }))

      const [mine] = (await showMeeting(deps, manager, meeting.id)).attendees
      expect(mine).toMatchObject({ partStat: 'needs-action', comment: null })
    })

    it('is refused with somebody else’s token, a mended one, or one of a past invitation', async () => {
      const { database, deps, manager, member, meeting, answering } = await stage()
      const mails = await mailed(database)
      const token = tokenOf(mails.find(({ toEmail }) => toEmail === member.email)!)
      const accepted = { partStat: 'accepted' as const, comment: null }

      const mended = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`
      for (const wrong of [mended, token.slice(1), `${token}A`, 'x'.repeat(54)])
        await expect(async () => answerByLink(answering, wrong, accepted)).rejects.toThrow(
          'invitation-link.invalid',
        )
      const guestToken = (await showMeeting(deps, manager, meeting.id)).guestUrl!.split('/').at(-1)!
      await expect(async () => answerByLink(answering, guestToken, accepted)).rejects.toThrow(
        'invitation-link.invalid',
      )

      await changeMeeting(
        deps,
        manager,
        meeting.id,
        changeForm(meeting, { attendees: [{ email: 'ion@example.com', role: 'optional' }] }),
      )
      await expect(answerByLink(answering, token, accepted)).rejects.toThrow('invitation-link.invalid')
    })

    it('is refused for a cancelled meeting, one that is over, and by somebody who is not invited', async () => {
      const { database, deps, manager, member, outsider, meeting, answering } = await stage()
      const accepted = { partStat: 'accepted' as const, comment: null }
      await expect(answerInvitation(answering, outsider, meeting.id, accepted)).rejects.toThrow(
        'permission.missing',
      )

      database.clock.set('2026-11-24T09:00:00Z')
      await expect(answerInvitation(answering, member, meeting.id, accepted)).rejects.toThrow('meeting.over')
      database.clock.set('2026-11-23T09:00:00Z')
      await cancelMeeting(deps, manager, meeting.id, { version: meeting.version })
      await expect(answerInvitation(answering, member, meeting.id, accepted)).rejects.toThrow(
        'meeting.cancelled',
      )
    })

    it('that is the same as before changes and tells nothing', async () => {
      const { database, member, meeting, answering } = await stage()
      const answer = { partStat: 'accepted' as const, comment: null }
      await answerInvitation(answering, member, meeting.id, answer)
      await answerInvitation(answering, member, meeting.id, answer)

      const told = await database.work.read(({ outbox }) => outbox.unsettled())
      expect(told.filter(({ name }) => name === 'invitation.answered')).toHaveLength(1)
    })
  })
})
