import { createHmac } from 'node:crypto'
import type { Counters } from '../../identity/ports.ts'
import { createCounters as createMemoryCounters } from './counters-memory.ts'
import { keyPrefix, type Redis } from './redis.ts'

/** The window begins with the first hit; a key without an end (never made by this script) would count for ever. */
const hitScript = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}`

/** Who counts must not hold up what is counted. */
const patienceMs = 1_000

/**
 * Counters that all processes share. Keys are hashed with `secret`: Redis learns neither mail nor network addresses. While
 * Redis does not answer each process counts by itself, from nothing: limits hold, for each, and nobody waits.
 */
export function createCounters(redis: Redis, secret: string, prefix = `${keyPrefix}count:`): Counters {
  const keyOf = (key: string) => `${prefix}${createHmac('sha256', secret).update(key).digest('base64url')}`
  const alone = createMemoryCounters()

  /** Without a connection a command would wait for the next one. */
  async function together<R>(ask: () => Promise<R>, otherwise: () => Promise<R>): Promise<R> {
    if (!redis.isReady) return otherwise()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis did not answer in time.')), patienceMs)
    })
    return Promise.race([ask(), late])
      .catch(otherwise)
      .finally(() => clearTimeout(timer))
  }

  return {
    hit: (key, windowSeconds) =>
      together(
        async () => {
          const answer = await redis.eval(hitScript, {
            keys: [keyOf(key)],
            arguments: [String(windowSeconds * 1000)],
          })
          const [count, leftMs] = answer as [number, number]
          return { count, resetsInSeconds: Math.max(1, Math.ceil(leftMs / 1000)) }
        },
        () => alone.hit(key, windowSeconds),
      ),
    peek: (key) =>
      together(
        async () => Number((await redis.get(keyOf(key))) ?? 0),
        () => alone.peek(key),
      ),
    async forget(key) {
      await alone.forget(key)
      await together(
        async () => void (await redis.del(keyOf(key))),
        async () => undefined,
      )
    },
  }
}
