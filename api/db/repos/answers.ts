import type { Answers } from '../../../scheduler/invitation-ports.ts'
import type { Connection } from '../repositories.ts'
import { answerSchema, attendeeSchema } from '../schema/scheduling.ts'

export function answers({ manager }: Connection): Answers {
  return {
    async meetingOf(attendeeId) {
      const row = await manager.findOneBy(attendeeSchema, { id: attendeeId })
      return row?.meetingId ?? null
    },

    async answeredAt(attendeeId) {
      const row = await manager.findOneBy(answerSchema, { attendeeId })
      return row?.answeredAt ?? null
    },

    async save({ attendeeId, partStat, comment, answeredAt }) {
      await manager.update(attendeeSchema, { id: attendeeId }, { partStat })
      await manager
        .createQueryBuilder()
        .insert()
        .into(answerSchema)
        .values({ attendeeId, comment, answeredAt })
        .orUpdate(['comment', 'answered_at'], ['attendee_id'])
        .updateEntity(false)
        .execute()
    },
  }
}
