import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { AccountLink, Actor, AddPerson, Person } from '../contract/identity.ts'
import { toInstant } from './instants.ts'
import { addAccountLink, type LinkDeps } from './make-account-link.ts'
import { requireRole } from './rights.ts'

/**
 * Adds a person; with roles also an account, and the link by which its owner chooses a password. The secretariat may add
 * people without roles, an administrator with any.
 * Throws `permission.missing`, `person.email-taken`, `organisation.missing`.
 */
export const addPerson = (
  deps: LinkDeps,
  actor: Actor,
  ask: AddPerson,
): Promise<{ person: Person; link: AccountLink | null }> => {
  if (ask.roles.length > 0) requireRole(actor, 'administrator')
  else requireRole(actor, 'administrator', 'secretariat')

  return deps.work.run(async (unit) => {
    const { people, accounts, events } = unit
    const { roles, ...profile } = ask
    const id = newId()
    const createdAt = toInstant(deps.clock.now())
    await people.add({ id, ...profile, createdAt, version: 1 })
    let link: AccountLink | null = null
    if (roles.length > 0) {
      const account = {
        personId: id,
        passwordHash: null,
        suspended: false,
        createdAt,
        passwordChangedAt: null,
      }
      await accounts.add({ ...account, roles: distinct(roles) })
      link = await addAccountLink(deps, unit, id)
    }
    events.record('person.changed', { personId: id }, actor.personId, { before: {}, after: ask })
    const person = await people.show(id)
    if (!person) throw new AppError('person.missing')
    return { person, link }
  })
}

/** Each role once, in the order of the list of roles' first mention. */
export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]
