import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Actor } from '../../contract/identity.ts'
import { RunningConferences } from '../../contract/running-conferences.ts'
import { requireRole } from '../../identity/rights.ts'
import { signedIn } from '../plugins/auth.ts'

export type RunningConferencesRouteDeps = { show(actor: Actor): Promise<RunningConferences> }

/** For administrators: what happens in conferences at this moment. */
export const runningConferencesRoutes =
  ({ show }: RunningConferencesRouteDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/administration/conferences',
      {
        onRequest: [signedIn],
        schema: {
          tags: ['administration'],
          summary: 'Conferences that run now, media workers, and who did not get in',
          response: { 200: RunningConferences },
        },
      },
      (request) => {
        requireRole(request.actor, 'administrator')
        return show(request.actor)
      },
    )
  }
