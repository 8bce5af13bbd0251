/** Holds requests to the limits of `contract/limits.ts`: counted across all processes, shed where this one cannot keep up. */
import { getHeapStatistics } from 'node:v8'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../contract/errors.ts'
import { pressureLimits, requestLimits } from '../../contract/limits.ts'
import type { Counters } from '../../identity/ports.ts'
import { networkOf } from '../../identity/slow-guessing.ts'

export type LimitName = keyof typeof requestLimits

declare module 'fastify' {
  interface FastifyInstance {
    readonly counters: Counters
  }
}

/** Counts a request under a limit; put it after `signedIn` when it counts by account. Throws `request.limited`. */
export const limited =
  (name: LimitName) =>
  async (request: FastifyRequest): Promise<void> => {
    const { by } = requestLimits[name]
    const who = by === 'account' ? request.actor.personId : networkOf(request.ip)
    const wait = await countRequest(request.server.counters, name, who)
    if (wait !== null) throw new AppError('request.limited', { retryAfterSeconds: wait })
  }

/** Counts one under a limit; answers with the seconds to wait when it was one too many, else with null. */
export async function countRequest(counters: Counters, name: LimitName, who: string): Promise<number | null> {
  const { count, resetsInSeconds } = await counters.hit(`limit:${name}:${who}`, 60)
  return count > requestLimits[name].perMinute ? resetsInSeconds : null
}

export type LimitOptions = {
  counters: Counters
  isStopping: () => boolean
  /** Requests that have not been answered yet. */
  underWay: () => number
}

/** Adds the limit on everything, and the refusal of work when the process cannot keep up or is about to stop. */
export async function limit(
  app: FastifyInstance,
  { counters, isStopping, underWay }: LimitOptions,
): Promise<void> {
  app.decorate('counters', counters)
  const any = limited('any')
  let lateSince: number | null = null

  /** Whether it is better to turn some away with words. One late moment, as at the start, is no reason. */
  function cannotKeepUp(): boolean {
    if (underWay() > pressureLimits.requestsUnderWay) return true
    if (!app.isUnderPressure()) {
      lateSince = null
      return false
    }
    lateSince ??= performance.now()
    return performance.now() - lateSince > pressureLimits.lastingMs
  }

  await app.register(underPressure, {
    maxEventLoopDelay: pressureLimits.loopLateMs,
    maxHeapUsedBytes: (getHeapStatistics().heap_size_limit * pressureLimits.heapPercent) / 100,
    sampleInterval: 1_000,
    // It measures; the decision is ours.
    pressureHandler: () => undefined,
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (!request.url.startsWith('/api/')) return done()
    if (isStopping()) return done(new AppError('server.stopping'))
    if (cannotKeepUp()) return done(new AppError('server.busy'))
    any(request).then(() => done(), done)
    return undefined
  })
}
