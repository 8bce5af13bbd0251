/** Days and months in words. Formatters are made once: to make one costs more than a hundred dates. */
import type { Period } from '../contract/tracking.ts'
import { type LocalDate, type Locale, locales } from '../contract/values.ts'

const tags: Record<Locale, string> = { ro: 'ro-RO', en: 'en-GB' }

const formatters = (options: Intl.DateTimeFormatOptions) =>
  Object.fromEntries(
    locales.map((locale) => [locale, new Intl.DateTimeFormat(tags[locale], options)]),
  ) as Record<Locale, Intl.DateTimeFormat>

const days = formatters({ day: 'numeric', month: 'long', year: 'numeric' })
const months = formatters({ month: 'long', year: 'numeric' })

/** `3 decembrie 2026`, `3 December 2026`. */
export const dayInWords = (day: LocalDate, locale: Locale): string =>
  days[locale].format(Temporal.PlainDate.from(day))

/** `noiembrie 2026`, `November 2026`. */
export const periodInWords = (period: Period, locale: Locale): string =>
  months[locale].format(Temporal.PlainDate.from(`${period}-01`))
