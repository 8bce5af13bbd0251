import type { GroupSummary } from '../../../contract/groups.ts'
import type { Id, Instant } from '../../../contract/values.ts'
import type { Connection } from '../repositories.ts'
import { convocationSchema } from '../schema/groups.ts'
import { meetingSchema, occurrenceSchema } from '../schema/scheduling.ts'
import { attending } from './attending.ts'

type NextMeeting = NonNullable<GroupSummary['nextMeeting']>
type Found = NextMeeting & { groupId: Id }

/**
 * The first meeting of each group that has not ended yet, in one query for all of them. A private one counts only for
 * whoever is in it: of others, a list of groups tells nobody that it exists.
 */
export async function nextMeetingsOf(
  { manager }: Connection,
  groupIds: Id[],
  personId: Id,
  now: Instant,
): Promise<Map<Id, NextMeeting>> {
  if (groupIds.length === 0) return new Map()
  const rows = await manager
    .createQueryBuilder(convocationSchema, 'convocation')
    .innerJoin(meetingSchema.options.name, 'meeting', 'meeting.id = convocation.meetingId')
    .innerJoin(occurrenceSchema.options.name, 'occurrence', 'occurrence.meetingId = meeting.id')
    .select('convocation.groupId', 'groupId')
    .addSelect('meeting.id', 'meetingId')
    .addSelect('meeting.title', 'title')
    .addSelect('meeting.zone', 'zone')
    .addSelect('occurrence.startsAt', 'startsAt')
    .where('convocation.groupId IN (:...groupIds)', { groupIds })
    .andWhere('occurrence.endsAt > :now AND occurrence.status = :scheduled', { now, scheduled: 'scheduled' })
    .andWhere(
      `(meeting.visibility = 'normal' OR meeting.organizerId = :personId OR ${attending('meeting.id')})`,
      { personId },
    )
    .orderBy('occurrence.startsAt', 'DESC')
    .getRawMany<Found>()
  // Latest first, so that the earliest of each group is what stays.
  return new Map(rows.map(({ groupId, ...meeting }) => [groupId, meeting]))
}
