import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AskGuestJoin, JoinAnswer } from '../../contract/conference.ts'
import { GuestMeeting } from '../../contract/scheduling.ts'
import { LinkToken } from '../../contract/values.ts'
import { askToJoinAsGuest, showGuestMeeting } from '../../scheduler/ask-to-join.ts'
import { limited } from '../plugins/limits.ts'
import type { MeetingRouteDeps } from './meetings.ts'

const door = { onRequest: [limited('link')] }
const about = { tags: ['guest'], security: [], params: z.object({ token: LinkToken }) }

/** The doors that a guest link opens, for people without an account. */
export const guestRoutes =
  (deps: MeetingRouteDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/guest/:token',
      {
        ...door,
        schema: { ...about, summary: 'What a guest link leads to', response: { 200: GuestMeeting } },
      },
      (request) => showGuestMeeting(deps, request.params.token),
    )

    app.post(
      '/api/guest/:token/join',
      {
        ...door,
        schema: {
          ...about,
          summary: 'A ticket to the lobby',
          body: AskGuestJoin,
          response: { 200: JoinAnswer },
        },
      },
      (request) => deps.giveTicket(() => askToJoinAsGuest(deps, request.params.token, request.body)),
    )
  }
