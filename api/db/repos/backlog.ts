import { ask } from '../ask.ts'
import type { Instant } from '../../../contract/values.ts'
import type { WebhookDeliveryStatus } from '../../../contract/webhooks.ts'
import type { Connection } from '../repositories.ts'
import type { MailState } from '../schema/mail.ts'

/** What waits to be done and for how long, for those who watch over the installation. */
export type Backlog = {
  events: { waiting: number; oldest: Instant | null; parked: number }
  mails: { counts: Partial<Record<MailState, number>>; oldest: Instant | null }
  webhooks: {
    counts: Partial<Record<WebhookDeliveryStatus, number>>
    oldest: Instant | null
    /** Those whose last attempt failed, and those that were turned off because of it. */
    failing: number
    off: number
  }
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
      const messages = await ask<{ status: WebhookDeliveryStatus; count: number; oldest: Instant | null }>(
        connection,
        `SELECT status, COUNT(*) AS count, MIN(CASE WHEN due_at IS NOT NULL THEN created_at END) AS oldest
          FROM webhook_delivery GROUP BY status`,
        {},
      )
      const [hooks] = await ask<{ failing: number | null; off: number | null }>(
        connection,
        `SELECT SUM(CASE WHEN enabled AND failing_since IS NOT NULL THEN 1 ELSE 0 END) AS failing,
          SUM(CASE WHEN off_reason IN ('gone', 'failing') THEN 1 ELSE 0 END) AS off FROM webhook`,
        {},
      )
      const { unfanned = 0, oldestUnfanned = null, due = 0, oldestDue = null, parked = 0 } = events ?? {}
      return {
        events: { waiting: unfanned + due, oldest: earlier(oldestUnfanned, oldestDue), parked },
        mails: {
          counts: Object.fromEntries(states.map(({ state, count }) => [state, count])),
          oldest: mail?.oldest ?? null,
        },
        webhooks: {
          counts: Object.fromEntries(messages.map(({ status, count }) => [status, count])),
          oldest: messages.map(({ oldest }) => oldest).reduce(earlier, null),
          failing: hooks?.failing ?? 0,
          off: hooks?.off ?? 0,
        },
      }
    },
  }
}

const earlier = (one: Instant | null, other: Instant | null): Instant | null =>
  one !== null && other !== null ? (one < other ? one : other) : (one ?? other)
