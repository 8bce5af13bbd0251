import { writeMeetingMail } from '../adapters/write-meeting-mail.ts'
import { handler } from '../db/relay.ts'
import {
  enqueue,
  instantOf,
  readToldMeeting,
  stillInvited,
  tellAttendees,
  type TellDeps,
} from './tell-attendees.ts'

/**
 * When the list of attendees changes, the new ones are invited and those who were taken off are told so, each alone;
 * nobody else hears of it (RFC 5546 §3.2.5).
 */
export const onAttendeesChangedInviteAndUninvite = (deps: TellDeps) =>
  handler({
    name: 'on-attendees-changed-invite-and-uninvite',
    on: ['attendees.changed'],
    save: async ({ id, payload: { meetingId, removed } }, tx) => {
      await tellAttendees(tx, deps, meetingId, id)
      const meeting = await readToldMeeting(tx, meetingId, deps.locale)
      const now = instantOf(deps)
      if (!meeting || meeting.endsAt <= now) return
      const told = await tx.mails.toldOf(meetingId)
      const mails = removed.flatMap(({ attendeeId, name, email, locale }) => {
        const before = told.get(attendeeId)
        // Who was never invited, or has been told already, is not troubled.
        if (!before || !stillInvited(before)) return []
        const recipient = { id: attendeeId, name, email, locale }
        return [
          writeMeetingMail(deps.guestLinks, meeting, {
            kind: 'removal',
            key: `${id}/${attendeeId}`,
            recipient,
            now,
          }),
        ]
      })
      await enqueue(tx, meetingId, mails, now)
    },
  })
