/**
 * What the identity domain needs from the world. `api/db/repos` implements the stores, `api/adapters` the rest.
 * Rows are plain data; instants are ISO text (contract `Instant`).
 */
import type { EventName, EventPayload } from '../contract/events.ts'
import type { Organisation, Person, Role } from '../contract/identity.ts'
import type { OrganisationsQuery, PeopleQuery } from '../contract/lists.ts'
import type { TokenScope } from '../contract/tokens.ts'
import type { Id, Instant, Locale, Page } from '../contract/values.ts'

export type PersonRow = {
  id: Id
  name: string
  email: string
  position: string | null
  organisationId: Id | null
  locale: Locale
  createdAt: Instant
  version: number
  /** When the person was erased: what is left is a pseudonym for what they took part in. Else null or left out. */
  erasedAt?: Instant | null
}

/** At most one for each person; `passwordHash` is null until its owner has chosen a password. */
export type AccountRow = {
  personId: Id
  roles: Role[]
  passwordHash: string | null
  suspended: boolean
  createdAt: Instant
  passwordChangedAt: Instant | null
  /** Since when a code from an app is asked for at sign-in; without one, null or left out. */
  secondFactorSince?: Instant | null
  /** Since when its owner signs in by the identity provider; null or left out where they never have. */
  providerSince?: Instant | null
}

/** Who somebody is at an identity provider. Several accounts there may not be one person here. */
export type ProviderLinkRow = {
  /** The provider, and the account there: a subject is never given to somebody else (OpenID Connect Core §8). */
  issuer: string
  subject: string
  personId: Id
  /** What the provider gave at the last sign-in, and may take away. */
  roles: Role[]
  createdAt: Instant
  lastUsedAt: Instant
}

/** An authenticator app. It counts once the account says since when. */
export type SecondFactorRow = {
  personId: Id
  sealed: string
  /** The thirty seconds of the last code that was used. */
  lastStep: number
  /** Hashes of the recovery codes that are left. */
  recovery: string[]
}

/** `tokenHash` is the SHA-256 of the cookie's secret: whoever reads the table cannot sign in with it. */
export type SessionRow = {
  id: Id
  personId: Id
  tokenHash: string
  userAgent: string
  address: string
  createdAt: Instant
  lastSeenAt: Instant
  /** The earlier of the idle and the absolute limit. */
  expiresAt: Instant
  /** The identity provider that let its owner in, and whether it asked for several factors; null: our own password. */
  vouched?: Vouched | null
}
export type Vouched = 'one-factor' | 'several-factors'

export type AccountLinkRow = {
  id: Id
  personId: Id
  tokenHash: string
  createdAt: Instant
  expiresAt: Instant
}

/** `tokenHash` is the SHA-256 of the whole secret, its prefix included. */
export type TokenRow = {
  id: Id
  personId: Id
  name: string
  tokenHash: string
  scopes: TokenScope[]
  createdAt: Instant
  expiresAt: Instant
  lastUsedAt: Instant | null
}
export type OpenToken = { token: TokenRow; person: PersonRow; account: AccountRow }

/** A session with whom it belongs to, read in one go for every request. */
export type OpenSession = { session: SessionRow; person: PersonRow; account: AccountRow }

export type PeopleView = {
  find(id: Id): Promise<PersonRow | null>
  findByEmail(email: string): Promise<PersonRow | null>
  /** The person as others see them, or null. */
  show(id: Id): Promise<Person | null>
  /** By name; every word of `search` is found in the name, the address or the organisation. */
  page(query: PeopleQuery): Promise<Page<Person>>
}
export type People = PeopleView & {
  /** The person as they are now, held until the unit of work ends. */
  hold(which: { id: Id } | { email: string }): Promise<PersonRow | null>
  /** Throws `person.email-taken` and `organisation.missing`. */
  add(row: PersonRow): Promise<void>
  /** Saves `row` over the version before it. Throws `row.changed`, `person.email-taken` and `organisation.missing`. */
  change(row: PersonRow): Promise<void>
}

export type AccountsView = {
  find(personId: Id): Promise<AccountRow | null>
  /** Those who have the role and can sign in. */
  withRole(role: Role): Promise<Id[]>
}
export type Accounts = AccountsView & {
  /** The account, held until the unit of work ends, so that nobody else's change to it is lost. */
  hold(personId: Id): Promise<AccountRow | null>
  add(row: AccountRow): Promise<void>
  save(row: AccountRow): Promise<void>
  remove(personId: Id): Promise<void>
  /**
   * Who can sign in as administrator with a password, also on the day when the provider is gone. Holds these rows until the unit of work ends, so that two administrators
   * who demote one another at the same time do not both succeed.
   */
  holdAdministrators(): Promise<Id[]>
}

