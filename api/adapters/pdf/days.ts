/** Days and hours as documents say them. */
import type { Instant, LocalDate, Locale } from '../../../contract/values.ts'

const tags: Record<Locale, string> = { ro: 'ro-RO', en: 'en-GB' }

/** `3 decembrie 2026`. */
export const dayInWords = (day: LocalDate, locale: Locale): string =>
  Temporal.PlainDate.from(day).toLocaleString(tags[locale], {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })

/** `03.12.2026`, for tables. */
export const dayInFigures = (day: LocalDate, locale: Locale): string =>
  Temporal.PlainDate.from(day).toLocaleString(tags[locale], {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  })

/** `noiembrie 2026`. */
export const monthInWords = (period: string, locale: Locale): string =>
  Temporal.PlainDate.from(`${period}-01`).toLocaleString(tags[locale], { month: 'long', year: 'numeric' })

/** On which day an instant lies in a zone. */
export const dayIn = (instant: Instant, zone: string): LocalDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString()

/** `10:05`. */
export const hourIn = (instant: Instant, zone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' })
