/** Dates and times as a letter says them, in the zone of what it is about. */
import type { Instant, Locale, LocalDate } from '../../../contract/values.ts'

const tags: Record<Locale, string> = { ro: 'ro-RO', en: 'en-GB' }

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format costs a hundred times its use, and a convocation goes to hundreds. */
function format(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const made = formats.get(key) ?? new Intl.DateTimeFormat(tags[locale], options)
  formats.set(key, made)
  return made
}

/** "24 noiembrie 2026" */
export const sayDate = (date: LocalDate, locale: Locale): string =>
  format(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))

/** "noiembrie 2026" of `2026-11` */
export const sayMonth = (month: string, locale: Locale): string =>
  format(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  )

/** "marți, 24 noiembrie 2026" */
export const sayDay = (at: Instant, zone: string, locale: Locale): string =>
  format(locale, { dateStyle: 'full', timeZone: zone }).format(new Date(at))

/** "10:00" */
export const sayTime = (at: Instant, zone: string, locale: Locale): string =>
  format(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(
    new Date(at),
  )

/** "24 noiembrie 2026, 10:00": for subjects. */
export const sayStart = (at: Instant, zone: string, locale: Locale): string =>
  `${format(locale, { dateStyle: 'long', timeZone: zone }).format(new Date(at))}, ${sayTime(at, zone, locale)}`

/** "marți, 24 noiembrie 2026, 10:00–11:30 (ora Europei de Est)"; an end on another day is said with its day. */
export function saySpan(startsAt: Instant, endsAt: Instant, zone: string, locale: Locale): string {
  const key = `${startsAt} ${endsAt} ${zone} ${locale}`
  if (spans.size > 100) spans.clear()
  return spans.getOrInsertComputed(key, () => sayNewSpan(startsAt, endsAt, zone, locale))
}

/** One meeting is told to hundreds, and its hours are the dearest thing to say. */
const spans = new Map<string, string>()

function sayNewSpan(startsAt: Instant, endsAt: Instant, zone: string, locale: Locale): string {
  const [startDay, endDay] = [sayDay(startsAt, zone, locale), sayDay(endsAt, zone, locale)]
  const [start, end] = [sayTime(startsAt, zone, locale), sayTime(endsAt, zone, locale)]
  const span = startDay === endDay ? `${start}–${end}` : `${start} – ${endDay}, ${end}`
  return `${startDay}, ${span} (${sayZone(startsAt, zone, locale)})`
}

/** "ora Europei de Est" */
function sayZone(at: Instant, zone: string, locale: Locale): string {
  const name = format(locale, { timeZone: zone, timeZoneName: 'longGeneric' })
    .formatToParts(new Date(at))
    .find(({ type }) => type === 'timeZoneName')?.value
  const said = name ?? zone
  return locale === 'ro' ? said.replace(/^Ora /, 'ora ') : said
}
