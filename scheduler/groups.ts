/** Working groups: listed by everyone who has signed in, kept by the secretariat. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { AddGroup, ChangeGroup, Group, GroupSummary } from '../contract/groups.ts'
import type { GroupsQuery } from '../contract/lists.ts'
import type { Actor } from '../contract/identity.ts'
import type { Id, LocalDate, Page } from '../contract/values.ts'
import type { GroupDeps, GroupView } from './group-ports.ts'
import { groupRights, mayManageGroups } from './group-rights.ts'
import { requireSignedIn } from './meeting-rights.ts'
import { requirePeople } from './require-people.ts'

export const listGroups = (
  { work, clock, zone }: GroupDeps,
  actor: Actor,
  query: GroupsQuery,
): Promise<Page<GroupSummary>> => {
  requireSignedIn(actor)
  return work.read(({ groups }) =>
    groups.page(
      query,
      actor.personId,
      clock.now().toString({ smallestUnit: 'millisecond' }),
      today({ clock, zone }),
    ),
  )
}

/** Throws `group.missing`. */
export const findGroup = (deps: GroupDeps, actor: Actor, id: Id): Promise<Group> =>
  deps.work.read(async ({ groups }) => shown(deps, actor, await groups.find(id)))

/** Throws `permission.missing`, `group.name-taken`, `person.missing`. */
export const addGroup = (deps: GroupDeps, actor: Actor, ask: AddGroup): Promise<Group> => {
  if (!mayManageGroups(actor)) throw new AppError('permission.missing')
  return deps.work.run(async ({ groups, knownPeople, events }) => {
    await requirePeople({ knownPeople }, [ask.chairPersonId, ask.secretaryPersonId])
    const id = newId()
    const createdAt = deps.clock.now().toString({ smallestUnit: 'millisecond' })
    await groups.add({ id, ...ask, closed: false, createdAt, version: 1 })
    events.record('group.changed', { groupId: id }, actor.personId)
    return shown(deps, actor, await groups.find(id))
  })
}

/** Throws `permission.missing`, `group.missing`, `group.name-taken`, `person.missing`, `row.changed`. */
export const changeGroup = (deps: GroupDeps, actor: Actor, id: Id, ask: ChangeGroup): Promise<Group> => {
  if (!mayManageGroups(actor)) throw new AppError('permission.missing')
  return deps.work.run(async ({ groups, knownPeople, events }) => {
    const group = await groups.hold(id)
    if (!group) throw new AppError('group.missing')
    if (group.version !== ask.version) throw new AppError('row.changed')
    const led = [group.chair?.personId, group.secretary?.personId]
    await requirePeople({ knownPeople }, [ask.chairPersonId, ask.secretaryPersonId], led)
    await groups.change({ id, ...ask, version: ask.version + 1 })
    events.record('group.changed', { groupId: id }, actor.personId, {
      before: {
        ...group,
        chairPersonId: group.chair?.personId,
        secretaryPersonId: group.secretary?.personId,
      },
      after: ask,
    })
    return shown(deps, actor, await groups.find(id))
  })
}

/** The day it is now where the installation is. */
export const today = ({ clock, zone }: Pick<GroupDeps, 'clock' | 'zone'>): LocalDate =>
  clock.now().toZonedDateTimeISO(zone).toPlainDate().toString()

export function shown(deps: Pick<GroupDeps, 'clock' | 'zone'>, actor: Actor, group: GroupView | null): Group {
  if (!group) throw new AppError('group.missing')
  return { ...group, rights: groupRights(actor, group, today(deps)) }
}
