import type { Actor, Role } from '../contract/identity.ts'
import { toInstant } from './instants.ts'
import type { Clock, Work } from './ports.ts'
import { hashToken } from './secret-token.ts'
import { actorOf, expiry, seenEverySeconds } from './sessions.ts'

type Deps = {
  work: Work
  clock: Clock
  /** Told when writing `lastSeenAt` failed; the request goes on without it. */
  onSeenFailed: (error: unknown) => void
  /** Remembers what was read for as long as nothing is committed, so that a revoked session is unknown at once. */
  remember?: (key: string, read: () => Promise<Known | null>) => Promise<Known | null>
  /** Roles that must have a second factor. */
  demandedOf?: readonly Role[]
}

/** What is known of a session until something changes; moments in milliseconds, for they are compared at each request. */
type Known = { actor: Actor; expiresAt: number; lastSeenAt: number; createdAt: Temporal.Instant }

/**
 * Who holds this cookie: null when the token is unknown, expired or revoked, or the account is suspended.
 * The session's idle time begins again; that is written afterwards and at most once a minute.
 */
export async function resumeSession(
  { work, clock, onSeenFailed, demandedOf = [], remember = (_key, read) => read() }: Deps,
  token: string,
): Promise<Actor | null> {
  if (!isToken(token)) return null
  const tokenHash = hashToken(token)
  const known = await remember(`session ${tokenHash}`, () => readSession({ work, demandedOf }, tokenHash))
  const now = clock.now()
  if (!known || now.epochMilliseconds >= known.expiresAt) return null

  const { actor, lastSeenAt, createdAt } = known
  if (lastSeenAt < now.epochMilliseconds - seenEverySeconds * 1_000) {
    const seen = {
      id: actor.sessionId,
      lastSeenAt: toInstant(now),
      expiresAt: toInstant(expiry(createdAt, now)),
      before: toInstant(now.subtract({ seconds: seenEverySeconds })),
    }
    // Not awaited: a page must not wait for the writer because somebody looked at it.
    work.run(({ sessions }) => sessions.touch(seen)).catch(onSeenFailed)
  }
  return actor
}

async function readSession(
  { work, demandedOf }: { work: Work; demandedOf: readonly Role[] },
  tokenHash: string,
): Promise<Known | null> {
  const open = await work.read(({ sessions }) => sessions.findOpen(tokenHash))
  if (!open || open.account.suspended) return null
  const { expiresAt, lastSeenAt, createdAt } = open.session
  return {
    actor: actorOf(open, demandedOf),
    expiresAt: Date.parse(expiresAt),
    lastSeenAt: Date.parse(lastSeenAt),
    createdAt: Temporal.Instant.from(createdAt),
  }
}

/** Anything else is not worth a question to the database. */
const isToken = (text: string) => /^[A-Za-z0-9_-]{43}$/.test(text)
