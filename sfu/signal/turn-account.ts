import { createHmac, randomBytes } from 'node:crypto'
import type { IceServer } from '../../contract/conference.ts'

/** A meeting may last all day, and the server asks for the account again with every refresh. */
const lifeSeconds = 24 * 60 * 60

/**
 * An account at a TURN server that knows the same secret (draft-uberti-behave-turn-rest-00, as coturn's `use-auth-secret`
 * has it): its name says until when it is good, and nothing about whose it is.
 */
export function turnAccount(
  { urls, secret }: { urls: string[]; secret: string },
  now: Temporal.Instant,
): IceServer {
  const until = Math.floor(now.epochMilliseconds / 1000) + lifeSeconds
  const username = `${until}:${randomBytes(9).toString('base64url')}`
  return { urls, username, credential: createHmac('sha1', secret).update(username).digest('base64') }
}
