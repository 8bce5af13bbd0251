/**
 * How long answers take, by method, route and status. Kept in plain numbers: the library that prints them is loaded when
 * somebody first asks, for most installations never do.
 */
import type { FastifyInstance } from 'fastify'

/** Upper ends of the classes, in seconds. */
export const secondsUpTo = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

export type RequestSeries = {
  method: string
  /** As it was registered (`/api/guest/:token`): an address may hold a secret, and there is no end of them. */
  route: string
  status: number
  count: number
  sumSeconds: number
  /** How many took at most so long, by `secondsUpTo`. */
  within: number[]
}

export type RequestTimes = {
  observe(method: string, route: string, status: number, seconds: number): void
  series(): readonly RequestSeries[]
  /** Requests that have not been answered yet. */
  underWay: number
}

export function createRequestTimes(): RequestTimes {
  const all = new Map<string, RequestSeries>()
  return {
    underWay: 0,
    observe(method, route, status, seconds) {
      const one = all.getOrInsertComputed(`${method} ${route} ${status}`, () => ({
        ...{ method, route, status },
        count: 0,
        sumSeconds: 0,
        within: secondsUpTo.map(() => 0),
      }))
      one.count += 1
      one.sumSeconds += seconds
      // From the largest class down: most answers are fast, but a class counts all that are faster, too.
      for (let index = secondsUpTo.length - 1; index >= 0; index -= 1) {
        if (seconds > (secondsUpTo[index] ?? 0)) break
        one.within[index] = (one.within[index] ?? 0) + 1
      }
    },
    series: () => [...all.values()],
  }
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Nobody waited for the answer: nginx's number for it, for HTTP has none. */
const abandoned = 499

/** Measures every answer of `app`; what has no route counts as one. */
export function measureRequests(app: FastifyInstance, times: RequestTimes): void {
  app.addHook('onRequest', (request, reply, done) => {
    times.underWay += 1
    reply.raw.once('close', () => {
      times.underWay -= 1
      const method = methods.has(request.method) ? request.method : 'other'
      const status = reply.raw.writableFinished ? reply.statusCode : abandoned
      times.observe(method, request.routeOptions.url ?? 'none', status, reply.elapsedTime / 1000)
    })
    done()
  })
}
