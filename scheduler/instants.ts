import type { Instant } from '../contract/values.ts'

/** An instant as it is stored and compared: UTC with exactly milliseconds. */
export const toInstant = (instant: Temporal.Instant): Instant =>
  instant.toString({ smallestUnit: 'millisecond' })
