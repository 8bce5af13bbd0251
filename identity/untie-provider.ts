/** Undoing that somebody is known at the identity provider: by an administrator, or by themselves. */
import { AppError } from '../contract/errors.ts'
import type { Actor, ConfirmPassword } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import { revoke } from './end-sessions.ts'
import type { Work } from './ports.ts'
import { ownAccountOf, requireRole } from './rights.ts'
import { requirePassword, type SecondFactorDeps } from './second-factor.ts'

/**
 * Undoes that somebody is known at the identity provider, who has another account there by now: whoever comes next with
 * their verified address is tied to this account. They are signed out everywhere. Throws `permission.missing`,
 * `account.missing`.
 */
export function untieProvider({ work }: { work: Work }, actor: Actor, personId: Id): Promise<void> {
  requireRole(actor, 'administrator')
  return work.run(async (unit) => {
    const { accounts, providerLinks, events } = unit
    // The link before the account, as whoever signs in by it does.
    const untied = await providerLinks.remove(personId)
    const account = await accounts.hold(personId)
    if (!account || !untied) throw new AppError('account.missing')
    await accounts.save({ ...account, providerSince: null })
    await revoke(unit, { personId, ...(personId === actor.personId ? { except: actor.sessionId } : {}) })
    const before = { provider: account.providerSince }
    events.record('person.changed', { personId }, actor.personId, { before, after: { provider: null } })
  })
}

/**
 * Unties the actor's own account, which its password opens from then on, in this browser and no other. What the provider gave
 * goes with it. Throws `account.wrong-password`, `request.limited`, `account.missing` where there is no tie,
 * `account.only-by-provider` where nothing would let them in any more (no password, or no role but the provider's), and
 * `account.last-administrator`.
 */
export async function untieOwnProvider(
  deps: Omit<SecondFactorDeps, 'deviceKey'>,
  actor: Actor,
  ask: ConfirmPassword,
): Promise<void> {
  const personId = ownAccountOf(actor)
  await requirePassword(deps, actor, ask.current)
  await deps.work.run(async (unit) => {
    const { accounts, providerLinks, events } = unit
    const links = await providerLinks.holdOf(personId)
    // Held before the account, in the order in which administrators are changed by hand.
    const administrators = await accounts.holdAdministrators()
    const account = await accounts.hold(personId)
    if (!account || links.length === 0) throw new AppError('account.missing')
    const given = new Set(links.flatMap((link) => link.roles))
    const roles = account.roles.filter((role) => !given.has(role))
    if (account.passwordHash === null || roles.length === 0) throw new AppError('account.only-by-provider')
    if (given.has('administrator') && administrators.length === 1 && administrators[0] === personId)
      throw new AppError('account.last-administrator')
    await providerLinks.remove(personId)
    await accounts.save({ ...account, roles, providerSince: null })
    await revoke(unit, { personId, except: actor.sessionId })
    events.record('person.changed', { personId }, personId, {
      before: { provider: account.providerSince, roles: account.roles },
      after: { provider: null, roles },
    })
  })
}
