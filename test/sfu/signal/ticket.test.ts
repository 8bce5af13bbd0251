import { SignJWT, UnsecuredJWT } from 'jose'
import { v7 as uuid } from 'uuid'
import { expect, test } from 'vitest'
import type { Ticket } from '../../../contract/conference.ts'
import { signTicket, verifyTicket } from '../../../sfu/signal/ticket.ts'

const secret = 'thirty-two bytes are the least for HS256'
const now = Temporal.Instant.from('2026-11-24T08:00:00.250Z')
const ticket: Ticket = {
  meetingId: uuid(),
  occurrenceId: uuid(),
  nodeId: 'node-1',
  title: 'Ședința',
  personId: null,
  name: 'Ștefan Țuțea',
  organisation: null,
  role: 'guest',
  lobby: true,
  locale: 'ro',
}
const verified = (text: string, at = now, with_ = secret) =>
  verifyTicket(text, with_, at).catch((error: Error) => error.message)

test('says what was signed, when, and under which id', async () => {
  expect(await verified(await signTicket(ticket, secret, now))).toEqual({
    ticket,
    ticketId: expect.any(String),
    issuedAt: now.epochMilliseconds,
  })
})

test('is another ticket every time', async () => {
  const [one, other] = await Promise.all([1, 2].map(() => signTicket(ticket, secret, now)))
  expect(one).not.toBe(other)
})

test('is good for a minute, and a few seconds more for clocks that differ', async () => {
  const text = await signTicket(ticket, secret, now)
  expect(await verified(text, now.add({ seconds: 64 }))).toMatchObject({ ticket })
  expect(await verified(text, now.add({ seconds: 66 }))).toBe('conference.ticket-expired')
})

test('is refused with another secret, another algorithm, none at all, or another purpose', async () => {
  const claims = { ticket, jti: uuid(), aud: 'node-1', iat: 0, exp: 9e9 }
  const key = new TextEncoder().encode(secret.padEnd(64, '.'))
  const sign = (header: { alg: string; typ?: string }) =>
    new SignJWT(claims).setProtectedHeader(header).sign(new TextEncoder().encode(secret))
  expect(await verified(await signTicket(ticket, `${secret}!`, now))).toBe('conference.ticket-invalid')
  expect(
    await verified(
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS512', typ: 'sfat-ticket+jwt' }).sign(key),
      now,
      secret.padEnd(64, '.'),
    ),
  ).toBe('conference.ticket-invalid')
  expect(await verified(new UnsecuredJWT(claims).encode())).toBe('conference.ticket-invalid')
  expect(await verified(await sign({ alg: 'HS256', typ: 'something-else+jwt' }))).toBe(
    'conference.ticket-invalid',
  )
  expect(await verified(await sign({ alg: 'HS256', typ: 'sfat-ticket+jwt' }))).toMatchObject({ ticket })
})

test('is refused when any letter of it is changed', async () => {
  const text = await signTicket(ticket, secret, now)
  const [header, payload, signature] = text.split('.')
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
  claims.ticket.role = 'host'
  const forged = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
  expect(await verified(forged)).toBe('conference.ticket-invalid')
  for (const wrong of ['', 'x', '..', text.slice(0, -4), `${text}x`])
    expect(await verified(wrong)).toBe('conference.ticket-invalid')
})

test('is refused when what it says has another shape', async () => {
  const text = await signTicket({ ...ticket, role: 'emperor' as 'host' }, secret, now)
  expect(await verified(text)).toBe('conference.ticket-invalid')
})

test('needs a secret of the size of its hash', async () => {
  await expect(signTicket(ticket, 'short', now)).rejects.toThrow('32 bytes')
})
