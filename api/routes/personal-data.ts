import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Erased, ErasePerson, ErasurePlan } from '../../contract/personal-data.ts'
import { Id } from '../../contract/values.ts'
import { type ErasureDeps, erasePerson, planErasure } from '../../identity/erase-person.ts'
import { exportPerson } from '../../identity/export-person.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

type Deps = ErasureDeps & Parameters<typeof exportPerson>[0]

const params = z.object({ id: Id })
const tags = ['administration']
const guarded = { onRequest: [signedIn, limited('write')], config: { answers: 'application/json' } }

/** Everything about a person: handed out to them or to an administrator, and taken out by an administrator. */
export const personalDataRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/me/export',
      {
        ...guarded,
        schema: { tags: ['me'], summary: 'Everything that is held about me, as one JSON document' },
      },
      async (request, reply) => {
        const { personId } = request.actor
        const parts = await exportPerson(deps, request.actor, personId)
        return reply.headers(asFile(personId)).send(Readable.from(parts))
      },
    )

    app.get(
      '/api/people/:id/export',
      {
        ...guarded,
        schema: { tags, summary: 'Everything that is held about somebody, as one JSON document', params },
      },
      async (request, reply) => {
        const parts = await exportPerson(deps, request.actor, request.params.id)
        return reply.headers(asFile(request.params.id)).send(Readable.from(parts))
      },
    )

    app.get(
      '/api/people/:id/erasure',
      {
        onRequest: [signedIn],
        schema: {
          tags,
          summary: 'What would go and what would stay if somebody were erased',
          params,
          response: { 200: ErasurePlan },
        },
      },
      (request) => planErasure(deps, request.actor, request.params.id),
    )

    app.post(
      '/api/people/:id/erasure',
      {
        onRequest: [signedIn, limited('write')],
        schema: {
          tags,
          summary: 'Erase somebody for good; published minutes go on naming them',
          params,
          body: ErasePerson,
          response: { 200: Erased },
        },
      },
      (request) => erasePerson(deps, request.actor, request.params.id, request.body),
    )
  }

const asFile = (personId: Id) => ({
  'content-type': 'application/json; charset=utf-8',
  'content-disposition': `attachment; filename="sfat-${personId}.json"`,
  'cache-control': 'no-store',
})
