import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits until the condition holds and answers with what it answered. A condition that throws, or answers with nothing,
 * does not hold yet. After `limitMs` (default 10 s) it rejects with the last error, or with `what` was waited for.
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  limitMs = 10_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + limitMs
  let last: unknown
  for (;;) {
    try {
      const answer = await condition()
      if (answer) return answer
      last = undefined
    } catch (error) {
      last = error
    }
    if (performance.now() > end) throw last ?? new Error(`Waited ${limitMs} ms in vain for: ${what}`)
    await delay(10)
  }
}
