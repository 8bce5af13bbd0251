import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { turnAccount } from '../../../sfu/signal/turn-account.ts'

it('makes an account that the TURN server believes for a day, and that names nobody', () => {
  const now = Temporal.Instant.from('2026-11-25T08:00:00Z')
  const urls = ['turn:turn.example.ro:3478']
  const { username, credential, urls: told } = turnAccount({ urls, secret: 'a secret' }, now)
  expect(told).toBe(urls)
  const [until, who] = username.split(':')
  expect(Number(until)).toBe(Temporal.Instant.from('2026-11-26T08:00:00Z').epochMilliseconds / 1000)
  expect(who).toMatch(/^[\w-]{12}$/)
  // As coturn works it out: the name under the secret (turnserver.conf, use-auth-secret).
  expect(credential).toBe(createHmac('sha1', 'a secret').update(username).digest('base64'))
  expect(turnAccount({ urls, secret: 'a secret' }, now).username).not.toBe(username)
})
