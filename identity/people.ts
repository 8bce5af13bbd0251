/** Reading people, and a person's own profile. */
import { AppError } from '../contract/errors.ts'
import type { Actor, ChangeProfile, Me, Person, Role } from '../contract/identity.ts'
import type { PeopleQuery } from '../contract/lists.ts'
import type { Id, Page } from '../contract/values.ts'
import type { Work } from './ports.ts'
import { isDemanded, ownAccountOf, requireSignedIn } from './rights.ts'

type Deps = { work: Work }
/** `demandedOf`: the roles that must have a second factor. */
type MeDeps = Deps & { demandedOf?: readonly Role[] }

/** A page of people by name. Every signed-in person may list names: attendees are chosen from them. */
export const listPeople = ({ work }: Deps, actor: Actor, query: PeopleQuery): Promise<Page<Person>> => {
  requireSignedIn(actor)
  return work.read(({ people }) => people.page(query))
}

/** Throws `person.missing`. */
export const showPerson = ({ work }: Deps, actor: Actor, id: Id): Promise<Person> => {
  requireSignedIn(actor)
  return work.read(async ({ people }) => {
    const person = await people.show(id)
    if (!person) throw new AppError('person.missing')
    return person
  })
}

/** Throws `session.required` when the account is gone since the request began. */
export const showMe = async ({ work, demandedOf = [] }: MeDeps, actor: Actor): Promise<Me> => {
  const { person, account, factor } = await work.read(async ({ people, accounts, secondFactors }) => ({
    person: await people.show(actor.personId),
    account: await accounts.find(actor.personId),
    factor: await secondFactors.find(actor.personId),
  }))
  if (!person || !account) throw new AppError('session.required')
  const since = account.secondFactorSince ?? null
  return {
    person,
    roles: person.roles,
    sessionId: actor.sessionId,
    hasPassword: account.passwordHash !== null,
    providerSince: account.providerSince ?? null,
    byProvider: actor.byProvider ?? false,
    secondFactor: {
      since,
      // A provider that has asked for several factors has met the demand for this browser.
      demanded: isDemanded(demandedOf, account.roles) && (since !== null || actor.owes !== undefined),
      recoveryCodesLeft: since === null ? 0 : (factor?.recovery.length ?? 0),
    },
  }
}

/** Changes the actor's own name, position and language. */
export const changeProfile = ({ work }: Deps, actor: Actor, ask: ChangeProfile): Promise<Person> =>
  work.run(async ({ people, events }) => {
    const row = await people.find(ownAccountOf(actor))
    if (!row || row.erasedAt) throw new AppError('session.required')
    await people.change({ ...row, ...ask, version: row.version + 1 })
    events.record('person.changed', { personId: row.id }, actor.personId)
    const shown = await people.show(row.id)
    if (!shown) throw new AppError('person.missing')
    return shown
  })
