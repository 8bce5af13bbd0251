import type { Instant, LocalDate } from '../contract/values.ts'
import type { Deps } from './ports.ts'

type Moment = Pick<Deps, 'clock' | 'zone'>

/** Now, as it is stored and compared: UTC with exactly milliseconds. */
export const instantNow = ({ clock }: Pick<Deps, 'clock'>): Instant =>
  clock.now().toString({ smallestUnit: 'millisecond' })

/** The institution's day. */
export const today = ({ clock, zone }: Moment): LocalDate =>
  clock.now().toZonedDateTimeISO(zone).toPlainDate().toString()

/** On which of the institution's days an instant lies. */
export const dayOf = (instant: Instant, zone: string): LocalDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString()

/** The instant at which a day begins. */
export const startOfDay = (day: LocalDate, zone: string): Instant =>
  Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant().toString({ smallestUnit: 'millisecond' })
