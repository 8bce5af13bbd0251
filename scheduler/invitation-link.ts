/**
 * The address in an invitation that is one attendee's own: it shows the invitation, takes the answer and lets them in.
 * Its token is the attendee's id with a MAC over it, so nothing secret is stored; it dies with the invitation.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import type { Id } from '../contract/values.ts'
import type { GuestLinks } from './guest-link.ts'

/** 192 of the MAC's 256 bits, as in a guest link. */
const macBytes = 24

/** The words before the id keep these apart from guest links, which are made with the same key. */
const mac = (key: string, attendeeId: Id): Buffer =>
  createHmac('sha256', Buffer.from(key, 'base64url'))
    .update(`invitation ${attendeeId}`)
    .digest()
    .subarray(0, macBytes)

export const invitationToken = (key: string, attendeeId: Id): string =>
  Buffer.concat([Buffer.from(attendeeId.replaceAll('-', ''), 'hex'), mac(key, attendeeId)]).toString(
    'base64url',
  )

export const invitationUrl = ({ key, publicUrl }: GuestLinks, attendeeId: Id): string =>
  `${publicUrl}/i/${invitationToken(key, attendeeId)}`

/** Whose link it is; whether they are still invited is for the caller to see. Throws `invitation-link.invalid`. */
export function attendeeOf(key: string, token: string): Id {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 16 + macBytes) throw new AppError('invitation-link.invalid')
  const hex = bytes.subarray(0, 16).toString('hex')
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  if (!timingSafeEqual(bytes.subarray(16), mac(key, id))) throw new AppError('invitation-link.invalid')
  return id
}
