/** Cookies and origins behind TLS, where a proxy ends it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp({
    roles: ['web', 'worker'],
    env: { PUBLIC_URL: 'https://sfat.example.ro', TRUSTED_PROXIES: '127.0.0.1' },
  })
})
afterAll(() => app?.stop())

const json = { 'content-type': 'application/json', origin: 'https://sfat.example.ro' }

describe('behind TLS', () => {
  it('cookies are for this host and https alone', async () => {
    const browser = app.browser()
    const answer = await browser.send('POST', '/api/session', JSON.stringify(administrator), json)
    expect(answer.status).toBe(200)
    const lines = answer.headers.getSetCookie()
    expect(lines.map((line) => line.split('=')[0])).toEqual(['__Host-sfat', '__Host-sfat-device'])
    for (const line of lines) expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  })

  it('a page that came over http, or from this machine by another name, is not ours', async () => {
    for (const origin of [
      'http://sfat.example.ro',
      app.url,
      'http://localhost',
      'https://www.sfat.example.ro',
    ]) {
      const answer = await app
        .browser()
        .send('POST', '/api/session', JSON.stringify(administrator), { ...json, origin })
      expect(answer.body).toMatchObject({ code: 'request.cross-origin' })
    }
  })

  it('a session shows the address that the trusted proxy names', async () => {
    const browser = app.browser()
    await browser.send('POST', '/api/session', JSON.stringify(administrator), {
      ...json,
      'x-forwarded-for': '203.0.113.9',
    })
    const [session] = (await browser.get('/api/me/sessions')).body as { address: string }[]
    expect(session?.address).toBe('203.0.113.9')
  })
})

describe('without a trusted proxy', () => {
  it('nobody can claim another address', async () => {
    const open = await startApp({ roles: ['web', 'worker'], env: { TRUSTED_PROXIES: '192.0.2.1' } })
    const browser = open.browser()
    await browser.post('/api/session', administrator, { 'x-forwarded-for': '203.0.113.9' })
    const [session] = (await browser.get('/api/me/sessions')).body as { address: string }[]
    expect(session?.address).toBe('127.0.0.1')
    await open.stop()
  })
})
