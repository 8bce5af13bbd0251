import { handler } from '../db/relay.ts'
import { tellAttendees, type TellDeps } from './tell-attendees.ts'

/** When a meeting is booked, or a group convened to it, everybody on its list is invited by mail. */
export const onMeetingBookedSendInvitations = (deps: TellDeps) =>
  handler({
    name: 'on-meeting-booked-send-invitations',
    on: ['meeting.booked'],
    save: (event, tx) => tellAttendees(tx, deps, event.payload.meetingId, event.id),
  })
