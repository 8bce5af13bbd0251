import { createHmac } from 'node:crypto'
import type { Counters } from '../../identity/ports.ts'
import { keyPrefix, type Redis } from './redis.ts'

/** The window begins with the first hit; a key without an end (never made by this script) would count for ever. */
const hitScript = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}`

/** Counters that all processes share. Keys are hashed with `secret`: Redis learns neither mail nor network addresses. */
export function createCounters(redis: Redis, secret: string, prefix = `${keyPrefix}count:`): Counters {
  const keyOf = (key: string) => `${prefix}${createHmac('sha256', secret).update(key).digest('base64url')}`
  return {
    async hit(key, windowSeconds) {
      const answer = await redis.eval(hitScript, {
        keys: [keyOf(key)],
        arguments: [String(windowSeconds * 1000)],
      })
      const [count, leftMs] = answer as [number, number]
      return { count, resetsInSeconds: Math.max(1, Math.ceil(leftMs / 1000)) }
    },
    peek: async (key) => Number((await redis.get(keyOf(key))) ?? 0),
    async forget(key) {
      await redis.del(keyOf(key))
    },
  }
}
