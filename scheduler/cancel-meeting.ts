import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { CancelMeeting, Meeting } from '../contract/scheduling.ts'
import type { Id } from '../contract/values.ts'
import { holdToChange } from './change-meeting.ts'
import { toInstant } from './instants.ts'
import { findMeeting, type MeetingDeps } from './show-meeting.ts'

/**
 * Cancels a meeting and frees its room; it stays in the calendar as cancelled.
 * Throws `meeting.missing`, `permission.missing`, `row.changed`, `meeting.cancelled`, `meeting.over`.
 */
export const cancelMeeting = (
  { work, clock, guestLinks }: MeetingDeps,
  actor: Actor,
  id: Id,
  { version }: CancelMeeting,
): Promise<Meeting> =>
  work.run(async (unit) => {
    const { meetings, events } = unit
    const { meeting, occurrences } = await holdToChange(unit, actor, id, version)
    const now = toInstant(clock.now())
    if (occurrences.every(({ endsAt, closed }) => closed || endsAt <= now)) throw new AppError('meeting.over')
    await meetings.change({
      ...meeting,
      status: 'cancelled',
      sequence: meeting.sequence + 1,
      version: version + 1,
    })
    await meetings.changeOccurrences(occurrences.map((one) => ({ ...one, status: 'cancelled' })))
    events.record('meeting.cancelled', { meetingId: id }, actor.personId)
    return findMeeting(unit, guestLinks, actor, id)
  })
