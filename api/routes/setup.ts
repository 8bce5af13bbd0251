import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Me, SetUp } from '../../contract/identity.ts'
import { bodyLimits } from '../../contract/limits.ts'
import { showMe } from '../../identity/people.ts'
import type { Clock, Passwords, Work } from '../../identity/ports.ts'
import { setUp } from '../../identity/set-up.ts'
import { originOf } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

export type SetUpDeps = { work: Work; clock: Clock; passwords: Passwords; deviceKey: string }

export const setUpRoutes =
  (deps: SetUpDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/api/setup',
      {
        onRequest: [limited('link')],
        bodyLimit: bodyLimits.formBytes,
        schema: {
          tags: ['session'],
          summary: 'Make the first organisation and the first administrator, with the link printed at start',
          security: [],
          body: SetUp,
          response: { 200: Me },
        },
      },
      async (request, reply) => {
        const signed = await setUp(deps, request.body, originOf(request))
        app.auth.keep(reply, signed)
        request.knownActor = signed.actor
        return showMe(deps, signed.actor)
      },
    )
  }
