/** How a message is signed: Standard Webhooks 1.0, symmetric (`v1`). */
import { createHmac, randomBytes } from 'node:crypto'
import type { Id } from '../contract/values.ts'
import { seal, unseal } from './sealed.ts'

const prefix = 'whsec_'
const purpose = 'sfat webhooks'

/** A secret of 256 bits: as the other side is told it, and as it is kept. */
export function newWebhookSecret(key: string): { secret: string; sealed: string } {
  const secret = prefix + randomBytes(32).toString('base64')
  return { secret, sealed: seal(key, purpose, secret) }
}

type Message = { id: Id; body: string }

/**
 * The headers of a message that is sent at this moment, signed with each of the sealed secrets. Throws when a secret was
 * sealed with another key, as after `secrets.json` was lost.
 */
export function signedHeaders(
  key: string,
  sealed: readonly string[],
  { id, body }: Message,
  now: Temporal.Instant,
): Record<string, string> {
  const timestamp = Math.floor(now.epochMilliseconds / 1_000)
  const signatures = sealed.map((each) => {
    const secret = Buffer.from(unseal(key, purpose, each).slice(prefix.length), 'base64')
    return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
