import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import { revoke } from './end-sessions.ts'
import type { Work } from './ports.ts'
import { requireRole } from './rights.ts'

/**
 * Undoes that somebody is known at the identity provider, who has another account there by now: whoever comes next with
 * their verified address is tied to this account. They are signed out everywhere. Throws `permission.missing`,
 * `account.missing`.
 */
export function untieProvider({ work }: { work: Work }, actor: Actor, personId: Id): Promise<void> {
  requireRole(actor, 'administrator')
  return work.run(async (unit) => {
    const { accounts, providerLinks, events } = unit
    const account = await accounts.hold(personId)
    if (!account || !(await providerLinks.remove(personId))) throw new AppError('account.missing')
    await accounts.save({ ...account, providerSince: null })
    await revoke(unit, { personId, ...(personId === actor.personId ? { except: actor.sessionId } : {}) })
    const before = { provider: account.providerSince }
    events.record('person.changed', { personId }, actor.personId, { before, after: { provider: null } })
  })
}
