/**
 * The address by which people without an account come to a meeting. Its token is the meeting's id with a MAC over the id
 * and the link's number, so nothing secret is stored, nobody can make one, and a new number kills the one that is out.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import type { Id } from '../contract/values.ts'

export type GuestLinks = {
  /** Key of the MAC: 256 bits, base64url. */
  key: string
  /** The product's own address, without a slash at the end. */
  publicUrl: string
}

type Linked = { id: Id; guestLinkVersion: number }

/** 192 of the MAC's 256 bits: more than anybody guesses, and still short enough to read out (RFC 2104 §5). */
const macBytes = 24

const mac = (key: string, { id, guestLinkVersion }: Linked): Buffer =>
  createHmac('sha256', Buffer.from(key, 'base64url'))
    .update(`guest-link ${id} ${guestLinkVersion}`)
    .digest()
    .subarray(0, macBytes)

export const guestToken = (key: string, meeting: Linked): string => {
  const id = Buffer.from(meeting.id.replaceAll('-', ''), 'hex')
  return Buffer.concat([id, mac(key, meeting)]).toString('base64url')
}

export const guestUrl = ({ key, publicUrl }: GuestLinks, meeting: Linked): string =>
  `${publicUrl}/g/${guestToken(key, meeting)}`

/** The meeting that a token claims to open; only `isGuestToken` says whether it does. Throws `guest-link.invalid`. */
export function claimedMeeting(token: string): Id {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 16 + macBytes) throw new AppError('guest-link.invalid')
  const hex = bytes.subarray(0, 16).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Whether the token is the meeting's present one. */
export function isGuestToken(key: string, token: string, meeting: Linked): boolean {
  const bytes = Buffer.from(token, 'base64url')
  return bytes.length === 16 + macBytes && timingSafeEqual(bytes.subarray(16), mac(key, meeting))
}
