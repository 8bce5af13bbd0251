/** Mandates are added and ended by acts, and never deleted: who sat when must stay provable. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { AddMandate, Group, RevokeMandate } from '../contract/groups.ts'
import type { Actor } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import type { GroupDeps } from './group-ports.ts'
import { mayManageGroups } from './group-rights.ts'
import { shown } from './groups.ts'
import { inTheWay } from './mandates.ts'
import { requirePeople } from './require-people.ts'

/** Throws `permission.missing`, `group.missing`, `person.missing`, `mandate.overlaps`. */
export const addMandate = (deps: GroupDeps, actor: Actor, groupId: Id, ask: AddMandate): Promise<Group> => {
  if (!mayManageGroups(actor)) throw new AppError('permission.missing')
  return deps.work.run(async ({ groups, knownPeople, events }) => {
    const group = await groups.hold(groupId) // Two acts for one seat at the same time meet here.
    if (!group) throw new AppError('group.missing')
    await requirePeople({ knownPeople }, [ask.personId])
    const other = inTheWay(group.mandates, ask)
    if (other) {
      const { personName, organisation, kind, from, until } = other
      const params = { personName, organisation: organisation.shortName, kind, from, until }
      throw new AppError('mandate.overlaps', params)
    }
    await groups.addMandate({ id: newId(), groupId, ...ask, revokedBy: null })
    events.record('group.changed', { groupId }, actor.personId, { before: {}, after: { mandate: ask } })
    return shown(deps, actor, await groups.find(groupId))
  })
}

/**
 * Ends a mandate on a day before its own end. Throws `permission.missing`, `group.missing`, `mandate.missing`, and
 * `mandate.outside` when the day lies outside of the mandate: a revocation shortens, it never lengthens.
 */
export const revokeMandate = (
  deps: GroupDeps,
  actor: Actor,
  groupId: Id,
  id: Id,
  ask: RevokeMandate,
): Promise<Group> => {
  if (!mayManageGroups(actor)) throw new AppError('permission.missing')
  return deps.work.run(async ({ groups, events }) => {
    const group = await groups.hold(groupId)
    const mandate = group?.mandates.find((each) => each.id === id)
    if (!group || !mandate) throw new AppError(group ? 'mandate.missing' : 'group.missing')
    if (ask.until < mandate.from || (mandate.until !== null && ask.until > mandate.until))
      throw new AppError('mandate.outside', { from: mandate.from, until: mandate.until })
    const { personId, organisation, kind, act, from } = mandate
    await groups.changeMandate({
      ...{ id, groupId, personId, organisationId: organisation.id, kind, act, from },
      until: ask.until,
      revokedBy: ask.act,
    })
    events.record('group.changed', { groupId }, actor.personId, {
      before: { mandate },
      after: { mandate: { ...mandate, until: ask.until, revokedBy: ask.act } },
    })
    return shown(deps, actor, await groups.find(groupId))
  })
}
