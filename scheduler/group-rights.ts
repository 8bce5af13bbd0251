/** Who may do what with a group and its minutes. Every use case and every page asks here. */
import type { Actor, Role } from '../contract/identity.ts'
import { validOn } from '../contract/mandates.ts'
import type { Minutes, MinutesStatus } from '../contract/minutes.ts'
import type { Group, GroupRules } from '../contract/groups.ts'
import type { LocalDate } from '../contract/values.ts'
import type { GroupView, MeetingFacts } from './group-ports.ts'

const has = (actor: Actor, ...wanted: Role[]) => wanted.some((role) => actor.roles.includes(role))

/** Groups are set up and kept by the secretariat. */
export const mayManageGroups = (actor: Actor): boolean => has(actor, 'secretariat', 'administrator')

export function groupRights(actor: Actor, group: GroupView, today: LocalDate): Group['rights'] {
  const leads = [group.chair?.personId, group.secretary?.personId].includes(actor.personId)
  const manage = mayManageGroups(actor)
  return {
    manage,
    convene: !group.closed && (manage || leads),
    member:
      leads ||
      group.mandates.some((mandate) => mandate.personId === actor.personId && validOn(mandate, today)),
  }
}

type MeetingRole = {
  group: (Pick<GroupView, 'chair' | 'secretary'> & { rules: Pick<GroupRules, 'minutesApprover'> }) | null
  meeting: MeetingFacts
}

/** The organizer, those invited as chair, the group's own chair and secretary, the secretariat. */
export function hosts(actor: Actor, { group, meeting }: MeetingRole): boolean {
  return (
    has(actor, 'secretariat', 'administrator') ||
    meeting.organizerPersonId === actor.personId ||
    group?.chair?.personId === actor.personId ||
    group?.secretary?.personId === actor.personId ||
    meeting.people.some(({ personId, chair }) => chair && personId === actor.personId)
  )
}

/** Private meetings exist only for those who are in them, and for the secretariat. */
export const maySee = (actor: Actor, role: MeetingRole): boolean =>
  !role.meeting.private ||
  hosts(actor, role) ||
  role.meeting.people.some(({ personId }) => personId === actor.personId)

/**
 * Hosts write while it is a draft. Only the one whom the group's rule names approves: being an administrator is no
 * mandate to speak for the group. Where no group was convened, the meeting's organizer approves.
 */
export function minutesRights(actor: Actor, role: MeetingRole, status: MinutesStatus): Minutes['rights'] {
  const { group, meeting } = role
  const approver = group
    ? (group.rules.minutesApprover === 'chair' ? group.chair : group.secretary)?.personId
    : meeting.organizerPersonId
  const publishes =
    has(actor, 'secretariat') ||
    (group ? group.secretary?.personId === actor.personId : meeting.organizerPersonId === actor.personId)
  return {
    write: status === 'draft' && hosts(actor, role),
    approve: status === 'draft' && approver === actor.personId,
    publish: status === 'approved' && publishes,
    amend: status === 'published' && publishes,
  }
}
