import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Actor } from '../../contract/identity.ts'
import { Needs } from '../../contract/needs.ts'
import { signedIn } from '../plugins/auth.ts'

export const needsRoutes =
  (deps: { tellNeeds: (actor: Actor) => Promise<Needs> }): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/me/needs',
      {
        onRequest: [signedIn],
        schema: { tags: ['me'], summary: 'What waits for me', response: { 200: Needs } },
      },
      (request) => deps.tellNeeds(request.actor),
    )
  }
