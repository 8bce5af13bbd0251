import { AppError } from '../contract/errors.ts'
import type { Actor, Session } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import type { IdentityUnit, Work } from './ports.ts'
import { showSession } from './sessions.ts'
import { ownAccountOf } from './rights.ts'

type Deps = { work: Work }

/** The actor's signed-in browsers, newest first. */
export const listSessions = ({ work }: Deps, actor: Actor): Promise<Session[]> =>
  work.read(async ({ sessions }) =>
    (await sessions.listOf(ownAccountOf(actor))).map((row) => showSession(row, actor.sessionId)),
  )

/** Signs this browser out. Harmless when it is out already. */
export const signOut = ({ work }: Deps, actor: Actor): Promise<void> =>
  work.run((unit) =>
    revoke(unit, { id: actor.sessionId, personId: ownAccountOf(actor) }).then(() => undefined),
  )

/** Ends one of the actor's own sessions. Throws `session.missing`. */
export const endSession = ({ work }: Deps, actor: Actor, id: Id): Promise<void> =>
  work.run(async (unit) => {
    const ended = await revoke(unit, { id, personId: ownAccountOf(actor) })
    if (ended.length === 0) throw new AppError('session.missing')
  })

/** Ends all of the actor's sessions but this one. */
export const endOtherSessions = ({ work }: Deps, actor: Actor): Promise<void> =>
  work.run((unit) =>
    revoke(unit, { personId: ownAccountOf(actor), except: actor.sessionId }).then(() => undefined),
  )

/** Removes sessions inside a unit of work, and tells it, so that open pages of these browsers sign out. */
export async function revoke(
  { sessions, events }: Pick<IdentityUnit, 'sessions' | 'events'>,
  which: Parameters<IdentityUnit['sessions']['remove']>[0],
): Promise<Id[]> {
  const ended = await sessions.remove(which)
  for (const sessionId of ended) events.record('session.revoked', { sessionId })
  return ended
}
