import { AppError } from '../contract/errors.ts'
import type { Actor, ChangePerson, Person } from '../contract/identity.ts'
import type { Id, Instant } from '../contract/values.ts'
import { distinct } from './add-person.ts'
import { revoke } from './end-sessions.ts'
import { toInstant } from './instants.ts'
import type { Clock, IdentityUnit, Work } from './ports.ts'
import { requireRole } from './rights.ts'

type Deps = { work: Work; clock: Clock }

/**
 * Changes a person and their account. Roles given to somebody without an account make one (its owner then needs a link);
 * taking all roles away closes the account. Suspending signs the person out everywhere.
 * Throws `permission.missing`, `person.missing`, `person.email-taken`, `organisation.missing`, `row.changed`,
 * `account.last-administrator`, `person.erased`.
 */
export const changePerson = (
  { work, clock }: Deps,
  actor: Actor,
  id: Id,
  ask: ChangePerson,
): Promise<Person> => {
  requireRole(actor, 'administrator')
  return work.run(async (unit) => {
    const { people, accounts, events } = unit
    const row = await people.find(id)
    if (!row) throw new AppError('person.missing')
    if (row.erasedAt) throw new AppError('person.erased')
    if (row.version !== ask.version) throw new AppError('row.changed')

    const { roles, suspended, version, ...profile } = ask
    await people.change({ ...row, ...profile, version: version + 1 })
    // Held before the change: two administrators who demote one another must not both succeed.
    const administrators = await accounts.holdAdministrators()
    const account = await accounts.find(id)
    await changeAccount(unit, id, distinct(roles), suspended, toInstant(clock.now()))
    const remain = administrators.includes(id)
      ? administrators.length > 1 || (roles.includes('administrator') && !suspended)
      : true
    if (!remain) throw new AppError('account.last-administrator')

    const was = { ...row, roles: account?.roles ?? [], suspended: account?.suspended ?? false }
    events.record('person.changed', { personId: id }, actor.personId, { before: was, after: ask })
    const shown = await people.show(id)
    if (!shown) throw new AppError('person.missing')
    return shown
  })
}

async function changeAccount(
  unit: IdentityUnit,
  personId: Id,
  roles: ChangePerson['roles'],
  suspended: boolean,
  now: Instant,
): Promise<void> {
  const { accounts, accountLinks } = unit
  const account = await accounts.hold(personId)
  if (roles.length === 0) {
    if (!account) return
    await revoke(unit, { personId })
    await accountLinks.remove({ personId })
    await accounts.remove(personId)
    return
  }
  if (!account) {
    await accounts.add({
      personId,
      roles,
      suspended,
      passwordHash: null,
      createdAt: now,
      passwordChangedAt: null,
    })
    return
  }
  await accounts.save({ ...account, roles, suspended })
  if (suspended) {
    await revoke(unit, { personId })
    await accountLinks.remove({ personId })
  }
}
