/** What an identity provider says of somebody, and what it is asked; `api/adapters/oidc.ts` speaks its language. */
import type { Role } from '../contract/identity.ts'
import { EmailAddress, type Locale } from '../contract/values.ts'
import { distinct } from './add-person.ts'

/** A sign-in that has begun: what the browser brings back must fit to this. */
export type Attempt = { state: string; nonce: string; verifier: string }

/** What the provider said, in its own words. */
export type Claims = {
  issuer: string
  subject: string
  name: string | null
  email: string | null
  emailVerified: boolean
  groups: readonly string[]
  locale: string | null
  /** More than one factor was asked for. */
  severalFactors: boolean
}

export type Provider = {
  /** What people call it. */
  label: string
  /** Where the browser is to go. Throws `session.provider-gone`. */
  begin(locale: Locale): Promise<{ url: string; attempt: Attempt }>
  /**
   * Who has come back to this address. Throws `session.provider-gone`, `session.provider-refused`,
   * `session.provider-failed`.
   */
  finish(address: string, attempt: Attempt): Promise<Claims>
  /** Where somebody signs out there too, and is sent back to our sign-in page; null where it has no such place. */
  endUrl(): Promise<string | null>
}

/** What the operator has said of whom the provider vouches for. */
export type ProviderRules = {
  groupRoles: ReadonlyMap<string, readonly Role[]>
  newPeople: 'groups' | 'member'
  locale: Locale
}

/** What we make of it: small enough for a cookie, and without the names of all groups. */
export type Newcomer = {
  issuer: string
  subject: string
  name: string
  /** Null unless the provider says that it belongs to them. */
  email: string | null
  /** What their groups give. */
  roles: Role[]
  locale: Locale
  severalFactors: boolean
}

export function newcomerOf(claims: Claims, rules: ProviderRules): Newcomer {
  const email = claims.emailVerified ? (EmailAddress.safeParse(claims.email).data ?? null) : null
  const roles = distinct(claims.groups.flatMap((group) => rules.groupRoles.get(group) ?? []))
  const language = claims.locale?.slice(0, 2).toLowerCase()
  return {
    ...{ issuer: claims.issuer, subject: claims.subject, email, roles },
    name: nameOf(claims.name) || email?.split('@')[0] || claims.subject.slice(0, 120),
    locale: language === 'ro' || language === 'en' ? language : rules.locale,
    severalFactors: claims.severalFactors,
  }
}

/** One line, of the length that names have here. */
const nameOf = (said: string | null): string =>
  // eslint-disable-next-line no-control-regex
  (said ?? '')
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .slice(0, 120)
    .trim()
