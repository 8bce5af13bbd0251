/**
 * A real OpenID Connect provider (npm's oidc-provider) in the test's own process, on a free port. Who sits at its login
 * page is `person`; what it says of people is `people`. It can be made to hang, to be gone, and to change its keys.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Context } from 'oidc-provider'

/** Claims by login; `amr` is how they signed in there. */
export type ProviderPerson = {
  name: string
  email?: string
  email_verified?: boolean
  groups?: string[]
  locale?: string
  amr?: string[]
}

export type IdentityProvider = {
  issuer: string
  env: { OIDC_ISSUER: string; OIDC_CLIENT_ID: string; OIDC_CLIENT_SECRET: string; OIDC_LABEL: string }
  people: Map<string, ProviderPerson>
  /** Who sits there; null: they cancel. */
  person: string | null
  /** Knows the product at this address from now on. */
  serve(productUrl: string): void
  rotateKeys(): void
  /** Nobody listens any more, until `comeBack`. */
  leave(): Promise<void>
  comeBack(): Promise<void>
  /** Takes connections and says nothing, until it is told otherwise. */
  hang(does: boolean): void
  stop(): Promise<void>
}

/** `pages`: its own login page stands there, for a real browser; else `person` is signed in without one. */
export async function startIdentityProvider({ pages = false } = {}): Promise<IdentityProvider> {
  const clientSecret = randomBytes(24).toString('base64url')
  const people = new Map<string, ProviderPerson>()
  const keys = [newKey()]
  let hangs = false
  let productUrl = ''
  let provider: Provider | null = null

  const server: Server = createServer((request, response) => void answer(request, response))
  await listen(server, 0)
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (hangs) return
    if (!provider) return void response.writeHead(503).end()
    if (pages || !request.url?.startsWith('/interaction/')) return provider.callback()(request, response)
    const { person } = self
    const amr = person === null ? undefined : people.get(person)?.amr
    await provider.interactionFinished(
      request,
      response,
      person === null
        ? { error: 'access_denied', error_description: 'the person said no' }
        : { login: { accountId: person, remember: false, ...(amr ? { amr } : {}) } },
      { mergeWithLastSubmission: false },
    )
  }

  function build(): Provider {
    const made = new Provider(issuer, {
      clients: [
        {
          client_id: 'sfat',
          client_secret: clientSecret,
          redirect_uris: [`${productUrl}/api/session/oidc/return`],
          post_logout_redirect_uris: [`${productUrl}/sign-in`],
        },
      ],
      jwks: { keys },
      cookies: { keys: [clientSecret] },
      claims: {
        openid: ['sub', 'amr'],
        email: ['email', 'email_verified'],
        profile: ['name', 'locale', 'groups'],
      },
      features: { devInteractions: { enabled: pages } },
      ...(pages
        ? {}
        : { interactions: { url: (_: Context, { uid }: { uid: string }) => `/interaction/${uid}` } }),
      findAccount: (_: Context, id: string) =>
        people.has(id) ? { accountId: id, claims: () => ({ sub: id, ...said(people.get(id)) }) } : undefined,
      /** Nobody is asked whether the product may know them: it is the ministry's own. */
      async loadExistingGrant({ oidc }: Context) {
        const grant = new made.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
        grant.addOIDCScope(oidc.params.scope)
        await grant.save()
        return grant
      },
      ttl: {
        AccessToken: 60,
        AuthorizationCode: 60,
        Grant: 600,
        IdToken: 60,
        Interaction: 600,
        Session: 600,
      },
    })
    return made
  }

  const self: IdentityProvider = {
    issuer,
    people,
    person: null,
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'sfat',
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_LABEL: 'contul guvernamental',
    },
    serve(url) {
      productUrl = url
      provider = quietly(build)
    },
    rotateKeys() {
      keys.splice(0, keys.length, newKey())
      provider = quietly(build)
    },
    async leave() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    comeBack: () => listen(server, port),
    hang(does) {
      hangs = does
      if (!does) server.closeAllConnections()
    },
    async stop() {
      if (!server.listening) return
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return self
}

/** It says at each start that what is good enough for a test is not for production. */
function quietly<T>(make: () => T): T {
  const { warn, info } = console
  Object.assign(console, { warn: () => undefined, info: () => undefined })
  try {
    return make()
  } finally {
    Object.assign(console, { warn, info })
  }
}

const said = ({ amr: _, ...claims }: ProviderPerson = { name: '' }) => claims

function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = randomBytes(8).toString('hex')
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
