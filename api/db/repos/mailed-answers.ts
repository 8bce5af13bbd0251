import { IsNull } from 'typeorm'
import { v7 as newId } from 'uuid'
import type { MailedAnswer } from '../../../contract/minutes.ts'
import type { MailedAnswers } from '../../../scheduler/invitation-ports.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { type MailedAnswerRow, mailedAnswerSchema } from '../schema/inbox.ts'

export function mailedAnswers({ manager }: Connection): MailedAnswers {
  return {
    waiting: async (meetingId) => {
      const rows = await manager.find(mailedAnswerSchema, {
        where: { meetingId, settledAt: IsNull() },
        order: { receivedAt: 'ASC', id: 'ASC' },
      })
      return rows.map(shown)
    },

    // Asked first: on PostgreSQL a refused insert would end the unit of work. Whoever keeps one holds its meeting.
    async keep(answer) {
      if (await manager.existsBy(mailedAnswerSchema, { key: answer.key })) return false
      await insertRows(manager, mailedAnswerSchema, [{ ...answer, id: newId(), settledAt: null }])
      return true
    },

    async settle(meetingId, id, settledAt) {
      const { affected } = await manager.update(
        mailedAnswerSchema,
        { id, meetingId, settledAt: IsNull() },
        { settledAt },
      )
      if (affected !== 1) return null
      return shown(await manager.findOneByOrFail(mailedAnswerSchema, { id }))
    },
  }
}

const shown = ({
  key: _key,
  meetingId: _meeting,
  settledAt: _at,
  ...answer
}: MailedAnswerRow): MailedAnswer => answer
