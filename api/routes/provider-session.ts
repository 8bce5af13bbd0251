import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError, type ErrorCode, isError } from '../../contract/errors.ts'
import { ConfirmCode, Me, Role } from '../../contract/identity.ts'
import { bodyLimits, providerLimits } from '../../contract/limits.ts'
import { returnAddress } from '../../contract/return-address.ts'
import { type Locale, locales } from '../../contract/values.ts'
import { showMe } from '../../identity/people.ts'
import { type Newcomer, newcomerOf, type Provider, type ProviderRules } from '../../identity/provider.ts'
import { seal, unseal } from '../../identity/sealed.ts'
import { signInByProvider } from '../../identity/sign-in-by-provider.ts'
import type { SignInDeps } from '../../identity/sign-in.ts'
import { originOf } from '../plugins/auth.ts'
import { localeOf } from '../plugins/errors.ts'
import { limited } from '../plugins/limits.ts'

export type ProviderSessionDeps = SignInDeps & {
  /** Null where none is configured. */
  provider: { speak: Provider; rules: ProviderRules } | null
  publicUrl: string
  defaults: { locale: Locale }
}

/** Where the provider sends browsers back to, on our origin; an operator registers it there. */
export const providerReturn = '/api/session/oidc/return'

/** What a browser keeps while it is away, and while a code of ours is asked for: sealed, and of no use elsewhere. */
const Kept = z.object({
  until: z.number(),
  back: z.string(),
  attempt: z.object({ state: z.string(), nonce: z.string(), verifier: z.string() }).nullable(),
  newcomer: z
    .object({
      ...{ issuer: z.string(), subject: z.string(), name: z.string(), email: z.string().nullable() },
      ...{ roles: z.array(Role), locale: z.enum(locales), severalFactors: z.boolean() },
    })
    .nullable(),
})
type Kept = z.infer<typeof Kept>
const purpose = 'sfat sign-in by provider'

const security: [] = []
const tags = ['session']

/** Sign-in by the identity provider: doors for browsers that go there and come back. */
export const providerSessionRoutes =
  (deps: ProviderSessionDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { clock, deviceKey, publicUrl, refused } = deps
    const now = () => clock.now().epochMilliseconds

    function configured() {
      if (!deps.provider) throw new AppError('session.no-provider')
      return deps.provider
    }

    function keep(reply: FastifyReply, kept: Omit<Kept, 'until'>): void {
      const until = now() + providerLimits.attemptSeconds * 1_000
      const sealed = seal(deviceKey, purpose, JSON.stringify({ until, ...kept }))
      app.auth.setAside(reply, sealed, providerLimits.attemptSeconds)
    }

    /** What was kept for this browser a moment ago; null when it is not ours, or too old. */
    function keptBy(request: FastifyRequest): Kept | null {
      try {
        const text = unseal(deviceKey, purpose, app.auth.putAside(request) ?? '')
        const kept = Kept.parse(JSON.parse(text))
        return kept.until > now() ? kept : null
      } catch {
        return null
      }
    }

    /** A person sits there and not a program: they are told on the sign-in page, where the password still opens. */
    function toSignIn(reply: FastifyReply, back: string, said: Record<string, string>): FastifyReply {
      const query = new URLSearchParams({ ...said, ...(back === '/' ? {} : { return: back }) })
      return go(reply, `/sign-in?${query.toString()}`)
    }

    /** The code to tell somebody; a defect of ours is logged and told as one. */
    function codeOf(error: unknown, request: FastifyRequest): ErrorCode {
      if (error instanceof AppError) return error.code
      request.log.error({ err: error }, 'a sign-in by the identity provider failed')
      return 'server.failed'
    }

    async function enter(
      request: FastifyRequest,
      reply: FastifyReply,
      newcomer: Newcomer,
      rules: ProviderRules,
      code?: string,
    ) {
      const ask = { newcomer, rules, code }
      const signed = await signInByProvider(deps, ask, originOf(request), app.auth.brought(request))
      app.auth.keep(reply, signed)
      app.auth.setAside(reply, null, 0)
      request.knownActor = signed.actor
      return signed.actor
    }

    app.get(
      '/api/session/oidc',
      {
        onRequest: [limited('sign-in')],
        schema: {
          ...{ tags, security, summary: 'Go to the identity provider to sign in' },
          querystring: z.object({ return: z.string().max(2_000).optional() }),
          response: { 302: z.undefined() },
        },
      },
      async (request, reply) => {
        const { speak } = configured()
        const back = returnAddress(request.query.return ?? null)
        try {
          const { url, attempt } = await speak.begin(localeOf(request, deps.defaults.locale))
          keep(reply, { back, attempt, newcomer: null })
          return go(reply, url)
        } catch (error) {
          return toSignIn(reply, back, { problem: codeOf(error, request) })
        }
      },
    )

    app.get(
      providerReturn,
      {
        onRequest: [limited('sign-in')],
        schema: {
          ...{ tags, security, summary: 'Come back from the identity provider' },
          querystring: z.looseObject({}),
          response: { 302: z.undefined() },
        },
      },
      async (request, reply) => {
        const { speak, rules } = configured()
        const kept = keptBy(request)
        // Good once, whatever comes of it.
        app.auth.setAside(reply, null, 0)
        if (!kept?.attempt) return toSignIn(reply, '/', { problem: 'session.provider-expired' })
        const { attempt, back } = kept
        let newcomer: Newcomer | null = null
        try {
          const asked = new URL(request.url, publicUrl)
          if (asked.searchParams.get('state') !== attempt.state)
            throw new AppError('session.provider-expired')
          newcomer = newcomerOf(await speak.finish(asked.href, attempt), rules)
          await enter(request, reply, newcomer, rules)
          return go(reply, back)
        } catch (error) {
          if (newcomer && isError(error, 'session.code-required')) {
            keep(reply, { back, attempt: null, newcomer })
            return toSignIn(reply, back, { code: 'provider' })
          }
          const problem = codeOf(error, request)
          // Of whom the provider has not even named nobody knows who it was.
          if (!newcomer && problem !== 'session.provider-gone')
            refused({ personId: null, address: request.ip, code: problem })
          return toSignIn(reply, back, { problem })
        }
      },
    )

    app.post(
      '/api/session/oidc/code',
      {
        onRequest: [limited('sign-in')],
        bodyLimit: bodyLimits.formBytes,
        schema: {
          ...{ tags, security, summary: 'Add the code that is asked for after the identity provider' },
          body: ConfirmCode,
          response: { 200: Me },
        },
      },
      async (request, reply) => {
        const { rules } = configured()
        const kept = keptBy(request)
        if (!kept?.newcomer) throw new AppError('session.provider-expired')
        const actor = await enter(request, reply, kept.newcomer, rules, request.body.code)
        return showMe(deps, actor)
      },
    )

    app.get(
      '/api/session/oidc/end',
      {
        onRequest: [limited('sign-in')],
        schema: {
          ...{ tags, security, summary: 'Go to the identity provider to sign out there too' },
          response: { 302: z.undefined() },
        },
      },
      async (request, reply) => {
        const { speak } = configured()
        try {
          return go(reply, (await speak.endUrl()) ?? '/sign-in')
        } catch (error) {
          return toSignIn(reply, '/', { problem: codeOf(error, request) })
        }
      },
    )
  }

const go = (reply: FastifyReply, address: string): FastifyReply =>
  reply.code(302).header('location', address).header('cache-control', 'no-store').send()
