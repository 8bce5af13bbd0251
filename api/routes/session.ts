import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { type Actor, Boot, ChoosePassword, ForgottenPassword, Me, SignIn } from '../../contract/identity.ts'
import { bodyLimits } from '../../contract/limits.ts'
import type { Locale } from '../../contract/values.ts'
import { askForNewPassword, type ForgottenDeps } from '../../identity/ask-for-new-password.ts'
import { choosePassword } from '../../identity/choose-password.ts'
import { signOut } from '../../identity/end-sessions.ts'
import { showMe } from '../../identity/people.ts'
import type { Clock, Passwords, Work } from '../../identity/ports.ts'
import { isSetUpNeeded } from '../../identity/set-up.ts'
import { signIn, type SignInDeps } from '../../identity/sign-in.ts'
import { originOf } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

export type SessionDeps = SignInDeps &
  ForgottenDeps & {
    work: Work
    clock: Clock
    passwords: Passwords
    version: string
    defaults: { zone: string; locale: Locale }
    mail: boolean
    provider: { speak: { label: string } } | null
    hasReports: (actor: Actor) => Promise<boolean>
  }

export const sessionRoutes =
  (deps: SessionDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/session',
      {
        schema: {
          tags: ['session'],
          summary: 'Who am I, and is this installation ready?',
          response: { 200: Boot },
        },
      },
      async (request) => {
        const actor = await app.auth.identify(request)
        return {
          me: actor && (await showMe(deps, actor)),
          reports: actor !== null && !actor.owes && (await deps.hasReports(actor)),
          setUpNeeded: await isSetUpNeeded(deps),
          defaults: deps.defaults,
          mail: deps.mail,
          provider: deps.provider && { label: deps.provider.speak.label },
          version: deps.version,
        }
      },
    )

    app.post(
      '/api/session',
      {
        onRequest: [limited('sign-in')],
        bodyLimit: bodyLimits.formBytes,
        schema: { tags: ['session'], summary: 'Sign in', security: [], body: SignIn, response: { 200: Me } },
      },
      async (request, reply) => {
        const signed = await signIn(deps, request.body, originOf(request), app.auth.brought(request))
        app.auth.keep(reply, signed)
        request.knownActor = signed.actor
        return showMe(deps, signed.actor)
      },
    )

    app.delete(
      '/api/session',
      { schema: { tags: ['session'], summary: 'Sign out', response: { 204: z.undefined() } } },
      async (request, reply) => {
        const actor = await app.auth.identify(request)
        if (actor) await signOut(deps, actor)
        app.auth.forget(reply)
        return reply.code(204).send()
      },
    )

    app.post(
      '/api/password',
      {
        onRequest: [limited('link')],
        bodyLimit: bodyLimits.formBytes,
        schema: {
          tags: ['session'],
          summary: 'Choose a password with a one-time link, and sign in',
          security: [],
          body: ChoosePassword,
          response: { 200: Me },
        },
      },
      async (request, reply) => {
        const signed = await choosePassword(deps, request.body, originOf(request))
        app.auth.keep(reply, signed)
        request.knownActor = signed.actor
        return showMe(deps, signed.actor)
      },
    )

    app.post(
      '/api/password/forgotten',
      {
        onRequest: [limited('link')],
        bodyLimit: bodyLimits.formBytes,
        schema: {
          tags: ['session'],
          summary: 'Send a link for choosing a new password to this address, if it has an account',
          security: [],
          body: ForgottenPassword,
          response: { 202: z.undefined() },
        },
      },
      async (request, reply) => {
        if (!deps.mail) throw new AppError('mail.not-configured')
        await askForNewPassword(deps, request.body)
        return reply.code(202).send()
      },
    )
  }
