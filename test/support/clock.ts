/** A clock that a test can set: it runs with the true time until then, and from the new time afterwards. */
export type TestClock = {
  now(): Temporal.Instant
  /** Jumps to this instant and stands still there. */
  set(instant: string): void
  /** Moves on, whether it runs or stands. */
  advance(duration: Temporal.DurationLike): void
}

export function createClock(): TestClock {
  let still: Temporal.Instant | null = null
  let ahead = Temporal.Duration.from({ seconds: 0 })
  const now = () => (still ?? Temporal.Now.instant()).add(ahead)
  return {
    now,
    set: (instant) => {
      still = Temporal.Instant.from(instant)
      ahead = Temporal.Duration.from({ seconds: 0 })
    },
    advance: (duration) => {
      ahead = ahead.add(Temporal.Duration.from(duration))
    },
  }
}
