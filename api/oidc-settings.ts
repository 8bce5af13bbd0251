/** How the variables that begin with OIDC_ are read: an OpenID Connect provider by which people may sign in. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { Role, roles } from '../contract/identity.ts'

export type OidcSettings = {
  /** The provider's address, under which `/.well-known/openid-configuration` is found. */
  issuer: string
  clientId: string
  clientSecret: string
  /** What the provider is called on the button. */
  label: string
  /** The claim in which the provider says a person's groups. */
  groupsClaim: string
  /** Which roles a group gives. */
  groupRoles: GroupRoles
  scope: string
  /** Whom the provider vouches for and no group gives a role: refused, or a member. */
  newPeople: (typeof newcomers)[number]
}

/** Reads one variable; what does not parse is noted and gives the fallback. */
export type Read = <T, D>(
  name: string,
  parse: (text: string) => T | undefined,
  fallback: D,
  allowed: string,
) => T | D
type Reading = { read: Read; problems: string[]; isLoopback: (hostname: string) => boolean }

/** All of it or nothing: half a configuration would be a button that leads nowhere. */
export function readOidc(
  env: Readonly<Record<string, string | undefined>>,
  { read, problems, isLoopback }: Reading,
): OidcSettings | null {
  const before = problems.length
  const issuer = read(
    'OIDC_ISSUER',
    (text) => asIssuer(text, isLoopback),
    null,
    'https:// with a host and without ? and # (http:// only on this machine)',
  )
  const clientId = env['OIDC_CLIENT_ID']?.trim() || null
  const clientSecret = env['OIDC_CLIENT_SECRET']?.trim() || null
  const settings = {
    label: read('OIDC_LABEL', asLabel, null, 'a name of at most 40 characters'),
    groupsClaim: read('OIDC_GROUPS_CLAIM', (text) => text, 'groups', 'the name of a claim'),
    groupRoles: read('OIDC_ROLES', asGroupRoles, new Map<string, Role[]>(), groupRolesAllowed),
    scope: read(
      'OIDC_SCOPE',
      asScope,
      'openid email profile',
      'scopes separated by spaces, openid among them',
    ),
    newPeople: read(
      'OIDC_NEW_PEOPLE',
      (text) => z.enum(newcomers).safeParse(text).data,
      'groups',
      newcomers.join(' or '),
    ),
  }
  if (issuer !== null && clientId !== null && clientSecret !== null)
    return { issuer, clientId, clientSecret, ...settings, label: settings.label ?? labelOf(issuer) }
  const given = Object.keys(env).filter((name) => name.startsWith('OIDC_') && env[name]?.trim())
  // What is wrong has been said already: it is there, and that it is missing would be a lie.
  if (given.length > 0 && problems.length === before)
    problems.push(
      `OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all three, or nothing that begins with OIDC_ (${given.join(', ')}).`,
    )
  return null
}

const newcomers = ['groups', 'member'] as const

export type GroupRoles = ReadonlyMap<string, readonly Role[]>

/**
 * `GROUP=ROLE` pairs separated by semicolons. A group's name may hold anything but a semicolon, also `=` and commas as in
 * `CN=sfat,OU=Grupuri`: the role stands after the last `=`. A group may stand there more than once.
 */
function asGroupRoles(text: string): GroupRoles | undefined {
  const found = new Map<string, Role[]>()
  for (const pair of text.split(';')) {
    if (pair.trim() === '') continue
    const split = pair.lastIndexOf('=')
    const group = pair.slice(0, Math.max(split, 0)).trim()
    const role = Role.safeParse(pair.slice(split + 1).trim())
    const known = found.get(group) ?? []
    // The same twice is a slip of the pen, and most likely another was meant.
    if (split < 0 || group === '' || !role.success || known.includes(role.data)) return undefined
    found.set(group, [...known, role.data])
  }
  return found.size > 0 ? found : undefined
}

const groupRolesAllowed = `pairs GROUP=ROLE separated by semicolons, each once, with a role of ${roles.join(',')}`

/** RFC 6749 §3.3; without `openid` it is another protocol. */
function asScope(text: string): string | undefined {
  const scopes = text.split(/\s+/)
  return scopes.includes('openid') && scopes.every((one) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(one))
    ? scopes.join(' ')
    : undefined
}

/** OpenID Connect Discovery §3: https without query and fragment; on this machine alone http will do. */
function asIssuer(text: string, isLocal: (hostname: string) => boolean): string | undefined {
  const url = URL.parse(text)
  if (!url || url.username || url.password || url.search || url.hash || text.endsWith('#')) return undefined
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(url.hostname))
  return safe ? text : undefined
}

/** One line that fits on a button. */
const asLabel = (text: string): string | undefined =>
  // eslint-disable-next-line no-control-regex
  text.length <= 40 && !/[\u0000-\u001f\u007f]/.test(text) ? text : undefined

/** Without a name of its own the provider is called by its host. */
const labelOf = (issuer: string): string => {
  const { hostname } = new URL(issuer)
  return isIP(hostname.replace(/^\[|\]$/g, '')) ? 'OpenID Connect' : hostname
}
