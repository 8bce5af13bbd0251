import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { BookMeeting, Meeting } from '../contract/scheduling.ts'
import type { Id } from '../contract/values.ts'
import { bookRoom } from './book-room.ts'
import { chooseAttendees } from './choose-attendees.ts'
import { toInstant } from './instants.ts'
import { requireBooking } from './meeting-rights.ts'
import { planOccurrences, type Span } from './plan-occurrences.ts'
import type { Clock, MeetingRow, OccurrenceRow, SchedulerUnit } from './ports.ts'
import { findMeeting, type MeetingDeps } from './show-meeting.ts'

/**
 * Books a meeting that the actor organises, with its room.
 * Throws `permission.missing`, `meeting.time-does-not-exist`, `meeting.in-past`, `person.missing`, `room.missing`,
 * `room.retired`, `room.taken`.
 */
export const bookMeeting = (
  { work, clock, guestLinks }: MeetingDeps,
  actor: Actor,
  ask: BookMeeting,
): Promise<Meeting> => {
  requireBooking(actor)
  return work.run(async (unit) => {
    const id = await addMeeting(unit, clock, actor, ask)
    unit.events.record('meeting.booked', { meetingId: id }, actor.personId)
    return findMeeting(unit, guestLinks, actor, id)
  })
}

/**
 * The part of it that others share who book for a reason of their own: holds the room and saves the rows. Rights and the
 * event are the caller's. Throws what `bookMeeting` throws, but for `permission.missing`.
 */
export async function addMeeting(
  { rooms, meetings, knownPeople }: Pick<SchedulerUnit, 'rooms' | 'meetings' | 'knownPeople'>,
  clock: Clock,
  actor: Actor,
  ask: BookMeeting,
): Promise<Id> {
  const now = clock.now()
  const spans = planOccurrences(ask)
  requireFuture(spans, now)
  const { attendees: asked, ...booked } = ask
  const meeting: MeetingRow = {
    id: newId(),
    ...booked,
    status: 'scheduled',
    organizerId: actor.personId,
    guestLinkVersion: 1,
    sequence: 0,
    createdAt: toInstant(now),
    version: 1,
  }
  // Everything that may be refused for another reason first: the room is held from here to the commit.
  const { rows } = await chooseAttendees(knownPeople, meeting.id, asked)
  if (ask.roomId !== null) await bookRoom({ rooms, meetings }, actor, { roomId: ask.roomId, spans })
  await meetings.add(
    meeting,
    spans.map((span): OccurrenceRow => ({
      id: newId(),
      meetingId: meeting.id,
      roomId: ask.roomId,
      ...span,
      status: 'scheduled',
      conferenceStartedAt: null,
      conferenceEndedAt: null,
      closed: false,
    })),
    rows,
  )
  return meeting.id
}

/** How long after its start a meeting can still be booked: "now" is a minute that has begun, and a form takes time. */
const lateMinutes = 5

/** Throws `meeting.in-past`. */
export function requireFuture(spans: readonly Span[], now: Temporal.Instant): void {
  const earliest = toInstant(now.subtract({ minutes: lateMinutes }))
  if (spans.some(({ startsAt }) => startsAt < earliest)) throw new AppError('meeting.in-past')
}
