import type { FastifyInstance } from 'fastify'

/**
 * One line for each answer of the API: writes and refusals at `info`, reads at `debug`. It names the route
 * (`/api/guest/:token`), never the address, and who asked by id.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url
    if (!route?.startsWith('/api/')) return
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      personId: request.knownActor?.personId,
    }
    const quiet = reply.statusCode < 400 && (request.method === 'GET' || request.method === 'HEAD')
    request.log[quiet ? 'debug' : 'info'](line, 'answered')
  })
}
