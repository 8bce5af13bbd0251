/**
 * SQL that tells whether `:personId` is an attendee of the meeting, as a known person or by their mail address.
 * `meetingId` is an expression of our own code, never input.
 */
export const attending = (meetingId: string): string =>
  `EXISTS (
    SELECT 1 FROM attendee
    WHERE attendee.meeting_id = ${meetingId}
      AND (attendee.person_id = :personId OR attendee.email = (SELECT email FROM person WHERE id = :personId))
  )`
