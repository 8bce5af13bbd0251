import type { CalendarEntry } from '#contract/scheduling.ts'
import { localDate } from '#lib/time/spoken-time.ts'

/** Entries by the day they begin on in `zone`, days in order; the entries are expected in order. */
export function groupByDay(
  entries: readonly CalendarEntry[],
  zone: string,
): { day: string; entries: CalendarEntry[] }[] {
  const days = new Map<string, CalendarEntry[]>()
  for (const entry of entries) {
    const day = localDate(entry.startsAt, zone)
    const list = days.get(day)
    if (list) list.push(entry)
    else days.set(day, [entry])
  }
  return [...days].sort(([a], [b]) => a.localeCompare(b)).map(([day, list]) => ({ day, entries: list }))
}
