/** Where days lie on a drawn line, in percent of its width; and the marks under it. Days are ISO `2026-11-24`. */
export type TimeScale = { from: string; until: string; at: (day: string) => number }
export type Tick = { day: string; at: number; size: 'month' | 'quarter' | 'year' }

const dayNumber = (day: string) => Date.parse(day) / 86_400_000

/** A scale over both days; a day outside lies below 0 or above 100. */
export function timeScale(from: string, until: string): TimeScale {
  const first = dayNumber(from)
  const length = Math.max(1, dayNumber(until) - first)
  return { from, until, at: (day) => ((dayNumber(day) - first) * 100) / length }
}

/** A scale that holds all days, with room for the marks at its ends. */
export function scaleAround(days: readonly string[]): TimeScale {
  const sorted = [...days].sort()
  const [first, last] = [sorted[0] ?? '2026-01-01', sorted.at(-1) ?? '2026-12-31']
  const room = Math.max(7, Math.round((dayNumber(last) - dayNumber(first)) * 0.04))
  const moved = (day: string, by: number) => Temporal.PlainDate.from(day).add({ days: by }).toString()
  return timeScale(moved(first, -room), moved(last, room))
}

/** The span around today that a reader chose: a third of it behind, the rest ahead. */
export function scaleOf(span: 'year' | 'quarter', today: string): TimeScale {
  const day = Temporal.PlainDate.from(today)
  const months = span === 'year' ? [4, 8] : [1, 2]
  return timeScale(
    day.subtract({ months: months[0] ?? 0 }).toString(),
    day.add({ months: months[1] ?? 0 }).toString(),
  )
}

/** First days of months, quarters or years inside the scale, as many as have room: at most `most`. */
export function ticksOf({ from, until, at }: TimeScale, most = 9): Tick[] {
  const steps: { size: Tick['size']; months: number }[] = [
    { size: 'month', months: 1 },
    { size: 'quarter', months: 3 },
    { size: 'year', months: 12 },
    { size: 'year', months: 24 },
    { size: 'year', months: 60 },
  ]
  for (const { size, months } of steps) {
    const ticks: Tick[] = []
    const start = Temporal.PlainDate.from(from)
    // Quarters begin in January, April, July and October.
    let day = start.with({ month: months >= 12 ? 1 : start.month - ((start.month - 1) % months), day: 1 })
    for (; day.toString() <= until; day = day.add({ months }))
      if (day.toString() >= from) ticks.push({ day: day.toString(), at: at(day.toString()), size })
    if (ticks.length <= most) return ticks
  }
  return []
}
