import type { Instant, LocalDate } from '../contract/values.ts'

/** An instant as it is stored and compared: UTC with exactly milliseconds. */
export const toInstant = (instant: Temporal.Instant): Instant =>
  instant.toString({ smallestUnit: 'millisecond' })

/** The day on the calendar of a zone at that moment. */
export const dayIn = (zone: string, at: Instant): LocalDate =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString()
