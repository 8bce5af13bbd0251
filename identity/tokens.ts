/** Personal access tokens: made and revoked by their owner in a browser, never by a token. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor, Role } from '../contract/identity.ts'
import type { AddToken, NewToken, Token, TokenArea, TokenScope } from '../contract/tokens.ts'
import type { Id } from '../contract/values.ts'
import { toInstant } from './instants.ts'
import type { Clock, TokenRow, Work } from './ports.ts'
import { hashToken, newToken } from './secret-token.ts'
import { actorOf, seenEverySeconds } from './sessions.ts'
import { ownAccountOf } from './rights.ts'

type Deps = { work: Work; clock: Clock }

/** More would be programs that nobody remembers. */
export const mostTokens = 50

/** Scanners of source code know a secret of ours by this: `sfat_pat_[A-Za-z0-9_-]{43}`. */
export const tokenPrefix = 'sfat_pat_'

/** My tokens, oldest first; the secrets are not told again. */
export const listTokens = ({ work }: Deps, actor: Actor): Promise<Token[]> =>
  work.read(async ({ tokens }) => (await tokens.listOf(ownAccountOf(actor))).map(present))

/** A new token, which is shown this once. Throws `token.too-many`. */
export const addToken = ({ work, clock }: Deps, actor: Actor, ask: AddToken): Promise<NewToken> =>
  work.run(async ({ tokens, accounts, events }) => {
    // Held, so that two who ask at once are counted one after the other.
    await accounts.hold(ownAccountOf(actor))
    if ((await tokens.listOf(actor.personId)).length >= mostTokens) throw new AppError('token.too-many')
    const secret = tokenPrefix + newToken()
    const now = clock.now()
    const row: TokenRow = {
      id: newId(),
      personId: actor.personId,
      name: ask.name,
      tokenHash: hashToken(secret),
      scopes: [...new Set(ask.scopes)],
      createdAt: toInstant(now),
      expiresAt: toInstant(now.add({ hours: ask.days * 24 })),
      lastUsedAt: null,
    }
    await tokens.add(row)
    events.record('token.added', { tokenId: row.id }, actor.personId, { before: {}, after: ask })
    return { ...present(row), token: secret }
  })

/** It opens nothing from now on. Throws `token.missing`. */
export const revokeToken = ({ work }: Deps, actor: Actor, id: Id): Promise<void> =>
  work.run(async ({ tokens, events }) => {
    if (!(await tokens.remove(id, ownAccountOf(actor)))) throw new AppError('token.missing')
    events.record('token.revoked', { tokenId: id }, actor.personId)
  })

/** Whom a program acts for, and how far. */
export type TokenHolder = { actor: Actor; scopes: readonly TokenScope[] }

/**
 * Who holds this token: null when it is unknown, expired or revoked, or the account is suspended. When it was last used is
 * written afterwards, and at most once a minute.
 */
export async function resumeToken(
  {
    work,
    clock,
    onSeenFailed,
    demandedOf = [],
  }: Deps & { onSeenFailed: (error: unknown) => void; demandedOf?: readonly Role[] },
  secret: string,
): Promise<TokenHolder | null> {
  if (!isToken(secret)) return null
  const open = await work.read(({ tokens }) => tokens.findOpen(hashToken(secret)))
  if (!open) return null
  const { token, person, account } = open
  const now = clock.now()
  if (account.suspended || toInstant(now) >= token.expiresAt) return null
  const before = toInstant(now.subtract({ seconds: seenEverySeconds }))
  if (token.lastUsedAt === null || token.lastUsedAt < before)
    work.run(({ tokens }) => tokens.touch(token.id, toInstant(now), before)).catch(onSeenFailed)
  // What its owner owes for the account keeps the token out as it keeps the browser out.
  const { id, expiresAt } = token
  const session = { ...noBrowser, id, personId: person.id, expiresAt }
  return { actor: actorOf({ session, person, account }, demandedOf), scopes: token.scopes }
}

/** A token stands where a session stands, without a browser behind it. */
const noBrowser = { tokenHash: '', userAgent: '', address: '', createdAt: '', lastSeenAt: '' }

const isToken = (text: string) => /^sfat_pat_[A-Za-z0-9_-]{43}$/.test(text)

/** Which area each part of the API belongs to. What is not here is for browsers alone: accounts, passwords, tokens. */
const areaOf: Readonly<Record<string, TokenArea>> = {
  ...{ people: 'people', organisations: 'people' },
  ...{ rooms: 'meetings', meetings: 'meetings', invitations: 'meetings', agenda: 'meetings' },
  ...{ minutes: 'meetings', feeds: 'meetings', groups: 'groups' },
  ...{ projects: 'projects', milestones: 'projects', actions: 'projects', reports: 'reports' },
  ...{ administration: 'administration', audit: 'administration', webhooks: 'administration' },
}

/**
 * Lets a token pass that was made for this. `part` is the tag of the route.
 * Throws `token.not-allowed`, `token.scope-missing`.
 */
export function requireScope(scopes: readonly TokenScope[], part: string, kind: 'read' | 'write'): void {
  const area = areaOf[part]
  if (area === undefined) throw new AppError('token.not-allowed')
  const scope: TokenScope = `${area}:${kind}`
  if (!scopes.includes(scope)) throw new AppError('token.scope-missing', { scope })
}

const present = ({ id, name, scopes, createdAt, expiresAt, lastUsedAt }: TokenRow): Token => ({
  ...{ id, name, scopes, createdAt, expiresAt, lastUsedAt },
})
