import type { Instant } from '../../contract/values.ts'

/** Where units of work and the relay read the time. */
export type Clock = { now(): Temporal.Instant }

/** An instant as it is stored and compared: UTC with exactly milliseconds. */
export const toInstant = (instant: Temporal.Instant): Instant =>
  instant.toString({ smallestUnit: 'millisecond' })
