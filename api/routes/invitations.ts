import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { JoinAnswer } from '../../contract/conference.ts'
import {
  AnswerInvitation,
  Delivery,
  JoinByInvitation,
  MailedAnswer,
  PersonalInvitation,
  SettleMailedAnswer,
} from '../../contract/minutes.ts'
import { Meeting } from '../../contract/scheduling.ts'
import { Id, LinkToken } from '../../contract/values.ts'
import type { Seat } from '../../scheduler/ask-to-join.ts'
import type { InvitationDeps } from '../../scheduler/invitation-ports.ts'
import { listDeliveries, sendAgain } from '../../scheduler/deliveries.ts'
import { joinByInvitation } from '../../scheduler/join-by-invitation.ts'
import { answerByLink, answerInvitation } from '../../scheduler/record-answer.ts'
import {
  listMailedAnswers,
  type MailedAnswerDeps,
  settleMailedAnswer,
} from '../../scheduler/settle-mailed-answer.ts'
import { showInvitation } from '../../scheduler/show-invitation.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

export type InvitationRouteDeps = InvitationDeps &
  MailedAnswerDeps & { giveTicket: (askSeat: () => Promise<Seat>) => Promise<JoinAnswer> }

const door = { onRequest: [limited('link')] }
const byLink = { tags: ['invitations'], security: [], params: z.object({ token: LinkToken }) }

/** What is done with an invitation: by its personal link without signing in, or on the meeting's page. */
export const invitationRoutes =
  (deps: InvitationRouteDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/invitation/:token',
      {
        ...door,
        schema: {
          ...byLink,
          summary: 'What a personal invitation link leads to',
          response: { 200: PersonalInvitation },
        },
      },
      (request) => showInvitation(deps, request.params.token),
    )

    app.post(
      '/api/invitation/:token/answer',
      {
        ...door,
        schema: {
          ...byLink,
          summary: 'Accept or decline by the personal link',
          body: AnswerInvitation,
          response: { 200: PersonalInvitation },
        },
      },
      (request) => answerByLink(deps, request.params.token, request.body),
    )

    app.post(
      '/api/invitation/:token/join',
      {
        ...door,
        schema: {
          ...byLink,
          summary: 'A ticket to the conference by the personal link',
          body: JoinByInvitation,
          response: { 200: JoinAnswer },
        },
      },
      (request) => deps.giveTicket(() => joinByInvitation(deps, request.params.token, request.body.locale)),
    )

    app.post(
      '/api/meetings/:id/answer',
      {
        onRequest: [signedIn, limited('write')],
        schema: {
          tags: ['invitations'],
          summary: 'My own answer to an invitation',
          params: z.object({ id: Id }),
          body: AnswerInvitation,
          response: { 200: Meeting },
        },
      },
      (request) => answerInvitation(deps, request.actor, request.params.id, request.body),
    )

    app.get(
      '/api/meetings/:id/deliveries',
      {
        onRequest: [signedIn],
        schema: {
          tags: ['invitations'],
          summary: 'How far the mails about a meeting got, by name',
          params: z.object({ id: Id }),
          response: { 200: z.array(Delivery) },
        },
      },
      (request) => listDeliveries(deps, request.actor, request.params.id),
    )

    app.post(
      '/api/meetings/:id/deliveries/:attendeeId/again',
      {
        onRequest: [signedIn, limited('write')],
        schema: {
          tags: ['invitations'],
          summary: 'Tell an attendee again what they were told last',
          params: z.object({ id: Id, attendeeId: Id }),
          response: { 202: z.array(Delivery) },
        },
      },
      async (request, reply) => {
        const { id, attendeeId } = request.params
        return reply.code(202).send(await sendAgain(deps, request.actor, id, attendeeId))
      },
    )

    app.get(
      '/api/meetings/:id/mailed-answers',
      {
        onRequest: [signedIn],
        schema: {
          tags: ['invitations'],
          summary: 'Answers that came by mail and that could not be taken for anybody’s',
          params: z.object({ id: Id }),
          response: { 200: z.array(MailedAnswer) },
        },
      },
      (request) => listMailedAnswers(deps, request.actor, request.params.id),
    )

    app.post(
      '/api/meetings/:id/mailed-answers/:answerId/settle',
      {
        onRequest: [signedIn, limited('write')],
        schema: {
          tags: ['invitations'],
          summary: 'Say whose answer it is, or that it is nobody’s',
          params: z.object({ id: Id, answerId: Id }),
          body: SettleMailedAnswer,
          response: { 200: z.array(MailedAnswer) },
        },
      },
      ({ actor, params, body }) => settleMailedAnswer(deps, actor, params.id, params.answerId, body),
    )
  }
