/**
 * Who asks: the session cookie becomes an `Actor`, and a write must come from our own page.
 * Routes put `onRequest: [signedIn]` before everything else, so that a stranger's body is not even read.
 */
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../contract/errors.ts'
import type { Actor } from '../../contract/identity.ts'
import { deviceLifeDays } from '../../identity/device.ts'
import type { TokenScope } from '../../contract/tokens.ts'
import { type Origin, sessionLife } from '../../identity/sessions.ts'
import { requireScope, type TokenHolder } from '../../identity/tokens.ts'
import type { Site } from '../site.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. Reading it on a route without `signedIn` throws `session.required`. */
    readonly actor: Actor
    /** Who asks, when that has been found out already. */
    knownActor: Actor | null
    /** What the token is for that a program brought; null for a browser. */
    tokenScopes: readonly TokenScope[] | null
  }
  interface FastifyInstance {
    readonly auth: Auth
  }
}

/** Who holds a session's token. `state` names the state that the database is in, where the caller asks that anyway. */
export type Resume = (token: string, state?: () => Promise<string>) => Promise<Actor | null>

export type AuthOptions = {
  site: Site
  port: number
  resume: Resume
  /** Whom a program acts for that brings this personal access token. */
  resumeToken: (secret: string) => Promise<TokenHolder | null>
}

export type Auth = {
  /** Finds out who asks; null for a stranger. */
  identify(request: FastifyRequest): Promise<Actor | null>
  /** The cookies that a browser brought, as they came. */
  brought(request: FastifyRequest): { token: string | null; device: string | null }
  keep(reply: FastifyReply, cookies: { token: string; device: string }): void
  forget(reply: FastifyReply): void
  /** What was set aside for this browser while it is away at the identity provider. */
  putAside(request: FastifyRequest): string | null
  /** Null takes it away. */
  setAside(reply: FastifyReply, value: string | null, seconds: number): void
}

/**
 * Lets only signed-in people pass, who owe nothing for their account, and programs whose token was made for this.
 * Throws `session.required`, `account.second-factor-demanded`, `token.invalid`, `token.not-allowed`,
 * `token.scope-missing`.
 */
export async function signedIn(request: FastifyRequest): Promise<void> {
  await signedInAtAll(request)
  if (request.actor.owes) throw new AppError('account.second-factor-demanded')
}

/** The same for somebody's own account, which must be open to those who owe something for it. */
export async function signedInAtAll(request: FastifyRequest): Promise<void> {
  if (!(await request.server.auth.identify(request))) throw new AppError('session.required')
  const { tokenScopes, routeOptions, method } = request
  // Every token may ask whose it is.
  if (tokenScopes && !(routeOptions.url === '/api/me' && isRead(method)))
    requireScope(tokenScopes, routeOptions.schema?.tags?.[0] ?? '', isRead(method) ? 'read' : 'write')
}

/** What stands in `Authorization: Bearer`; null for a browser, which sends none by itself. */
function bearerOf(request: FastifyRequest): string | null {
  const [, secret] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  return secret ?? null
}

/** Where a request comes from, as the owner of a session is shown it. */
export const originOf = (request: FastifyRequest): Origin => ({
  address: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
})

/**
 * The names of our cookies. Behind TLS `__Host-` keeps other hosts of the domain from setting them (RFC 6265bis §4.1.3.2);
 * without it the port tells two products on one machine apart, which cookies do not.
 */
export const cookieNames = ({ secure }: Site, port: number) => {
  const base = secure ? '__Host-sfat' : `sfat-${port}`
  return { session: base, device: `${base}-device`, aside: `${base}-aside` }
}

/** Adds `request.actor`, `app.auth`, and the refusal of writes that come from another site. */
export function authenticate(app: FastifyInstance, { site, port, resume, resumeToken }: AuthOptions): void {
  const names = cookieNames(site, port)
  const attributes: CookieSerializeOptions = {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: site.secure,
  }
  const days = (count: number) => count * 24 * 60 * 60

  const auth: Auth = {
    async identify(request) {
      if (request.knownActor) return request.knownActor
      const secret = bearerOf(request)
      if (secret !== null) {
        // Cookies beside it are not looked at: who brings a token acts by it alone.
        const holder = await resumeToken(secret)
        if (!holder) throw new AppError('token.invalid')
        request.tokenScopes = holder.scopes
        request.knownActor = holder.actor
        return holder.actor
      }
      const { token } = auth.brought(request)
      request.knownActor = token === null ? null : await resume(token, request.server.stateNow ?? undefined)
      return request.knownActor
    },
    brought(request) {
      const cookies = cookiesOf(request)
      return { token: cookies[names.session] ?? null, device: cookies[names.device] ?? null }
    },
    keep(reply, { token, device }) {
      reply.setCookie(names.session, token, { ...attributes, maxAge: days(sessionLife.absoluteHours / 24) })
      reply.setCookie(names.device, device, { ...attributes, maxAge: days(deviceLifeDays) })
    },
    forget(reply) {
      reply.clearCookie(names.session, attributes)
    },
    putAside: (request) => cookiesOf(request)[names.aside] ?? null,
    setAside(reply, value, seconds) {
      if (value === null) reply.clearCookie(names.aside, attributes)
      else reply.setCookie(names.aside, value, { ...attributes, maxAge: seconds })
    },
  }

  app.decorate('auth', auth)
  app.decorateRequest('knownActor', null)
  app.decorateRequest('tokenScopes', null)
  app.decorateRequest('actor', {
    getter(this: FastifyRequest) {
      if (!this.knownActor) throw new AppError('session.required')
      return this.knownActor
    },
  })
  app.addHook('onRequest', (request, _reply, done) => {
    // No page of another site can send a token along: browsers ask first, and are not allowed.
    const refused = !isRead(request.method) && bearerOf(request) === null && !isFromUs(request.headers, site)
    done(refused ? new AppError('request.cross-origin') : undefined)
  })
}

/** Read where they are needed alone: most of what browsers ask for needs no cookie, or is asked for by a program. */
const cookiesOf = ({ headers, server }: FastifyRequest): Record<string, string | undefined> =>
  headers.cookie === undefined ? {} : server.parseCookie(headers.cookie)

const isRead = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

/**
 * Every browser says where a write comes from, in `Origin` or in `Sec-Fetch-Site`; a program that is no browser says
 * neither and carries nobody's cookies by accident, but must name our origin to show that it means us.
 */
export function isFromUs(
  headers: { origin?: string | undefined; [name: string]: string | string[] | undefined },
  site: Site,
): boolean {
  if (headers.origin !== undefined) return site.isOwn(headers.origin)
  return headers['sec-fetch-site'] === 'same-origin'
}
