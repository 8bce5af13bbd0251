import type { Counters } from '../../identity/ports.ts'

type Window = { count: number; endsAt: number }

/** Keys kept at once; beyond it the oldest go, so that a flood of made-up addresses cannot fill the memory. */
const mostKeys = 100_000

/** Counters of one process. `now` gives milliseconds of a clock that never goes back. */
export function createCounters(now: () => number = () => performance.now()): Counters {
  // A Map keeps the order in which windows began; those of one length therefore end in that order too.
  const windows = new Map<string, Window>()

  function current(key: string): Window | undefined {
    const window = windows.get(key)
    if (window && window.endsAt > now()) return window
    windows.delete(key)
    return undefined
  }

  function makeRoom(): void {
    for (const [key, { endsAt }] of windows) {
      if (endsAt > now() && windows.size < mostKeys) return
      windows.delete(key)
    }
  }

  return {
    async hit(key, windowSeconds) {
      let window = current(key)
      if (!window) {
        makeRoom()
        window = { count: 0, endsAt: now() + windowSeconds * 1000 }
        windows.set(key, window)
      }
      window.count += 1
      return { count: window.count, resetsInSeconds: Math.ceil((window.endsAt - now()) / 1000) }
    },
    peek: async (key) => current(key)?.count ?? 0,
    async forget(key) {
      windows.delete(key)
    },
  }
}
