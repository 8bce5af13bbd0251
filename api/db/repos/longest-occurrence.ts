import type { Instant } from '../../../contract/values.ts'
import { toInstant } from '../clock.ts'

/**
 * No occurrence is longer than a day (`durationMinutes` in `contract/scheduling.ts`), and a day has at most 25 hours on
 * a wall clock. So what touches a span began at most this long before it, and an index by start finds it.
 */
export const longestOccurrence = {
  before: (instant: Instant): Instant => toInstant(Temporal.Instant.from(instant).subtract({ hours: 26 })),
}
