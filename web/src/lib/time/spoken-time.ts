/**
 * Dates and times as people say them: "marți, 24 noiembrie 2026, 10:00–11:30". Instants are RFC 3339 in UTC; every
 * function says them in the zone it is given. Formatters are kept, since making one costs more than using it.
 */
import type { Locale } from '#contract/values.ts'

const tags: Record<Locale, string> = { ro: 'ro-RO', en: 'en-GB' }
const kept = new Map<string, Intl.DateTimeFormat>()

function formatter(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let one = kept.get(key)
  if (!one) kept.set(key, (one = new Intl.DateTimeFormat(tags[locale], options)))
  return one
}

const dayStyles = {
  /** "marți, 24 noiembrie 2026" */
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  /** "marți, 24 noiembrie" */
  medium: { weekday: 'long', day: 'numeric', month: 'long' },
  /** "24 noiembrie 2026" */
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  /** "mar., 24 nov." */
  short: { weekday: 'short', day: 'numeric', month: 'short' },
  /** "noiembrie 2026" */
  month: { month: 'long', year: 'numeric' },
  /** "nov." */
  monthShort: { month: 'short' },
  /** "mar." */
  weekday: { weekday: 'short' },
  /** "marți" */
  weekdayLong: { weekday: 'long' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
export type DayStyle = keyof typeof dayStyles

/** The day of an instant, in words. */
export function sayDay(instant: string, zone: string, locale: Locale, style: DayStyle = 'long'): string {
  return formatter(locale, { ...dayStyles[style], timeZone: zone }).format(new Date(instant))
}

/** A day of the wall calendar (`2026-11-24`), in words. */
export function sayDate(date: string, locale: Locale, style: DayStyle = 'long'): string {
  return formatter(locale, { ...dayStyles[style], timeZone: 'UTC' }).format(
    new Date(`${date.slice(0, 10)}T00:00:00Z`),
  )
}

/** "10:00" */
export function sayTime(instant: string, zone: string, locale: Locale): string {
  return formatter(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(
    new Date(instant),
  )
}

/** "10:00–11:30"; a span that ends on another day names it: "23:00 – miercuri, 25 noiembrie, 01:00". */
export function saySpan(start: string, end: string, zone: string, locale: Locale): string {
  const from = sayTime(start, zone, locale)
  const to = sayTime(end, zone, locale)
  return localDate(start, zone) === localDate(end, zone)
    ? `${from}–${to}`
    : `${from} – ${sayDay(end, zone, locale, 'medium')}, ${to}`
}

/** "marți, 24 noiembrie 2026, 10:00–11:30" */
export function sayWhen(
  start: string,
  end: string,
  zone: string,
  locale: Locale,
  style: DayStyle = 'long',
): string {
  return `${sayDay(start, zone, locale, style)}, ${saySpan(start, end, zone, locale)}`
}

/** "45 min", "1 h", "1 h 30 min"; the same in both languages. */
export function sayDuration(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = Math.round(minutes % 60)
  return [hours > 0 && `${hours} h`, (rest > 0 || hours === 0) && `${rest} min`].filter(Boolean).join(' ')
}

/** "acum 5 minute", "peste 2 zile": how far an instant is from `now` (milliseconds since 1970). */
export function sayDistance(instant: string, now: number, locale: Locale): string {
  const seconds = Math.round((Date.parse(instant) - now) / 1000)
  const words = new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto' })
  const size = Math.abs(seconds)
  if (size < 60) return words.format(0, 'minute')
  if (size < 3600) return words.format(Math.trunc(seconds / 60), 'minute')
  if (size < 86_400) return words.format(Math.trunc(seconds / 3600), 'hour')
  return words.format(Math.trunc(seconds / 86_400), 'day')
}

/** "UTC+2": how far a zone is from UTC at an instant. */
function sayOffset(zone: string, at: string, locale: Locale): string {
  const parts = formatter(locale, { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(new Date(at))
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? '').replace('GMT', 'UTC')
}

/** A zone by the name people give it: `Europe/Bucharest` is "Ora Europei de Est (UTC+2)". */
export function sayZone(zone: string, at: string, locale: Locale): string {
  const parts = formatter(locale, { timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts(new Date(at))
  return `${parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone} (${sayOffset(zone, at, locale)})`
}

/** A zone in a list to choose from, where the city tells: "Europe/Bucharest (UTC+2)". */
export const sayZoneId = (zone: string, at: string, locale: Locale): string =>
  `${zone.replaceAll('_', ' ')} (${sayOffset(zone, at, locale)})`

/** The wall-calendar day of an instant in a zone: `2026-11-24`. */
export function localDate(instant: string, zone: string): string {
  return localDateTime(instant, zone).slice(0, 10)
}

/** The wall-clock time of an instant in a zone, to the minute: `2026-11-24T10:00`. */
export function localDateTime(instant: string, zone: string): string {
  return Temporal.Instant.from(instant)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
}

/**
 * The instant of a wall-clock time in a zone. A time that the clock skips or repeats is resolved as RFC 5545 §3.3.5
 * does (forward by the gap, the first of two).
 */
export function instantOf(local: string, zone: string): string {
  return Temporal.PlainDateTime.from(local)
    .toZonedDateTime(zone, { disambiguation: 'compatible' })
    .toInstant()
    .toString({ smallestUnit: 'millisecond' })
}

/** With a capital first letter, for a heading: Romanian writes its weekdays and months small. */
export const capitalised = (words: string, locale: Locale): string =>
  words.charAt(0).toLocaleUpperCase(tags[locale]) + words.slice(1)

/** "23–29 noiembrie 2026", "30 noiembrie – 6 decembrie 2026". */
export const sayDateRange = (first: string, last: string, locale: Locale): string =>
  formatter(locale, { ...dayStyles.date, timeZone: 'UTC' }).formatRange(
    new Date(`${first}T00:00:00Z`),
    new Date(`${last}T00:00:00Z`),
  )
