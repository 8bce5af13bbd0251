import fc from 'fast-check'
import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { LinkToken } from '../../contract/values.ts'
import { claimedMeeting, guestToken, guestUrl, isGuestToken } from '../../scheduler/guest-link.ts'
import { guestLinks } from '../support/scheduling.ts'

const { key } = guestLinks
const meeting = { id: newId(), guestLinkVersion: 1 }

describe('a guest link', () => {
  it('names its meeting and is known by it', () => {
    const token = guestToken(key, meeting)
    expect(claimedMeeting(token)).toBe(meeting.id)
    expect(isGuestToken(key, token, meeting)).toBe(true)
    expect(LinkToken.parse(token)).toBe(token)
    expect(guestUrl(guestLinks, meeting)).toBe(`https://sfat.example.ro/g/${token}`)
  })

  it('dies when the link is renewed', () => {
    const token = guestToken(key, meeting)
    expect(isGuestToken(key, token, { ...meeting, guestLinkVersion: 2 })).toBe(false)
  })

  it('opens no other meeting, and is not made without the key', () => {
    const other = { id: newId(), guestLinkVersion: 1 }
    expect(isGuestToken(key, guestToken(key, other), meeting)).toBe(false)
    expect(isGuestToken(key, guestToken(Buffer.alloc(32).toString('base64url'), meeting), meeting)).toBe(
      false,
    )
  })

  it('is spoilt by any change of a letter', () => {
    const token = guestToken(key, meeting)
    const bytes = Buffer.from(token, 'base64url')
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const forged = Buffer.from(bytes)
        forged[index]! ^= change
        const text = forged.toString('base64url')
        expect(claimedMeeting(text) === meeting.id && isGuestToken(key, text, meeting)).toBe(false)
      }),
    )
  })

  it('is refused when it is too short, too long or no token at all', () => {
    for (const token of ['', 'abc', 'ă'.repeat(30), guestToken(key, meeting).slice(0, -4), 'A'.repeat(200)])
      expect(() => claimedMeeting(token)).toThrow('guest-link.invalid')
  })
})
