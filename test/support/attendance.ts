/** A meeting on 24 November 2026 at ten in Bucharest, and what nodes report of its conferences. */
import { v7 as newId } from 'uuid'
import type { DomainEvent, EventPayload, FactName } from '../../contract/events.ts'
import type { Meeting } from '../../contract/scheduling.ts'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { recordAttendance } from '../../scheduler/record-attendance.ts'
import { showMeeting } from '../../scheduler/show-meeting.ts'
import type { TestDatabase } from './databases.ts'
import { bookingForm, type Scene, setScene } from './scheduling.ts'

type Extra = { [N in FactName]: Omit<EventPayload<N>, 'meetingId' | 'occurrenceId' | 'conferenceId'> }

/** A conference of the meeting, with facts about it. `at` is the time of day in UTC on 24 November 2026. */
export function conferenceIn({ work }: TestDatabase, meeting: Meeting, conferenceId: string = newId()) {
  const about = { meetingId: meeting.id, occurrenceId: meeting.occurrences[0]!.id, conferenceId }
  const fact = <N extends FactName>(at: string, name: N, extra: Extra[N]) =>
    ({
      id: newId(),
      name,
      at: Temporal.Instant.from(`2026-11-24T${at}Z`).toString({ smallestUnit: 'millisecond' }),
      actorId: null,
      payload: { ...about, ...extra },
    }) as unknown as DomainEvent<FactName>
  const record = (one: DomainEvent<FactName>) => work.run((unit) => recordAttendance(unit, one))
  return {
    fact,
    record,
    hear: <N extends FactName>(at: string, name: N, extra: Extra[N]) => record(fact(at, name, extra)),
  }
}

export const joined = (seatId: string, name = 'Ana Ionescu', personId: string | null = null) => ({
  ...{ seatId, personId, name },
  ...{ organisation: 'MAI', guest: personId === null },
})

export async function bookedScene(database: TestDatabase): Promise<Scene & { meeting: Meeting }> {
  const scene = await setScene(database)
  const { deps, manager, member } = scene
  const meeting = await bookMeeting(
    deps,
    manager,
    bookingForm({ attendees: [{ personId: member.personId, role: 'required' }] }),
  )
  database.clock.set('2026-11-24T08:00:00Z')
  return { ...scene, meeting }
}

export const occurrenceOf = async ({ deps, manager }: Scene, { id }: Meeting) =>
  (await showMeeting(deps, manager, id)).occurrences[0]!

export const instant = (time: string) => `2026-11-24T${time}:00.000Z`
