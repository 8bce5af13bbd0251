import { webhookLetter } from '../adapters/mail-templates/webhook-letter.ts'
import { handler } from '../db/relay.ts'
import { toInstant } from '../db/clock.ts'

type Deps = {
  clock: { now(): Temporal.Instant }
  /** The product's own address, without a slash at the end. */
  publicUrl: string
}

/** When a webhook was turned off because it failed, administrators are told by mail: somebody elsewhere misses what they wait for. */
export const onWebhookTurnedOffTellAdministrators = ({ clock, publicUrl }: Deps) =>
  handler({
    name: 'on-webhook-turned-off-tell-administrators',
    on: ['webhook.turned-off'],
    save: async ({ id, payload: { webhookId, reason } }, tx) => {
      const webhook = await tx.webhooks.find(webhookId)
      if (!webhook || webhook.enabled) return
      const readers = await tx.knownPeople.among(await tx.accounts.withRole('administrator'), [])
      const url = `${publicUrl}/administration/webhooks/${webhookId}`
      const mails = readers.map((reader) => ({
        key: `${id}/${reader.id}`,
        kind: 'webhook' as const,
        to: reader,
        letter: webhookLetter({ name: webhook.name, reason, url }, reader),
      }))
      if (mails.length > 0) await tx.mails.enqueue(mails, toInstant(clock.now()))
    },
  })
