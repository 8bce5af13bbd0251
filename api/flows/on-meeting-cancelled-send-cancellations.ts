import { writeMeetingMail } from '../adapters/write-meeting-mail.ts'
import { handler } from '../db/relay.ts'
import { enqueue, instantOf, readToldMeeting, stillInvited, type TellDeps } from './tell-attendees.ts'

/** When a meeting is cancelled, everybody who was invited gets a CANCEL. */
export const onMeetingCancelledSendCancellations = (deps: TellDeps) =>
  handler({
    name: 'on-meeting-cancelled-send-cancellations',
    on: ['meeting.cancelled'],
    save: async ({ id, payload: { meetingId } }, tx) => {
      await tx.meetings.hold(meetingId)
      const meeting = await readToldMeeting(tx, meetingId, deps.locale)
      const now = instantOf(deps)
      if (!meeting || meeting.endsAt <= now) return
      const told = await tx.mails.toldOf(meetingId)
      const mails = meeting.invitees
        .filter((recipient) => {
          const before = told.get(recipient.id)
          return before !== undefined && stillInvited(before)
        })
        .map((recipient) =>
          writeMeetingMail(deps.guestLinks, meeting, {
            kind: 'cancellation',
            key: `${id}/${recipient.id}`,
            recipient,
            now,
          }),
        )
      await enqueue(tx, meetingId, mails, now)
    },
  })
