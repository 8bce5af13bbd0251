/** How much anybody may ask: every number of it on one page. Counted per minute, across all processes. */
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../contract/errors.ts'
import type { Counters } from '../../identity/ports.ts'
import { networkOf } from '../../identity/slow-guessing.ts'

/** A request's body in bytes, unless its route says otherwise: a meeting with 500 attendees takes about 80 KB. */
export const bodyLimitBytes = 256 * 1024

/**
 * Requests per minute. `person` limits count by session; the others by network, generously, because a whole ministry may
 * stand behind one address.
 */
export const limits = {
  any: { perMinute: 6_000, by: 'network' },
  write: { perMinute: 600, by: 'person' },
  join: { perMinute: 60, by: 'person' },
  'sign-in': { perMinute: 300, by: 'network' },
  /** Doors that open with a secret in a link: set-up, a password link, a guest link. */
  link: { perMinute: 300, by: 'network' },
} as const satisfies Record<string, { perMinute: number; by: 'person' | 'network' }>
export type LimitName = keyof typeof limits

declare module 'fastify' {
  interface FastifyInstance {
    readonly counters: Counters
  }
}

/** Counts a request under a limit; put it after `signedIn` when it counts by person. Throws `request.limited`. */
export const limited =
  (name: LimitName) =>
  async (request: FastifyRequest): Promise<void> => {
    const { perMinute, by } = limits[name]
    const who = by === 'person' ? request.actor.sessionId : networkOf(request.ip)
    const { count, resetsInSeconds } = await request.server.counters.hit(`limit:${name}:${who}`, 60)
    if (count > perMinute) throw new AppError('request.limited', { retryAfterSeconds: resetsInSeconds })
  }

export type LimitOptions = { counters: Counters; isStopping: () => boolean }

/** The event loop this late (milliseconds) means that everybody waits; for this long, that it does not get better. */
const lateMs = 2_000
const lateForMs = 3_000

/** Adds the limit on everything, and the refusal of work when the process cannot keep up or is about to stop. */
export async function limit(app: FastifyInstance, { counters, isStopping }: LimitOptions): Promise<void> {
  app.decorate('counters', counters)
  const any = limited('any')
  let lateSince: number | null = null

  /** Whether it is better to turn some away with words. One late moment, as at the start, is no reason. */
  function cannotKeepUp(): boolean {
    if (!app.isUnderPressure()) {
      lateSince = null
      return false
    }
    lateSince ??= performance.now()
    return performance.now() - lateSince > lateForMs
  }

  await app.register(underPressure, {
    maxEventLoopDelay: lateMs,
    sampleInterval: 1_000,
    // It measures; the decision is ours.
    pressureHandler: () => undefined,
  })
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/api/')) return
    if (isStopping()) throw new AppError('server.stopping')
    if (cannotKeepUp()) throw new AppError('server.busy')
    await any(request)
  })
}
