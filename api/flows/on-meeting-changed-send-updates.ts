import { handler } from '../db/relay.ts'
import { tellAttendees, type TellDeps } from './tell-attendees.ts'

/** When a meeting changes in a way that calendars show, those who were invited get an update (RFC 5546 §3.2.2). */
export const onMeetingChangedSendUpdates = (deps: TellDeps) =>
  handler({
    name: 'on-meeting-changed-send-updates',
    on: ['meeting.changed'],
    save: (event, tx) => tellAttendees(tx, deps, event.payload.meetingId, event.id),
  })
