import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import type { GroupViews, GroupView, MeetingFacts } from './group-ports.ts'
import { maySee } from './group-rights.ts'

/**
 * A meeting and the group that was convened to it. Throws `meeting.missing`, also for somebody who may not know of it:
 * to an outsider a private meeting does not exist.
 */
export async function meetingWithGroup(
  { groups, meetingFacts }: Pick<GroupViews, 'groups' | 'meetingFacts'>,
  actor: Actor,
  meetingId: Id,
): Promise<{ meeting: MeetingFacts; group: GroupView | null }> {
  const meeting = await meetingFacts.find(meetingId)
  if (!meeting) throw new AppError('meeting.missing')
  const group = meeting.groupId === null ? null : await groups.find(meeting.groupId)
  if (!maySee(actor, { group, meeting })) throw new AppError('meeting.missing')
  return { meeting, group }
}
