import type { Actor } from '../contract/identity.ts'
import type { CalendarEntry } from '../contract/scheduling.ts'
import type { MeetingsQuery } from '../contract/lists.ts'
import type { Instant, Page } from '../contract/values.ts'
import { toInstant } from './instants.ts'
import { maySee } from './meeting-rights.ts'
import type { CalendarRow, Clock, Work } from './ports.ts'

/**
 * The occurrences that touch a span of time, by start. A page may be shorter than asked for, and still not be the last:
 * what the reader may not see at all is left out.
 */
export async function listCalendar(
  { work, clock }: { work: Work; clock: Clock },
  actor: Actor,
  query: MeetingsQuery,
): Promise<Page<CalendarEntry>> {
  const now = toInstant(clock.now())
  const { items, next } = await work.read(({ meetings }) =>
    meetings.calendar({ ...query, personId: actor.personId }),
  )
  return { items: items.flatMap((row) => calendarEntry(actor, row, now) ?? []), next }
}

/** The line of an occurrence as this reader may see it; null when there is nothing to be seen. */
export function calendarEntry(actor: Actor, row: CalendarRow, now: Instant): CalendarEntry | null {
  const { meetingId, occurrenceId, startsAt, endsAt, zone, room, status } = row
  const outside = { meetingId, occurrenceId, startsAt, endsAt, zone, room, status }
  if (!maySee(actor, row))
    // Cancelled, it holds no room any more, and so it is nobody else's business.
    return status === 'cancelled'
      ? null
      : {
          ...outside,
          title: null,
          video: false,
          live: false,
          ended: endsAt <= now,
          organizerName: null,
          attendeeCount: 0,
          mine: false,
        }
  const live = row.conferenceStartedAt !== null && row.conferenceEndedAt === null
  return {
    ...outside,
    title: row.title,
    video: row.video,
    live,
    ended: !live && (row.closed || endsAt <= now),
    organizerName: row.organizerName,
    attendeeCount: row.attendeeCount,
    mine: row.attending || row.organizerId === actor.personId,
  }
}
