import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '../../contract/identity.ts'
import { MinutesAction } from '../../contract/tracking.ts'
import { Id } from '../../contract/values.ts'
import { signedIn } from '../plugins/auth.ts'

type MinutesActionsDeps = {
  tellMinutesActions: (actor: Actor, meetingId: string) => Promise<MinutesAction[]>
}

/** What became of what was promised. */
export const minutesActionsRoutes =
  (deps: MinutesActionsDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/meetings/:id/minutes/actions',
      {
        onRequest: [signedIn],
        schema: {
          tags: ['minutes'],
          summary: 'How the actions of published minutes stand',
          params: z.object({ id: Id }),
          response: { 200: z.array(MinutesAction) },
        },
      },
      (request) => deps.tellMinutesActions(request.actor, request.params.id),
    )
  }
