/**
 * OWASP "slow down online guessing with device cookies": a browser that has signed in to an account before is told from
 * a stranger's, so that strangers who guess wrong never stand in its way.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { newToken } from './secret-token.ts'

/** 400 days, the most that browsers keep a cookie (RFC 6265bis §5.5). */
export const deviceLifeDays = 400

const seal = (key: string, nonce: string, email: string) =>
  createHmac('sha256', key).update(`device\n${nonce}\n${email}`).digest('base64url')

/** A mark for the browser that has just signed in with this address. */
export function newDevice(key: string, email: string): string {
  const nonce = newToken()
  return `${nonce}.${seal(key, nonce, email)}`
}

/** The device's own name when the mark is ours and for this address, else null. */
export function deviceOf(key: string, mark: string | null, email: string): string | null {
  const [nonce, sealed, ...rest] = mark?.split('.') ?? []
  if (!nonce || !sealed || rest.length > 0) return null
  const expected = Buffer.from(seal(key, nonce, email))
  const given = Buffer.from(sealed)
  return given.length === expected.length && timingSafeEqual(given, expected) ? nonce : null
}
