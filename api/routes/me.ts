import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  ChangePassword,
  ChangeProfile,
  ConfirmCode,
  ConfirmPassword,
  Me,
  NewSecondFactor,
  RecoveryCodes,
  type Role,
  Session,
} from '../../contract/identity.ts'
import { Id } from '../../contract/values.ts'
import { changePassword } from '../../identity/choose-password.ts'
import { endOtherSessions, endSession, listSessions } from '../../identity/end-sessions.ts'
import { changeProfile, showMe } from '../../identity/people.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  dropSecondFactor,
  type SecondFactorDeps,
} from '../../identity/second-factor.ts'
import { untieOwnProvider } from '../../identity/untie-provider.ts'
import { signedInAtAll } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

export type MeDeps = SecondFactorDeps & {
  /** Roles that must have a second factor. */
  demandedOf: readonly Role[]
}

const tags = ['me']
const write = { onRequest: [signedInAtAll, limited('write')] }

export const meRoutes =
  (deps: MeDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/me',
      {
        onRequest: [signedInAtAll],
        schema: { tags, summary: 'My profile and roles', response: { 200: Me } },
      },
      (request) => showMe(deps, request.actor),
    )

    app.patch(
      '/api/me',
      {
        ...write,
        schema: { tags, summary: 'Change my profile', body: ChangeProfile, response: { 200: Me } },
      },
      async (request) => {
        await changeProfile(deps, request.actor, request.body)
        return showMe(deps, request.actor)
      },
    )

    app.post(
      '/api/me/password',
      {
        ...write,
        schema: {
          tags,
          summary: 'Change my password; all other browsers are signed out',
          body: ChangePassword,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await changePassword(deps, request.actor, request.body)
        return reply.code(204).send()
      },
    )

    app.get(
      '/api/me/sessions',
      {
        onRequest: [signedInAtAll],
        schema: {
          tags: ['session'],
          summary: 'Browsers in which I am signed in',
          response: { 200: z.array(Session) },
        },
      },
      (request) => listSessions(deps, request.actor),
    )

    app.delete(
      '/api/me/sessions/:id',
      {
        ...write,
        schema: {
          tags: ['session'],
          summary: 'Sign one of my browsers out',
          params: z.object({ id: Id }),
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await endSession(deps, request.actor, request.params.id)
        return reply.code(204).send()
      },
    )

    app.delete(
      '/api/me/sessions',
      {
        ...write,
        schema: {
          tags: ['session'],
          summary: 'Sign all my other browsers out',
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await endOtherSessions(deps, request.actor)
        return reply.code(204).send()
      },
    )

    app.post(
      '/api/me/second-factor',
      {
        ...write,
        config: { secret: true },
        schema: {
          tags,
          summary: 'A new secret for my authenticator app; it counts once a code from it is confirmed',
          body: ConfirmPassword,
          response: { 200: NewSecondFactor },
        },
      },
      (request) => beginSecondFactor(deps, request.actor, request.body),
    )

    app.post(
      '/api/me/second-factor/confirm',
      {
        ...write,
        config: { secret: true },
        schema: {
          tags,
          summary: 'Confirm the app with its first code; all my other browsers are signed out',
          body: ConfirmCode,
          response: { 200: RecoveryCodes },
        },
      },
      (request) => confirmSecondFactor(deps, request.actor, request.body),
    )

    app.post(
      '/api/me/second-factor/remove',
      {
        ...write,
        schema: {
          tags,
          summary: 'Take my authenticator app away',
          body: ConfirmPassword,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await dropSecondFactor(deps, request.actor, request.body)
        return reply.code(204).send()
      },
    )

    app.post(
      '/api/me/provider/remove',
      {
        ...write,
        schema: {
          tags,
          summary: 'Untie my account from the identity provider; all my other browsers are signed out',
          body: ConfirmPassword,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await untieOwnProvider(deps, request.actor, request.body)
        return reply.code(204).send()
      },
    )
  }
