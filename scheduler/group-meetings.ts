import { AppError } from '../contract/errors.ts'
import type { GroupMeetingsQuery } from '../contract/lists.ts'
import type { Actor } from '../contract/identity.ts'
import type { GroupMeeting } from '../contract/minutes.ts'
import type { Id, Page } from '../contract/values.ts'
import type { GroupDeps } from './group-ports.ts'
import { toInstant } from './instants.ts'
import { calendarEntry } from './list-calendar.ts'

/**
 * The meetings to which a group was convened, the newest first, as this reader may see them, each with the state of its
 * minutes. Throws `group.missing`.
 */
export const listGroupMeetings = (
  { work, clock }: GroupDeps,
  actor: Actor,
  groupId: Id,
  query: GroupMeetingsQuery,
): Promise<Page<GroupMeeting>> =>
  work.read(async ({ groups, convocations, minutes }) => {
    if (!(await groups.find(groupId))) throw new AppError('group.missing')
    const { items, next } = await convocations.meetingsOf(groupId, { ...query, personId: actor.personId })
    const now = toInstant(clock.now())
    const entries = items.flatMap((row) => calendarEntry(actor, row, now) ?? [])
    // What a private meeting came to is nobody's business who may not know what it is called.
    const told = entries.filter(({ title }) => title !== null).map(({ meetingId }) => meetingId)
    const statuses = await minutes.statusesOf(told)
    return {
      items: entries.map((entry) => ({ ...entry, minutes: statuses.get(entry.meetingId) ?? null })),
      next,
    }
  })
