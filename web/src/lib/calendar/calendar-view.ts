/** What the calendar shows, kept in the address so that a link shows what I see. */
import type { Locale } from '#contract/values.ts'
import { capitalised, instantOf, sayDate, sayDateRange } from '#lib/time/spoken-time.ts'

export const views = ['month', 'week', 'day', 'list'] as const
export type View = (typeof views)[number]

export type Shown = {
  view: View
  /** A day in what is shown: `2026-11-24`. */
  date: string
  /** Only what I organise or attend. */
  mine: boolean
  /** Only this room, where not empty; the view of a day has a column for each room instead. */
  roomId: string
}

/** From the address; what is missing or wrong there falls back to this week. */
export function shownIn(query: URLSearchParams, today: string): Shown {
  const view = views.find((one) => one === query.get('view')) ?? 'week'
  return {
    view,
    date: dayOr(query.get('date'), today),
    mine: query.has('mine'),
    roomId: query.get('room') ?? '',
  }
}

function dayOr(text: string | null, otherwise: string): string {
  try {
    return Temporal.PlainDate.from(text ?? '', { overflow: 'reject' }).toString()
  } catch {
    return otherwise
  }
}

/** The address of what is shown; what is usual is left out. */
export function addressOf({ view, date, mine, roomId }: Shown, today: string): string {
  const query = new URLSearchParams()
  if (view !== 'week') query.set('view', view)
  if (date !== today) query.set('date', date)
  if (mine) query.set('mine', '1')
  if (roomId && view !== 'day') query.set('room', roomId)
  const text = query.toString()
  return text ? `/calendar?${text}` : '/calendar'
}

const monday = (day: Temporal.PlainDate) => day.subtract({ days: day.dayOfWeek - 1 })

/** The days that are shown: the first, and the one after the last. A month shows whole weeks. */
export function daysOf({ view, date }: Pick<Shown, 'view' | 'date'>): {
  first: Temporal.PlainDate
  end: Temporal.PlainDate
} {
  const day = Temporal.PlainDate.from(date)
  if (view === 'day') return { first: day, end: day.add({ days: 1 }) }
  if (view === 'week') return { first: monday(day), end: monday(day).add({ days: 7 }) }
  const first = day.with({ day: 1 })
  const next = first.add({ months: 1 })
  return view === 'list' ? { first, end: next } : { first: monday(first), end: monday(next.add({ days: 6 })) }
}

/** The same as instants, to ask the server with. */
export function spanOf(shown: Pick<Shown, 'view' | 'date'>, zone: string): { from: string; to: string } {
  const { first, end } = daysOf(shown)
  return { from: instantOf(`${first}T00:00`, zone), to: instantOf(`${end}T00:00`, zone) }
}

/** One step back or forth: a month, a week or a day. */
export function step({ view, date }: Pick<Shown, 'view' | 'date'>, by: 1 | -1): string {
  const day = Temporal.PlainDate.from(date)
  const length = view === 'day' ? { days: by } : view === 'week' ? { weeks: by } : { months: by }
  return day.add(length).toString()
}

/** "Noiembrie 2026", "23–29 noiembrie 2026", "Marți, 24 noiembrie 2026". */
export function titleOf(shown: Pick<Shown, 'view' | 'date'>, locale: Locale): string {
  if (shown.view === 'day') return capitalised(sayDate(shown.date, locale), locale)
  if (shown.view !== 'week') return capitalised(sayDate(shown.date, locale, 'month'), locale)
  const { first, end } = daysOf(shown)
  return sayDateRange(first.toString(), end.subtract({ days: 1 }).toString(), locale)
}
