import { type MeetingMailKind, type Recipient, writeMeetingMail } from '../adapters/write-meeting-mail.ts'
import { handler } from '../db/relay.ts'
import { instantOf, readToldMeeting, type TellDeps } from './tell-attendees.ts'

/** When a secretary asks for it, an attendee is told once more where the meeting stands, under the same SEQUENCE. */
export const onDeliveryAskedAgainTellAgain = (deps: TellDeps) =>
  handler({
    name: 'on-delivery-asked-again-tell-again',
    on: ['delivery.asked-again'],
    save: async ({ id, payload: { meetingId, attendeeId } }, tx) => {
      await tx.meetings.hold(meetingId)
      const meeting = await readToldMeeting(tx, meetingId, deps.locale)
      const before = (await tx.mails.toldOf(meetingId)).get(attendeeId)
      if (!meeting || !before) return
      const now = instantOf(deps)
      tx.events.record('delivery.changed', { meetingId })
      // One that has not left yet need not be written twice.
      if (before.state === 'waiting') return tx.mails.hurry(before.id, now)

      const invited = meeting.invitees.find((one) => one.id === attendeeId)
      const recipient: Recipient = invited ?? {
        id: attendeeId,
        name: before.toName,
        email: before.toEmail,
        locale: deps.locale,
      }
      const kind: MeetingMailKind =
        meeting.status === 'cancelled' ? 'cancellation' : invited ? 'invitation' : 'removal'
      await tx.mails.enqueue(
        [writeMeetingMail(deps.guestLinks, meeting, { kind, key: `${id}/${attendeeId}`, recipient, now })],
        now,
      )
    },
  })
