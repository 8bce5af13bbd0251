import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AddToken, NewToken, Token } from '../../contract/tokens.ts'
import { Id } from '../../contract/values.ts'
import type { Clock, Work } from '../../identity/ports.ts'
import { addToken, listTokens, revokeToken } from '../../identity/tokens.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['tokens']
const write = { onRequest: [signedIn, limited('write')] }

/** How a person lets programs act for them. A token opens none of these doors. */
export const tokenRoutes =
  (deps: { work: Work; clock: Clock }): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/tokens',
      {
        onRequest: [signedIn],
        schema: { tags, summary: 'My personal access tokens', response: { 200: z.array(Token) } },
      },
      (request) => listTokens(deps, request.actor),
    )

    app.post(
      '/api/tokens',
      {
        ...write,
        config: { secret: true },
        schema: {
          tags,
          summary: 'A new personal access token, which is told this once',
          body: AddToken,
          response: { 201: NewToken },
        },
      },
      async (request, reply) => reply.code(201).send(await addToken(deps, request.actor, request.body)),
    )

    app.delete(
      '/api/tokens/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Revoke a personal access token',
          params: z.object({ id: Id }),
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await revokeToken(deps, request.actor, request.params.id)
        return reply.code(204).send()
      },
    )
  }
