import type { CalendarEntry } from '#contract/scheduling.ts'
import { phaseOfEntry } from '#lib/meetings/phase.ts'

/** Meetings to come or under way, the nearest first; and those that are over, the latest first. Cancelled ones go by their end. */
export function splitMeetings<Entry extends CalendarEntry>(
  meetings: readonly Entry[],
  now: number,
): { coming: Entry[]; past: Entry[] } {
  const isPast = (entry: Entry) =>
    entry.status === 'cancelled' ? Date.parse(entry.endsAt) <= now : phaseOfEntry(entry, now) === 'after'
  const byStart = meetings.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt))
  return {
    coming: byStart.filter((entry) => !isPast(entry)),
    past: byStart.filter(isPast).reverse(),
  }
}
