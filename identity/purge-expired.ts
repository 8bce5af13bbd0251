import { toInstant } from './instants.ts'
import type { Clock, Work } from './ports.ts'
import { revoke } from './end-sessions.ts'

/** Removes sessions, tokens and account links whose time is over, and answers how many. */
export const purgeExpired = ({
  work,
  clock,
}: {
  work: Work
  clock: Clock
}): Promise<{ sessions: number; links: number }> =>
  work.run(async (unit) => {
    const expiredAt = toInstant(clock.now())
    const sessions = await revoke(unit, { expiredAt })
    await unit.tokens.removeExpired(expiredAt)
    const links = await unit.accountLinks.remove({ expiredAt })
    return { sessions: sessions.length, links }
  })
