/** The weeks that a month's page shows, Monday first (ISO 8601), as days `2026-11-24`; six at most. */
export function monthWeeks(month: string): string[][] {
  const first = Temporal.PlainYearMonth.from(month.slice(0, 7)).toPlainDate({ day: 1 })
  const start = first.subtract({ days: first.dayOfWeek - 1 })
  const end = first.add({ months: 1 })
  const weeks: string[][] = []
  for (let day = start; Temporal.PlainDate.compare(day, end) < 0; day = day.add({ days: 7 })) {
    weeks.push(Array.from({ length: 7 }, (_, offset) => day.add({ days: offset }).toString()))
  }
  return weeks
}
