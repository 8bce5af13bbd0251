/** What becomes of a message to a webhook after an attempt, and of the webhook itself. */
import { webhookLimits } from '../contract/limits.ts'
import type { WebhookError } from '../contract/webhooks.ts'
import { toInstant } from './instants.ts'
import type { TakenDelivery, WebhookUnit } from './webhook-ports.ts'

/** `answered` is null where there was no answer; `error` is null where it was a yes. */
export type Attempt = { answered: number | null; error: WebhookError | null }

/**
 * Writes down an attempt. A yes (2xx) settles the message for good; a 410 turns the webhook off; anything else has it tried
 * again after `pauseMs`, until it has been tried for three days. When it is then given up on and nothing else has arrived for
 * two days either, the webhook is turned off and administrators are told.
 */
export async function settleDelivery(
  { webhooks, events }: WebhookUnit,
  taken: TakenDelivery,
  { answered, error }: Attempt,
  { now, pauseMs }: { now: Temporal.Instant; pauseMs: number },
): Promise<'delivered' | 'waiting' | 'failed'> {
  const at = toInstant(now)
  const { webhookId } = taken
  if (error === null) {
    await webhooks.markDelivered(taken, at, answered ?? 200)
    await webhooks.markFailing(webhookId, null)
    return 'delivered'
  }
  const next = toInstant(now.add({ milliseconds: Math.round(pauseMs) }))
  const gone = answered === 410
  const dueAt = gone || next > taken.giveUpAt ? null : next
  await webhooks.markNotDelivered(taken, at, { dueAt, answered, error })
  await webhooks.markFailing(webhookId, at)
  if (dueAt !== null) return 'waiting'
  const reason = gone ? 'gone' : 'failing'
  // Asked of what is saved by now: another message may have arrived while this one was under way.
  const silentSince = gone ? null : toInstant(now.subtract({ hours: webhookLimits.silentHours }))
  if (await webhooks.turnOff(webhookId, reason, at, silentSince))
    events.record('webhook.turned-off', { webhookId, reason })
  return 'failed'
}
