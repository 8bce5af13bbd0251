/** What stands in minutes beside what was written: which meeting, how it was convened, who was there. */
import type { Quorum } from '#contract/groups.ts'
import type { Agenda, Convocation } from '#contract/minutes.ts'
import type { Attendance, Meeting } from '#contract/scheduling.ts'
import { getAgenda } from '#lib/api/agenda.ts'
import { getConvocation, getQuorum } from '#lib/api/convocation.ts'
import { getMeeting, listAttendance } from '#lib/api/meetings.ts'
import type { PersonChoice } from '#lib/people/person-choice.ts'

export type Sheet = {
  meeting: Meeting
  agenda: Agenda
  attendance: Attendance[]
  quorum: Quorum | null
  convocation: Convocation | null
}

export async function loadSheet(meetingId: string): Promise<Sheet> {
  const [meeting, agenda, attendance, quorum, convocation] = await Promise.all([
    getMeeting(meetingId),
    getAgenda(meetingId),
    listAttendance(meetingId),
    getQuorum(meetingId),
    getConvocation(meetingId),
  ])
  return { meeting, agenda, attendance, quorum, convocation }
}

/** Those invited who have an account or may get one: the first to think of for an action. */
export const choicesOf = ({ attendees }: Pick<Meeting, 'attendees'>): PersonChoice[] =>
  attendees.flatMap(({ personId, name, organisation }) =>
    personId === null ? [] : [{ id: personId, name, organisation }],
  )
