import { AppError } from '../contract/errors.ts'
import type { Instant, LocalDateTime } from '../contract/values.ts'
import { toInstant } from './instants.ts'

/** When a meeting takes place on the wall clock of its zone. */
export type WallClock = { start: LocalDateTime; zone: string; durationMinutes: number }

/** A span of time; the end is not part of it. */
export type Span = { startsAt: Instant; endsAt: Instant }

/**
 * The instants at which a meeting takes place: one span, for now. It lasts `durationMinutes` of real time, also across a
 * change of the clock. A time that the clock skips (the last Sunday of March) is refused; of one that it shows twice (the
 * last Sunday of October) the first is meant, as in RFC 5545 §3.3.5.
 * Throws `meeting.time-does-not-exist`.
 */
export function planOccurrences({ start, zone, durationMinutes }: WallClock): [Span, ...Span[]] {
  const shown = Temporal.PlainDateTime.from(start)
  const begin = shown.toZonedDateTime(zone, { disambiguation: 'earlier' })
  // For a skipped time Temporal answers with another one; the meeting would silently move by an hour.
  if (!begin.toPlainDateTime().equals(shown)) throw new AppError('meeting.time-does-not-exist')
  const end = begin.add({ minutes: durationMinutes })
  return [{ startsAt: toInstant(begin.toInstant()), endsAt: toInstant(end.toInstant()) }]
}

/** Whether two spans share a moment. One may begin at the instant at which the other ends. */
export const overlap = (a: Span, b: Span): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt
