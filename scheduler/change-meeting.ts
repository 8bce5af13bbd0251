import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { ChangeMeeting, Meeting } from '../contract/scheduling.ts'
import type { Id } from '../contract/values.ts'
import { requireFuture } from './book-meeting.ts'
import { bookRoom } from './book-room.ts'
import { chooseAttendees } from './choose-attendees.ts'
import { meetingRights, requireChange } from './meeting-rights.ts'
import { planOccurrences } from './plan-occurrences.ts'
import type { AttendeeRow, MeetingDetail, MeetingRow, SchedulerUnit } from './ports.ts'
import { findMeeting, type MeetingDeps } from './show-meeting.ts'

/**
 * Changes a meeting to what the form says. Whoever moves it asks everybody again: answers were to the old time.
 * Throws `meeting.missing`, `permission.missing`, `row.changed`, `meeting.cancelled`, `meeting.over` (its time, once it
 * was held), `meeting.time-does-not-exist`, `meeting.in-past`, `person.missing`, `room.missing`, `room.retired`,
 * `room.taken`.
 */
export const changeMeeting = (
  { work, clock, guestLinks }: MeetingDeps,
  actor: Actor,
  id: Id,
  { version, attendees, ...ask }: ChangeMeeting,
): Promise<Meeting> =>
  work.run(async (unit) => {
    const { meetings, events } = unit
    const before = await holdToChange(unit, actor, id, version)
    const spans = planOccurrences(ask)
    const timeChanged = spans.some(
      ({ startsAt, endsAt }, index) =>
        before.occurrences[index]?.startsAt !== startsAt || before.occurrences[index].endsAt !== endsAt,
    )
    if (timeChanged) {
      if (before.occurrences.some(({ closed }) => closed)) throw new AppError('meeting.over')
      requireFuture(spans, clock.now())
    }
    const chosen = await changeAttendees(unit, before, attendees, timeChanged)
    // Whoever is taken off gets a CANCEL, which needs a number of its own: invited again, they must not seem out of date.
    const newSequence = timeChanged || chosen.removed.length > 0
    const row: MeetingRow = {
      ...before.meeting,
      ...ask,
      sequence: before.meeting.sequence + (newSequence ? 1 : 0),
      version: version + 1,
    }
    if (ask.roomId !== null && (timeChanged || ask.roomId !== before.meeting.roomId))
      await bookRoom(unit, actor, { roomId: ask.roomId, spans, exceptMeetingId: id })
    await meetings.change(row)
    await meetings.changeOccurrences(
      before.occurrences.map((occurrence, index) => ({
        ...occurrence,
        ...spans[index],
        roomId: ask.roomId,
      })),
    )

    events.record('meeting.changed', { meetingId: id, timeChanged }, actor.personId, {
      before: before.meeting,
      after: row,
    })
    if (chosen.added.length > 0 || chosen.removed.length > 0)
      events.record(
        'attendees.changed',
        {
          meetingId: id,
          added: chosen.added.map((attendee) => attendee.id),
          removed: await namesOf(unit, actor, before, chosen.removed),
        },
        actor.personId,
      )
    return findMeeting(unit, guestLinks, actor, id)
  })

/** The meeting as it is now, held, if the actor may change it and has seen this version of it. */
export async function holdToChange(
  { meetings }: Pick<SchedulerUnit, 'meetings'>,
  actor: Actor,
  id: Id,
  version: number,
): Promise<MeetingDetail> {
  const held = await meetings.hold(id)
  const before = held && (await meetings.find(id))
  if (!before) throw new AppError('meeting.missing')
  requireChange(meetingRights(actor, before))
  if (before.meeting.version !== version) throw new AppError('row.changed')
  if (before.meeting.status === 'cancelled') throw new AppError('meeting.cancelled')
  return before
}

async function changeAttendees(
  { meetings, knownPeople }: SchedulerUnit,
  { meeting }: MeetingDetail,
  asked: ChangeMeeting['attendees'],
  timeChanged: boolean,
) {
  if (timeChanged) await meetings.forgetAnswers(meeting.id)
  const rows = await meetings.attendeeRows(meeting.id)
  const chosen = await chooseAttendees(knownPeople, meeting.id, asked, rows)
  await meetings.saveAttendees({
    added: chosen.added,
    changed: chosen.changed,
    removed: chosen.removed.map(({ id }) => id),
  })
  return chosen
}

/** Those who were uninvited, as they must be written to: nothing else remembers them. */
async function namesOf(
  { knownPeople }: SchedulerUnit,
  actor: Actor,
  { attendees }: MeetingDetail,
  removed: readonly AttendeeRow[],
) {
  const people = await knownPeople.among(
    removed.flatMap(({ personId }) => personId ?? []),
    [],
  )
  const gone = new Set(removed.map(({ id }) => id))
  return attendees
    .filter(({ id }) => gone.has(id))
    .map(({ id, personId, name, email }) => ({
      attendeeId: id,
      name,
      email,
      // Of somebody known by address alone, the language of whoever writes is the best guess.
      locale: people.find((person) => person.id === personId)?.locale ?? actor.locale,
    }))
}
