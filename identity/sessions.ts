/** The rules of sessions: how long they last and how they are made. */
import { v7 as newId } from 'uuid'
import type { Actor, Role, Session } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import { earlier, toInstant } from './instants.ts'
import type { OpenSession, SessionRow, Vouched } from './ports.ts'
import { isDemanded } from './rights.ts'
import { hashToken, newToken } from './secret-token.ts'

/** NIST SP 800-63B-4 §2.1.3 advises a limit on both at its lowest level; we stay under its 30 days. */
export const sessionLife = { idleHours: 24, absoluteHours: 14 * 24 } as const

/** `lastSeenAt` is written at most this often, so that reading a page does not write to the database each time. */
export const seenEverySeconds = 60

/** Where a request comes from, as the session's owner is shown it. */
export type Origin = { address: string; userAgent: string }

/** A new session and the token that goes into the cookie; the token is not kept. */
export function newSession(
  personId: Id,
  from: Origin,
  now: Temporal.Instant,
  vouched: Vouched | null = null,
): { row: SessionRow; token: string } {
  const token = newToken()
  const at = toInstant(now)
  const row: SessionRow = {
    id: newId(),
    personId,
    tokenHash: hashToken(token),
    // eslint-disable-next-line no-control-regex
    userAgent: from.userAgent.replace(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 300),
    address: from.address.slice(0, 64),
    createdAt: at,
    lastSeenAt: at,
    expiresAt: toInstant(expiry(now, now)),
    vouched,
  }
  return { row, token }
}

/** When a session ends that began at `createdAt` and is seen at `seen`. */
export const expiry = (createdAt: Temporal.Instant, seen: Temporal.Instant): Temporal.Instant =>
  earlier(seen.add({ hours: sessionLife.idleHours }), createdAt.add({ hours: sessionLife.absoluteHours }))

/** `demandedOf`: the roles that must have a second factor. */
export const actorOf = (
  { session, person, account }: OpenSession,
  demandedOf: readonly Role[] = [],
): Actor => ({
  personId: person.id,
  sessionId: session.id,
  name: person.name,
  roles: account.roles,
  locale: person.locale,
  ...(session.vouched ? { byProvider: true } : {}),
  // A provider that asked for several factors has asked for the second one too.
  ...(isDemanded(demandedOf, account.roles) &&
  !account.secondFactorSince &&
  session.vouched !== 'several-factors'
    ? { owes: 'second-factor' }
    : {}),
})

/** A session as its owner sees it. */
export const showSession = (row: SessionRow, currentId: Id): Session => ({
  id: row.id,
  current: row.id === currentId,
  userAgent: row.userAgent,
  address: row.address,
  createdAt: row.createdAt,
  lastSeenAt: row.lastSeenAt,
  expiresAt: row.expiresAt,
})
