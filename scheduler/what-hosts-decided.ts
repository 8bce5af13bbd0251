import type { Ticket } from '../contract/conference.ts'
import type { Id } from '../contract/values.ts'
import type { AttendanceView, Known } from './ports.ts'

/** What a ticket says of what hosts have decided in an occurrence before: about this person, and about all. */
export async function whatHostsDecided(
  attendance: AttendanceView,
  occurrenceId: Id,
  who: Known,
): Promise<Required<Pick<Ticket, 'shownOut' | 'anewSince'>>> {
  return {
    shownOut: await attendance.wasShownOut(occurrenceId, who),
    anewSince: await attendance.finishedAt(occurrenceId),
  }
}