export type SessionsView = {
  findOpen(tokenHash: string): Promise<OpenSession | null>
  /** Newest first. */
  listOf(personId: Id): Promise<SessionRow[]>
}
export type Sessions = SessionsView & {
  add(row: SessionRow): Promise<void>
  /** Writes unless somebody else has since `before`. */
  touch(seen: { id: Id; lastSeenAt: Instant; expiresAt: Instant; before: Instant }): Promise<void>
  /** Removes what matches all that is given, and answers the ids of what was removed. */
  remove(which: {
    id?: Id
    personId?: Id
    except?: Id
    tokenHash?: string
    expiredAt?: Instant
  }): Promise<Id[]>
}

export type TokensView = {
  findOpen(tokenHash: string): Promise<OpenToken | null>
  /** Oldest first. */
  listOf(personId: Id): Promise<TokenRow[]>
}
export type Tokens = TokensView & {
  add(row: TokenRow): Promise<void>
  /** False when there is none of this person's. */
  remove(id: Id, personId: Id): Promise<boolean>
  removeExpired(expiredAt: Instant): Promise<void>
  /** Writes unless somebody else has since `before`. */
  touch(id: Id, lastUsedAt: Instant, before: Instant): Promise<void>
}

export type AccountLinksView = { findByHash(tokenHash: string): Promise<AccountLinkRow | null> }
export type AccountLinks = AccountLinksView & {
  add(row: AccountLinkRow): Promise<void>
  /** True for exactly one of those who take the same link. */
  take(id: Id): Promise<boolean>
  remove(which: { personId?: Id; expiredAt?: Instant }): Promise<number>
}

export type SecondFactors = {
  find(personId: Id): Promise<SecondFactorRow | null>
  /** Adds it, or saves it over what is there. */
  save(row: SecondFactorRow): Promise<void>
  remove(personId: Id): Promise<void>
}

export type ProviderLinks = {
  /** The link as it is now, held until the unit of work ends. */
  hold(issuer: string, subject: string): Promise<ProviderLinkRow | null>
  findOf(personId: Id, issuer: string): Promise<ProviderLinkRow | null>
  /** Who they are at every provider, held until the unit of work ends. */
  holdOf(personId: Id): Promise<ProviderLinkRow[]>
  /** Adds it, or saves it over what is there. */
  save(row: ProviderLinkRow): Promise<void>
  /** False when there was none. */
  remove(personId: Id): Promise<boolean>
}

export type OrganisationsView = {
  find(id: Id): Promise<Organisation | null>
  /** By name. */
  page(query: OrganisationsQuery): Promise<Page<Organisation>>
}
export type Organisations = OrganisationsView & {
  /** Throws `organisation.name-taken`. */
  add(row: Organisation): Promise<void>
  /** Throws `row.changed` and `organisation.name-taken`. */
  change(row: Organisation): Promise<void>
  /** Throws `organisation.in-use` while people belong to it. False when there was none. */
  remove(id: Id): Promise<boolean>
}

export type InstallationView = {
  /** Whether a first administrator has ever been made. */
  isSetUp(): Promise<boolean>
  /** Whether this is the set-up link that was offered last. */
  accepts(tokenHash: string): Promise<boolean>
}
export type Installation = InstallationView & {
  /** Replaces the set-up link. False when the installation is set up already. */
  offer(tokenHash: string): Promise<boolean>
  /** Closes the set-up for good. True for exactly one caller, and only with the link (or null, at start). */
  close(tokenHash: string | null, at: Instant): Promise<boolean>
}

/** What a read sees. */
export type IdentityView = {
  people: PeopleView
  accounts: AccountsView
  sessions: SessionsView
  tokens: TokensView
  accountLinks: AccountLinksView
  secondFactors: Pick<SecondFactors, 'find'>
  organisations: OrganisationsView
  installation: InstallationView
}

/** What a unit of work may change; all of it is saved, or nothing. */
export type IdentityUnit = {
  people: People
  accounts: Accounts
  sessions: Sessions
  tokens: Tokens
  accountLinks: AccountLinks
  secondFactors: SecondFactors
  providerLinks: ProviderLinks
  organisations: Organisations
  installation: Installation
  events: {
    /** `change` is what it was and what it became, for the audit. */
    record<N extends EventName>(
      name: N,
      payload: EventPayload<N>,
      actorId?: Id | null,
      change?: { before: object; after: object },
    ): void
  }
}

export type Work = {
  run<T>(act: (unit: IdentityUnit) => Promise<T>): Promise<T>
  read<T>(look: (view: IdentityView) => Promise<T>): Promise<T>
}

export type Clock = { now(): Temporal.Instant }

/** Counts within windows of time, shared by all processes. Keys are hashed before they are kept. */
export type Counters = {
  /** Counts one more. The window begins with the first hit and is not prolonged. */
  hit(key: string, windowSeconds: number): Promise<{ count: number; resetsInSeconds: number }>
  peek(key: string): Promise<number>
  forget(key: string): Promise<void>
}

export type Passwords = {
  hash(password: string): Promise<string>
  /** With `null` it works as long as with a real hash and answers false, so that time tells nothing. */
  verify(password: string, hash: string | null): Promise<boolean>
  /** Whether the hash was made with weaker parameters than today's. */
  outdated(hash: string): boolean
}
