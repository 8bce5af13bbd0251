import { ask } from '../ask.ts'
import type { Instant } from '../../../contract/values.ts'
import type { Connection } from '../repositories.ts'
import type { MailState } from '../schema/mail.ts'

/** What waits to be done and for how long, for those who watch over the installation. */
export type Backlog = {
  events: { waiting: number; oldest: Instant | null; parked: number }
  mails: { counts: Partial<Record<MailState, number>>; oldest: Instant | null }
}

export function backlog(connection: Connection) {
  return {
    /** Cheap enough to be asked every few seconds: what is settled is counted from an index, the rest is short. */
    async measure(): Promise<Backlog> {
      const [events] = await ask<{
        unfanned: number
        oldestUnfanned: Instant | null
        due: number
        oldestDue: Instant | null
        parked: number
      }>(
        connection,
        `SELECT
          (SELECT COUNT(*) FROM outbox WHERE fanned_at IS NULL) AS "unfanned",
          (SELECT MIN(at) FROM outbox WHERE fanned_at IS NULL) AS "oldestUnfanned",
          (SELECT COUNT(*) FROM delivery WHERE due_at IS NOT NULL) AS "due",
          (SELECT MIN(outbox.at) FROM delivery JOIN outbox ON outbox.id = delivery.event_id
            WHERE delivery.due_at IS NOT NULL) AS "oldestDue",
          (SELECT COUNT(*) FROM delivery WHERE parked_at IS NOT NULL) AS "parked"`,
        {},
      )
      const states = await ask<{ state: MailState; count: number }>(
        connection,
        'SELECT state, COUNT(*) AS count FROM mail GROUP BY state',
        {},
      )
      const [mail] = await ask<{ oldest: Instant | null }>(
        connection,
        'SELECT MIN(enqueued_at) AS oldest FROM mail WHERE due_at IS NOT NULL',
        {},
      )
      const { unfanned = 0, oldestUnfanned = null, due = 0, oldestDue = null, parked = 0 } = events ?? {}
      return {
        events: { waiting: unfanned + due, oldest: earlier(oldestUnfanned, oldestDue), parked },
        mails: {
          counts: Object.fromEntries(states.map(({ state, count }) => [state, count])),
          oldest: mail?.oldest ?? null,
        },
      }
    },
  }
}

const earlier = (one: Instant | null, other: Instant | null): Instant | null =>
  one !== null && other !== null ? (one < other ? one : other) : (one ?? other)
