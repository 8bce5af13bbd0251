/** Days and hours as documents say them. */
import { type Instant, type LocalDate, type Locale, locales } from '../../../contract/values.ts'

const tags: Record<Locale, string> = { ro: 'ro-RO', en: 'en-GB' }

/** Made once: a table of dates would otherwise make a formatter, the dearest part of a date, for each cell. */
const figures = Object.fromEntries(
  locales.map((locale) => [
    locale,
    new Intl.DateTimeFormat(tags[locale], { day: '2-digit', month: '2-digit', year: 'numeric' }),
  ]),
) as Record<Locale, Intl.DateTimeFormat>

/** `03.12.2026`, for tables. */
export const dayInFigures = (day: LocalDate, locale: Locale): string =>
  figures[locale].format(Temporal.PlainDate.from(day))

/** On which day an instant lies in a zone. */
export const dayIn = (instant: Instant, zone: string): LocalDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString()

/** `10:05`. */
export const hourIn = (instant: Instant, zone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' })
