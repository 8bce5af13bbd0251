/** All that the meeting's page shows, asked for at once. */
import type { Quorum } from '#contract/groups.ts'
import type { Agenda, Convocation, Delivery } from '#contract/minutes.ts'
import type { Attendance, Meeting } from '#contract/scheduling.ts'
import { getAgenda } from '#lib/api/agenda.ts'
import { getConvocation, getQuorum } from '#lib/api/convocation.ts'
import { listDeliveries } from '#lib/api/invitations.ts'
import { getMeeting, listAttendance } from '#lib/api/meetings.ts'

export type MeetingView = {
  meeting: Meeting
  attendance: Attendance[]
  agenda: Agenda | null
  convocation: Convocation | null
  quorum: Quorum | null
  /** Null to those who may not change the meeting. */
  deliveries: Delivery[] | null
}

/** An outsider of a private meeting is told when it is and no more, so nothing more is asked for. */
export async function loadMeetingView(id: string): Promise<MeetingView> {
  const meeting = await getMeeting(id)
  if (!meeting.rights.see)
    return { meeting, attendance: [], agenda: null, convocation: null, quorum: null, deliveries: null }
  const held = meeting.occurrences.some((one) => one.conferenceStartedAt !== null)
  const [attendance, agenda, convocation, quorum, deliveries] = await Promise.all([
    held ? listAttendance(id) : [],
    getAgenda(id),
    getConvocation(id),
    getQuorum(id),
    meeting.rights.change ? listDeliveries(id) : null,
  ])
  return { meeting, attendance, agenda, convocation, quorum, deliveries }
}
