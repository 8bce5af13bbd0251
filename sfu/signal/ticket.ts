/** The ticket that lets a person into a conference: signed by the API, believed by one SFU node for one minute. */
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { v7 as uuid } from 'uuid'
import { z } from 'zod'
import { Ticket, ticketLifeMs } from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'

const algorithm = 'HS256'
const type = 'sfat-ticket+jwt'
/** Clocks of the two machines may differ by this much (seconds). */
const clockTolerance = 5

export type VerifiedTicket = {
  ticket: Ticket
  /** All seats taken with it are one person's. */
  ticketId: string
  /** Epoch milliseconds. */
  issuedAt: number
}

const Claims = z.object({ ticket: Ticket, jti: z.string(), iat: z.number() })

function keyOf(secret: string): Uint8Array {
  const key = new TextEncoder().encode(secret)
  // RFC 7518 §3.2: a key of the hash's size or larger.
  if (key.length < 32) throw new Error('the ticket secret must have at least 32 bytes')
  return key
}

/** Signs a ticket (JWS, HS256) that ends `ticketLifeMs` after `now`. `secret` needs 32 bytes or more. */
export async function signTicket(ticket: Ticket, secret: string, now: Temporal.Instant): Promise<string> {
  // NumericDate may have a fraction (RFC 7519 §2); it tells whether a conference ended before or after.
  const issuedAt = now.epochMilliseconds / 1000
  return await new SignJWT({ ticket } satisfies JWTPayload & { ticket: Ticket })
    .setProtectedHeader({ alg: algorithm, typ: type })
    .setAudience(ticket.nodeId)
    .setJti(uuid())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ticketLifeMs / 1000)
    .sign(keyOf(secret))
}

/**
 * Verifies a ticket and says what is in it. Throws `conference.ticket-expired`, or `conference.ticket-invalid` for
 * everything else that is wrong with it. Whether it is for this node is for the node to say.
 */
export async function verifyTicket(
  text: string,
  secret: string,
  now: Temporal.Instant,
): Promise<VerifiedTicket> {
  try {
    const { payload } = await jwtVerify(text, keyOf(secret), {
      algorithms: [algorithm],
      typ: type,
      currentDate: new Date(now.epochMilliseconds),
      clockTolerance,
      requiredClaims: ['exp', 'iat', 'jti', 'aud'],
    })
    const { ticket, jti, iat } = Claims.parse(payload)
    return { ticket, ticketId: jti, issuedAt: Math.round(iat * 1000) }
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new AppError('conference.ticket-expired')
    if (error instanceof errors.JOSEError || error instanceof z.ZodError)
      throw new AppError('conference.ticket-invalid')
    throw error
  }
}
