/** What people type for a day or an hour, in Romanian or English, as ISO 8601 text; undefined when it is neither. */

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

const names = (options: Intl.DateTimeFormatOptions, dates: string[]) =>
  ['ro-RO', 'en-GB'].flatMap((tag) =>
    dates.map((date, index) => {
      const format = new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' })
      return { name: fold(format.format(new Date(`${date}T00:00:00Z`))), index }
    }),
  )

let words:
  { months: { name: string; index: number }[]; weekdays: { name: string; index: number }[] } | undefined
function calendarWords() {
  words ??= {
    months: names(
      { month: 'long' },
      Array.from({ length: 12 }, (_, month) => `2024-${String(month + 1).padStart(2, '0')}-01`),
    ),
    // 2024-01-01 is a Monday, so index 0 is Monday.
    weekdays: names(
      { weekday: 'long' },
      Array.from({ length: 7 }, (_, day) => `2024-01-0${day + 1}`),
    ),
  }
  return words
}

/** The one whose name begins with what was typed (at least `least` letters). */
const begins = (list: { name: string; index: number }[], typed: string, least: number) =>
  typed.length >= least ? list.find(({ name }) => name.startsWith(typed))?.index : undefined

const days: Record<string, number> = {
  azi: 0,
  astazi: 0,
  today: 0,
  maine: 1,
  tomorrow: 1,
  poimaine: 2,
  ieri: -1,
  yesterday: -1,
}

/**
 * `today` is the reader's own day, as `2026-11-24`. Without a year the next such day is meant; a weekday means the next
 * one, today included.
 */
export function parseTypedDate(text: string, today: string): string | undefined {
  const typed = fold(text).replace(/,/g, ' ')
  const now = Temporal.PlainDate.from(today)
  const ahead = days[typed]
  if (ahead !== undefined) return now.add({ days: ahead }).toString()

  const weekday = /^[a-z]+$/.test(typed) ? begins(calendarWords().weekdays, typed, 2) : undefined
  if (weekday !== undefined) return now.add({ days: (weekday + 1 - now.dayOfWeek + 7) % 7 }).toString()

  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed)
  if (iso) return date(iso[1], iso[2], iso[3])

  const figures = /^(\d{1,2})\s*[./\-\s]\s*(\d{1,2})(?:\s*[./\-\s]\s*(\d{2}|\d{4}))?\.?$/.exec(typed)
  if (figures) return inYear(figures[3], figures[2]!, figures[1]!)

  // "24 noiembrie 2026", with or without the day of the week before it.
  const named = /^(?:[a-z]+\.?\s+)?(\d{1,2})\s+([a-z]+)\.?(?:\s+(\d{4}))?$/.exec(typed)
  const month = named && begins(calendarWords().months, named[2]!, 3)
  if (named && month !== undefined && month !== null) return inYear(named[3], String(month + 1), named[1]!)
  return undefined

  function inYear(year: string | undefined, monthText: string, day: string): string | undefined {
    if (year) return date(year.length === 2 ? `20${year}` : year, monthText, day)
    const thisYear = date(String(now.year), monthText, day)
    return thisYear && thisYear >= today ? thisYear : date(String(now.year + 1), monthText, day)
  }
}

function date(year?: string, month?: string, day?: string): string | undefined {
  try {
    return Temporal.PlainDate.from(
      { year: Number(year), month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    ).toString()
  } catch {
    return undefined
  }
}

/** "9", "930", "9.30", "14:00", "14h30", "2:30 pm" as `09:00`, `09:30`, …; 24 hours. */
export function parseTypedTime(text: string): string | undefined {
  const parts =
    /^(\d{1,2})(?:\s*[:.,h\s]\s*(\d{2})?)?\s*(am|pm)?$/.exec(fold(text)) ??
    /^(\d{1,2})(\d{2})\s*(am|pm)?$/.exec(fold(text))
  if (!parts) return undefined
  const half = parts[3]
  const typed = Number(parts[1])
  const minute = Number(parts[2] ?? 0)
  if (half && (typed < 1 || typed > 12)) return undefined
  const hour = half ? (typed % 12) + (half === 'pm' ? 12 : 0) : typed
  return hour < 24 && minute < 60
    ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
    : undefined
}
