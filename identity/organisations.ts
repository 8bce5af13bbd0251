/** Organisations: listed by everyone, kept by administrators. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor, AddOrganisation, ChangeOrganisation, Organisation } from '../contract/identity.ts'
import type { OrganisationsQuery } from '../contract/lists.ts'
import type { Id, Page } from '../contract/values.ts'
import type { Work } from './ports.ts'
import { requireRole, requireSignedIn } from './rights.ts'

type Deps = { work: Work }

export const listOrganisations = (
  { work }: Deps,
  actor: Actor,
  query: OrganisationsQuery,
): Promise<Page<Organisation>> => {
  requireSignedIn(actor)
  return work.read(({ organisations }) => organisations.page(query))
}

/** Throws `permission.missing`, `organisation.name-taken`. */
export const addOrganisation = (
  { work }: Deps,
  actor: Actor,
  ask: AddOrganisation,
): Promise<Organisation> => {
  requireRole(actor, 'administrator')
  return work.run(async ({ organisations, events }) => {
    const row = { id: newId(), ...ask, version: 1 }
    await organisations.add(row)
    events.record('organisation.changed', { organisationId: row.id }, actor.personId, {
      before: {},
      after: ask,
    })
    return row
  })
}

/** Throws `permission.missing`, `organisation.missing`, `organisation.name-taken`, `row.changed`. */
export const changeOrganisation = (
  { work }: Deps,
  actor: Actor,
  id: Id,
  ask: ChangeOrganisation,
): Promise<Organisation> => {
  requireRole(actor, 'administrator')
  return work.run(async ({ organisations, events }) => {
    const row = await organisations.find(id)
    if (!row) throw new AppError('organisation.missing')
    if (row.version !== ask.version) throw new AppError('row.changed')
    const changed = { ...row, ...ask, version: ask.version + 1 }
    await organisations.change(changed)
    events.record('organisation.changed', { organisationId: id }, actor.personId, {
      before: row,
      after: changed,
    })
    return changed
  })
}

/** Throws `permission.missing`, `organisation.missing`, `organisation.in-use`. */
export const removeOrganisation = ({ work }: Deps, actor: Actor, id: Id): Promise<void> => {
  requireRole(actor, 'administrator')
  return work.run(async ({ organisations, events }) => {
    if (!(await organisations.remove(id))) throw new AppError('organisation.missing')
    events.record('organisation.changed', { organisationId: id }, actor.personId)
  })
}
