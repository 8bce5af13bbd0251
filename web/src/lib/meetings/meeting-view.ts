/** All that the meeting's page shows, asked for at once. */
import type { Quorum } from '#contract/groups.ts'
import type { Agenda, Convocation, Delivery, MailedAnswer } from '#contract/minutes.ts'
import type { Attendance, Meeting } from '#contract/scheduling.ts'
import { getAgenda } from '#lib/api/agenda.ts'
import { getConvocation, getQuorum } from '#lib/api/convocation.ts'
import { listDeliveries, listMailedAnswers } from '#lib/api/invitations.ts'
import { getMeeting, listAttendance } from '#lib/api/meetings.ts'

export type MeetingView = {
  meeting: Meeting
  attendance: Attendance[]
  agenda: Agenda | null
  convocation: Convocation | null
  quorum: Quorum | null
  /** Null to those who may not change the meeting. */
  deliveries: Delivery[] | null
  /** Those that wait for somebody to say whose they are; none to those who may not change the meeting. */
  mailedAnswers: MailedAnswer[]
}

/** An outsider of a private meeting is told when it is and no more, so nothing more is asked for. */
export async function loadMeetingView(id: string): Promise<MeetingView> {
  const meeting = await getMeeting(id)
  if (!meeting.rights.see)
    return {
      ...{ meeting, attendance: [], agenda: null, convocation: null, quorum: null },
      ...{ deliveries: null, mailedAnswers: [] },
    }
  const held = meeting.occurrences.some((one) => one.conferenceStartedAt !== null)
  const [attendance, agenda, convocation, quorum, deliveries, mailedAnswers] = await Promise.all([
    held ? listAttendance(id) : [],
    getAgenda(id),
    getConvocation(id),
    getQuorum(id),
    meeting.rights.change ? listDeliveries(id) : null,
    meeting.rights.change ? listMailedAnswers(id) : [],
  ])
  return { meeting, attendance, agenda, convocation, quorum, deliveries, mailedAnswers }
}
