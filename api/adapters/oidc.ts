/**
 * An OpenID Connect provider: authorization code with PKCE, state and nonce (RFC 9700 §2.1). What it says of itself
 * (Discovery) is asked for again after a minute, and its keys at every sign-in, so that one that moves or changes its keys
 * needs nobody here; no question to it waits longer than `providerLimits.answerMs`.
 */
import type { Configuration } from 'openid-client'
import type { Logger } from 'pino'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { providerLimits } from '../../contract/limits.ts'
import type { Claims, Provider } from '../../identity/provider.ts'

export type OidcOptions = {
  issuer: string
  clientId: string
  clientSecret: string
  label: string
  groupsClaim: string
  scope: string
  /** Where the provider sends browsers back to after signing in, and after signing out. */
  returnUrl: string
  signedOutUrl: string
  logger: Pick<Logger, 'warn'>
}

/** Loaded when somebody first goes there: a process whose people use passwords has no use for it. */
const library = () => import('openid-client')
type Library = Awaited<ReturnType<typeof library>>

export function createOidc(options: OidcOptions): Provider {
  const { issuer, clientId, clientSecret, label, groupsClaim, scope, returnUrl, signedOutUrl, logger } =
    options
  const timeout = providerLimits.answerMs / 1_000
  type Known = { metadata: ReturnType<Configuration['serverMetadata']>; until: number }
  let known: Known | null = null
  let asking: Promise<Known> | null = null

  async function discover(): Promise<Known> {
    const { discovery, allowInsecureRequests } = await library()
    const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : []
    const found = await discovery(new URL(issuer), clientId, clientSecret, undefined, { timeout, execute })
    return {
      metadata: found.serverMetadata(),
      until: performance.now() + providerLimits.knownSeconds * 1_000,
    }
  }

  /** A configuration of its own for each sign-in: with it go the provider's keys, which may have changed since. */
  async function configure(): Promise<{ oidc: Library; configuration: Configuration }> {
    const oidc = await library()
    if (!known || known.until < performance.now()) {
      // Everybody who comes meanwhile waits for the one answer.
      asking ??= discover().finally(() => (asking = null))
      known = await asking.catch((error: unknown) => {
        known = null
        logger.warn({ err: error }, 'the identity provider does not say what it is')
        throw gone(error)
      })
    }
    const { metadata } = known
    const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const authentication = methods.includes('client_secret_basic')
      ? oidc.ClientSecretBasic(clientSecret)
      : oidc.ClientSecretPost(clientSecret)
    const configuration = new oidc.Configuration(metadata, clientId, clientSecret, authentication)
    configuration.timeout = timeout
    if (issuer.startsWith('http:')) oidc.allowInsecureRequests(configuration)
    // The ID token's signature is looked at even where TLS vouches for it (OpenID Connect Core §3.1.3.7).
    oidc.enableNonRepudiationChecks(configuration)
    return { oidc, configuration }
  }

  return {
    label,

    async begin(locale) {
      const { oidc, configuration } = await configure()
      const attempt = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      }
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: returnUrl,
        scope,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        ui_locales: locale,
      })
      return { url: url.href, attempt }
    },

    async finish(address, { state, nonce, verifier }) {
      const { oidc, configuration } = await configure()
      try {
        const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier }
        const tokens = await oidc.authorizationCodeGrant(configuration, new URL(address), checks)
        const claims = tokens.claims()
        if (!claims) throw new Error('The provider gave no ID token.')
        // Many say the address and the groups only here.
        const more = configuration.serverMetadata().userinfo_endpoint
          ? await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : {}
        return readClaims({ ...more, ...claims }, groupsClaim)
      } catch (error) {
        // It may have moved: it is asked anew by the next who tries.
        known = null
        logger.warn({ err: error }, 'a sign-in by the identity provider failed')
        throw inOurWords(oidc, error)
      }
    },

    async endUrl() {
      const { oidc, configuration } = await configure()
      if (!configuration.serverMetadata().end_session_endpoint) return null
      return oidc.buildEndSessionUrl(configuration, { post_logout_redirect_uri: signedOutUrl }).href
    },
  }
}

const gone = (cause: unknown) => Object.assign(new AppError('session.provider-gone'), { cause })

/** RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6: what means that somebody said no, and what that it could not. */
const refusals = ['access_denied', 'login_required', 'interaction_required', 'consent_required']
const failings = ['server_error', 'temporarily_unavailable']

function inOurWords(oidc: Library, error: unknown): AppError {
  const as = (
    code: 'session.provider-gone' | 'session.provider-refused' | 'session.provider-failed',
  ): AppError => Object.assign(new AppError(code), { cause: error })
  if (error instanceof oidc.AuthorizationResponseError)
    return as(
      refusals.includes(error.error) || error.error === 'account_selection_required'
        ? 'session.provider-refused'
        : failings.includes(error.error)
          ? 'session.provider-gone'
          : 'session.provider-failed',
    )
  const unreachable = error instanceof TypeError && error.message === 'fetch failed'
  const late = error instanceof oidc.ClientError && error.code === 'OAUTH_TIMEOUT'
  const broken = statusOf(error) >= 500
  return as(unreachable || late || broken ? 'session.provider-gone' : 'session.provider-failed')
}

/** What the provider answered with, where that was the error. */
function statusOf(error: unknown): number {
  const said = error instanceof Error ? (error.cause instanceof Response ? error.cause : error) : null
  return said && 'status' in said && typeof said.status === 'number' ? said.status : 0
}

const Text = z.string().nullable().catch(null)
/** Some say it with a word. */
const Yes = z.union([z.literal(true), z.literal('true')])
/** One group may come by itself. */
const Groups = z
  .union([z.array(z.string()), z.string().transform((one) => [one])])
  .catch([])
  .default([])
/** RFC 8176 §2, and the classes that mean more than a password (PAPE §4, EAP §2). */
const strong = [
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
  'phr',
  'phrh',
  'https://refeds.org/profile/mfa',
]

function readClaims(
  said: Record<string, unknown> & { iss: string; sub: string },
  groupsClaim: string,
): Claims {
  const ways = z.array(z.string()).catch([]).parse(said['amr'])
  const parts = [said['given_name'], said['family_name']].filter((part) => typeof part === 'string')
  return {
    ...{ issuer: said.iss, subject: said.sub },
    name: Text.parse(said['name']) ?? (parts.length > 0 ? parts.join(' ') : null),
    email: Text.parse(said['email']),
    emailVerified: Yes.safeParse(said['email_verified']).success,
    groups: Groups.parse(said[groupsClaim]),
    locale: Text.parse(said['locale']),
    severalFactors: ways.includes('mfa') || strong.includes(String(said['acr'])),
  }
}
