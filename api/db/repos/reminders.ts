import type { Id, Instant } from '../../../contract/values.ts'
import type { Connection } from '../repositories.ts'
import { convocationSchema, groupSchema } from '../schema/groups.ts'
import { meetingSchema, occurrenceSchema } from '../schema/scheduling.ts'

/** An occurrence of a meeting to which a group was convened, with what its reminder goes by. */
export type RemindableOccurrence = {
  meetingId: Id
  occurrenceId: Id
  startsAt: Instant
  convenedAt: Instant
  reminderHours: number
}

export function reminders({ manager }: Connection) {
  return {
    /** What begins after `from` and until `to`, of the groups that want to be reminded. */
    async upcoming(from: Instant, to: Instant): Promise<RemindableOccurrence[]> {
      const rows = await manager
        .createQueryBuilder(occurrenceSchema, 'occurrence')
        .innerJoin(meetingSchema.options.name, 'meeting', 'meeting.id = occurrence.meetingId')
        .innerJoin(
          convocationSchema.options.name,
          'convocation',
          'convocation.meetingId = occurrence.meetingId',
        )
        .innerJoin(groupSchema.options.name, 'grp', 'grp.id = convocation.groupId')
        .select('occurrence.meetingId', 'meetingId')
        .addSelect('occurrence.id', 'occurrenceId')
        .addSelect('occurrence.startsAt', 'startsAt')
        .addSelect('convocation.sentAt', 'convenedAt')
        .addSelect('grp.rules', 'rules')
        .where('occurrence.startsAt > :from AND occurrence.startsAt <= :to', { from, to })
        .andWhere("occurrence.status = 'scheduled' AND meeting.status = 'scheduled'")
        .getRawMany<Omit<RemindableOccurrence, 'reminderHours'> & { rules: string }>()
      return rows.map(({ rules, ...row }) => ({
        ...row,
        reminderHours: (JSON.parse(rules) as { reminderHours: number }).reminderHours,
      }))
    },
  }
}
