/** The API's description, made from the same schemas that parse its requests: OpenAPI 3.1 at `/api/openapi.json`. */
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as errors from '../../contract/errors.ts'
import * as groups from '../../contract/groups.ts'
import * as identity from '../../contract/identity.ts'
import * as minutes from '../../contract/minutes.ts'
import * as scheduling from '../../contract/scheduling.ts'
import * as tracking from '../../contract/tracking.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route as it was registered, described or not: `GET /api/meetings/:id`. */
    readonly routeNames: readonly string[]
  }
}

export type OpenApiOptions = { version: string; url: string }

/** Call it before the routes are registered: it sees those that follow. */
export async function describeApi(app: FastifyInstance, { version, url }: OpenApiOptions): Promise<void> {
  const routeNames: string[] = []
  app.decorate('routeNames', routeNames)
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') routeNames.push(`${each} ${url}`)
  })
  const named = namedSchemas()
  const transformObject = createJsonSchemaTransformObject({ schemaRegistry: named })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Sfat',
        version,
        description:
          'Meetings, rooms and people of a self-hosted Sfat. Sign in with POST /api/session and keep the cookie; ' +
          'send your own origin in `Origin` with every write. Errors are problem details (RFC 9457).',
        license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
      },
      servers: [{ url }],
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sfat' } } },
      security: [{ session: [] }],
    },
    transform: createJsonSchemaTransform({ schemaRegistry: named }),
    transformObject: (document) => withProblems(transformObject(document)),
  })

  let text: string | undefined
  app.get('/api/openapi.json', { schema: { hide: true } }, (_request, reply) => {
    // Made when somebody first asks: it costs more than a start should.
    text ??= JSON.stringify(app.swagger())
    return reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(text)
  })
}

/** The contract's schemas under the names they have there, so that the description refers to them by name. */
function namedSchemas() {
  const registry = z.registry<{ id: string }>()
  const all = { ...errors, ...identity, ...scheduling, ...groups, ...minutes, ...tracking }
  for (const [id, value] of Object.entries(all))
    // A query is written out where it is used: OpenAPI lists its fields as parameters.
    if (value instanceof z.ZodObject && !id.endsWith('Query')) registry.add(value, { id })
  return registry
}

/** Every operation may answer with a problem; said here once. */
function withProblems(document: ReturnType<ReturnType<typeof createJsonSchemaTransformObject>>) {
  if (!('openapi' in document)) return document
  const problem = {
    description: 'What went wrong, in words and as a code',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  for (const operations of Object.values(document.paths ?? {}))
    for (const operation of Object.values(operations ?? {}))
      if (typeof operation === 'object' && 'responses' in operation)
        operation.responses = { ...operation.responses, default: problem }
  return document
}
