/** The time, and whether it went back. Whatever happens at some moment asks here which moment it is. */

/** Clocks are corrected by a little all the time; that is nobody's concern. */
const tolerableMs = 2_000

/** By how much the clock is ahead of the time that has really passed, which nobody can set. */
const aheadOf = (instant: Temporal.Instant): number => instant.epochMilliseconds - performance.now()

/** The most that it was when somebody asked. */
let furthest = Number.NEGATIVE_INFINITY

export const clock = {
  now: (): Temporal.Instant => {
    const instant = Temporal.Now.instant()
    furthest = Math.max(furthest, aheadOf(instant))
    return instant
  },
}

/** Whether somebody was told a later time than it can be by now: the clock has been set back. It says so once. */
export function wasSetBack(): boolean {
  const ahead = aheadOf(Temporal.Now.instant())
  const was = furthest - ahead > tolerableMs
  if (was) furthest = ahead
  return was
}
