/** The present moment as reactive state, moved on every few seconds while somebody looks. */
import { createSubscriber } from 'svelte/reactivity'

const every = 5_000

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, every)
  // A tab that slept is late the moment it wakes.
  document.addEventListener('visibilitychange', update)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', update)
  }
})

export const now = {
  /** Milliseconds since 1970. Reading it in a component or effect follows the time, five seconds at a step. */
  get ms(): number {
    subscribe()
    return Date.now()
  },
}

/** Today's day in a zone, `2026-11-24`; follows the time where it is read reactively. */
export const todayIn = (zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(now.ms).toZonedDateTimeISO(zone).toPlainDate().toString()
