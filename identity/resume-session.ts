import type { Actor, Role } from '../contract/identity.ts'
import { toInstant } from './instants.ts'
import type { Clock, OpenSession, Work } from './ports.ts'
import { hashToken } from './secret-token.ts'
import { actorOf, expiry, seenEverySeconds } from './sessions.ts'

type Deps = {
  work: Work
  clock: Clock
  /** Told when writing `lastSeenAt` failed; the request goes on without it. */
  onSeenFailed: (error: unknown) => void
  /** Remembers what was read for as long as nothing is committed, so that a revoked session is unknown at once. */
  remember?: (key: string, read: () => Promise<OpenSession | null>) => Promise<OpenSession | null>
  /** Roles that must have a second factor. */
  demandedOf?: readonly Role[]
}

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
  const open = await remember(`session ${tokenHash}`, () =>
    work.read(({ sessions }) => sessions.findOpen(tokenHash)),
  )
  if (!open) return null
  const { session, account } = open
  const now = clock.now()
  if (account.suspended || toInstant(now) >= session.expiresAt) return null

  const before = toInstant(now.subtract({ seconds: seenEverySeconds }))
  if (session.lastSeenAt < before) {
    const expiresAt = toInstant(expiry(Temporal.Instant.from(session.createdAt), now))
    const seen = { id: session.id, lastSeenAt: toInstant(now), expiresAt, before }
    // Not awaited: a page must not wait for the writer because somebody looked at it.
    work.run(({ sessions }) => sessions.touch(seen)).catch(onSeenFailed)
  }
  return actorOf(open, demandedOf)
}

/** Anything else is not worth a question to the database. */
const isToken = (text: string) => /^[A-Za-z0-9_-]{43}$/.test(text)
