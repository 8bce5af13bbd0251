/** What the server makes of requests, good and bad: the same on both databases. */
import { randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorWords } from '../../contract/error-words.ts'
import { Problem } from '../../contract/wire-error.ts'
import type { Browser, Answer } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'

/** The code of a problem document, after its form has been checked. */
function codeOf(answer: Answer): string {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const problem = Problem.parse(answer.body)
  expect(problem.status).toBe(answer.status)
  expect(problem.type).toBe(`urn:sfat:error:${problem.code}`)
  expect(problem.title.length).toBeGreaterThan(0)
  expect(problem.detail.length).toBeGreaterThan(0)
  return problem.code
}

forEachDatabase((open) => {
  let app: TestApp
  let ana: Browser
  beforeAll(async () => {
    const { target } = await open()
    app = await startApp({ target, roles: ['web', 'worker'] })
    ana = await app.administrator()
  })
  afterAll(() => app?.stop())

  describe('a request', () => {
    it('is answered by health checks', async () => {
      const browser = app.browser()
      expect((await browser.get('/health/live')).body).toEqual({ status: 'ok' })
      expect((await browser.get('/health/ready')).body).toEqual({
        status: 'ok',
        parts: { database: true, writing: true },
      })
    })

    it.each([
      ['half of an object', '{"name":'],
      ['nothing', ''],
      ['no JSON at all', 'name=Ana'],
      ['a poisoned prototype', '{"__proto__":{"administrator":true}}'],
      ['bytes that are no text', Uint8Array.from([0xff, 0xfe, 0x00])],
    ])('with %s for a body is malformed', async (_what, body) => {
      const answer = await ana.send('POST', '/api/organisations', body, {
        origin: app.url,
        'content-type': 'application/json',
      })
      expect(answer.status).toBe(400)
      expect(codeOf(answer)).toBe('request.malformed')
    })

    it('of an unsupported type says which one is supported', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/xml']) {
        const answer = await ana.send('POST', '/api/organisations', 'a=1', {
          origin: app.url,
          'content-type': type,
        })
        expect(answer.status).toBe(415)
        expect(codeOf(answer)).toBe('request.unsupported-type')
      }
    })

    it('with unknown, missing and wrong fields names each of them and repeats no value', async () => {
      const answer = await ana.post('/api/people', {
        email: 'not an address with a secret',
        organisationId: 'x',
        locale: 'fr',
        roles: 5,
        administrator: true,
      })
      expect(answer.status).toBe(400)
      expect(codeOf(answer)).toBe('request.invalid')
      const { issues } = (answer.body as { params: { issues: { path: string; rule: string }[] } }).params
      expect(Object.fromEntries(issues.map(({ path, rule }) => [path, rule]))).toEqual({
        name: 'required',
        email: 'format',
        organisationId: 'format',
        locale: 'choice',
        roles: 'type',
        administrator: 'unknown',
      })
      expect(answer.text).not.toContain('secret')
    })

    it.each([
      ['an id', '/api/people/1'],
      ['a number', '/api/people?limit=many'],
      ['a number out of bounds', '/api/people?limit=100000'],
      ['a cursor of somebody else', '/api/people?cursor=abc'],
    ])('with what is not %s in its address is invalid', async (_what, path) => {
      const answer = await ana.get(path)
      expect(answer.status).toBe(400)
      expect(codeOf(answer)).toBe('request.invalid')
    })

    it('with a body beyond the limit is refused, and the limit is told', async () => {
      const answer = await ana.post('/api/organisations', { name: 'x'.repeat(300_000), shortName: 'X' })
      expect(answer.status).toBe(413)
      expect(codeOf(answer)).toBe('request.too-large')
      expect(answer.body).toMatchObject({ params: { limitBytes: 262_144 } })
      const stranger = await app.browser().post('/api/session', { email: 'x'.repeat(20_000), password: 'x' })
      expect(stranger.body).toMatchObject({ code: 'request.too-large', params: { limitBytes: 16_384 } })
    })

    it('that keeps sending beyond the limit is cut off', async () => {
      const { hostname, port } = new URL(app.url)
      const sent = await new Promise<number>((resolve) => {
        let bytes = 0
        const request = httpRequest({
          hostname,
          port,
          method: 'POST',
          path: '/api/organisations',
          headers: {
            origin: app.url,
            cookie: ana.cookieHeader(),
            'content-type': 'application/json',
            'transfer-encoding': 'chunked',
          },
        })
        const chunk = Buffer.alloc(64 * 1024, 'x')
        const pump = () => {
          while (bytes < 64 * 1024 * 1024 && request.writable) {
            bytes += chunk.length
            if (!request.write(chunk)) return void request.once('drain', pump)
          }
        }
        request.on('response', (response) => {
          response.resume()
          request.destroy()
          resolve(bytes)
        })
        request.on('error', () => resolve(bytes))
        pump()
      })
      expect(sent).toBeLessThan(32 * 1024 * 1024)
      expect((await ana.get('/api/me')).status).toBe(200)
    })

    it('that is no HTTP at all does no harm', async () => {
      const { hostname, port } = new URL(app.url)
      const answer = await new Promise<string>((resolve) => {
        let text = ''
        const socket = connect(Number(port), hostname, () => socket.write('\x16\x03\x01 hello\r\n\r\n'))
        socket.on('data', (data) => (text += data.toString()))
        socket.on('close', () => resolve(text))
        socket.on('error', () => resolve(text))
      })
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect((await app.browser().get('/health/live')).status).toBe(200)
    })

    it.each([
      '/api/nothing',
      '/api',
      '/api/people/1/2/3',
      '/health/nothing',
      '/nothing.js',
      '/_app/immutable/x.js',
      '/.env',
      '/_app/..%2f..%2fpackage.json',
    ])('for %s finds nothing', async (path) => {
      const answer = await app.browser().get(path)
      expect(answer.status).toBe(404)
      expect(codeOf(answer)).toBe('request.no-such-page')
    })

    it.each(['/api/people/%zz', '/..%5c..%5cpackage.json', '/%00'])(
      'for the unreadable address %s is malformed',
      async (path) => {
        const answer = await app.browser().get(path)
        expect(answer.status).toBe(400)
        expect(codeOf(answer)).toBe('request.malformed')
      },
    )

    it('carries an id that the answer, the problem and the log share', async () => {
      const answer = await ana.get('/api/people/01890000-0000-7000-8000-000000000000')
      const id = answer.headers.get('x-request-id') ?? ''
      expect(answer.body).toMatchObject({ code: 'person.missing', instance: `urn:sfat:request:${id}` })
      await expect
        .poll(() => app.log.some((line) => line.includes(id) && line.includes('/api/people/:id')))
        .toBe(true)
    })
  })

  describe('a problem', () => {
    it('is in the language of the browser, else in that of the installation', async () => {
      const said = async (language: string | undefined) => {
        const answer = await app
          .browser()
          .get('/api/me', language === undefined ? {} : { 'accept-language': language })
        return Problem.parse(answer.body).title
      }
      const ro = errorWords('ro', 'session.required', {}).title
      const en = errorWords('en', 'session.required', {}).title
      expect(await said(undefined)).toBe(ro)
      expect(await said('en-GB,en;q=0.9')).toBe(en)
      expect(await said('fr, de;q=0.9')).toBe(ro)
      expect(await said('fr, en;q=0.5, ro;q=0.4')).toBe(en)
      expect(await said('en;q=0.1, ro-RO;q=0.8')).toBe(ro)
      expect(await said('en;q=0')).toBe(ro)
      expect(await said(',;q=x,,'.repeat(100))).toBe(ro)
    })

    it('is in the language of whoever is signed in, whatever the browser prefers', async () => {
      const answer = await ana.post('/api/organisations', {}, { 'accept-language': 'en' })
      expect(Problem.parse(answer.body).title).toBe(errorWords('ro', 'request.invalid', { issues: [] }).title)
    })
  })

  describe('a write', () => {
    const form = { name: 'Curtea de Conturi', shortName: 'CC' }
    it.each<[string, Record<string, string>]>([
      ['from another site', { origin: 'https://evil.example' }],
      ['from a page without an origin', { origin: 'null' }],
      ['from the same host and another port', { origin: 'http://127.0.0.1:1' }],
      ['from a name that begins like ours', { origin: 'http://127.0.0.1.evil.example' }],
      ['that the browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
      ['that the browser calls same-site', { 'sec-fetch-site': 'same-site' }],
      ['that does not say where it comes from', {}],
    ])('%s is refused, with the cookie and all', async (_what, headers) => {
      const answer = await ana.send('POST', '/api/organisations', JSON.stringify(form), {
        'content-type': 'application/json',
        ...headers,
      })
      expect(answer.status).toBe(403)
      expect(codeOf(answer)).toBe('request.cross-origin')
      for (const method of ['PUT', 'PATCH', 'DELETE'])
        expect((await ana.send(method, '/api/me', undefined, headers)).status).toBe(403)
    })

    it('from our own page is taken, by any name of this machine', async () => {
      const { port } = new URL(app.url)
      const mark = randomUUID().slice(0, 8)
      const send = (name: string, headers: Record<string, string>) =>
        ana.send('POST', '/api/organisations', JSON.stringify({ ...form, name: `${name} ${mark}` }), {
          'content-type': 'application/json',
          ...headers,
        })
      expect((await send('A', { origin: app.url })).status).toBe(201)
      expect((await send('B', { origin: `http://localhost:${port}` })).status).toBe(201)
      expect((await send('C', { 'sec-fetch-site': 'same-origin' })).status).toBe(201)
    })
  })

  describe('every answer', () => {
    it('carries a strict policy for what a page may do', async () => {
      const { headers } = await app.browser().get('/health/live')
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toMatch(/script-src 'self'(;|$)/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("base-uri 'none'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(headers.get('permissions-policy')).toMatch(
        /camera=\(self\).*microphone=\(self\).*display-capture=\(self\)/,
      )
      expect(headers.get('permissions-policy')).toContain('geolocation=()')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('x-powered-by')).toBeNull()
    })

    it('of the API that is no page may do nothing at all, not even when somebody opens it by itself', async () => {
      for (const [path, status] of [
        ['/api/openapi.json', 200],
        ['/api/rooms', 401],
        ['/api/nowhere', 404],
      ] as const) {
        const { headers, status: answered } = await app.browser().get(path)
        expect([path, answered]).toEqual([path, status])
        expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
        expect(headers.get('referrer-policy')).toBe('same-origin')
      }
      const { headers: ofPage } = await app.browser().get('/api/docs')
      expect(ofPage.get('content-security-policy')).toContain("style-src 'self'")
    })

    it('of the description is OpenAPI 3.1 made of the same schemas', async () => {
      const { body, status } = await app.browser().get('/api/openapi.json')
      expect(status).toBe(200)
      const document = body as {
        openapi: string
        paths: Record<string, Record<string, { responses: object }>>
        components: { schemas: object }
      }
      expect(document.openapi).toMatch(/^3\.1\./)
      expect(Object.keys(document.paths)).toEqual(
        expect.arrayContaining([
          '/api/session',
          '/api/people/{id}',
          '/api/meetings',
          '/api/rooms/availability',
          '/api/guest/{token}/join',
        ]),
      )
      expect(document.components.schemas).toHaveProperty('Person')
      for (const status of ['400', '401', '403', '409', '429', '500', '503'])
        expect(document.paths['/api/people']?.['post']?.responses).toHaveProperty(status)
      const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
        ([, name]) => name ?? '',
      )
      for (const name of new Set(references)) expect(document.components.schemas).toHaveProperty([name])
    })
  })

  describe('sessions over HTTP', () => {
    it('live in a cookie that scripts cannot read and other sites cannot send', async () => {
      const browser = app.browser()
      const answer = await browser.post('/api/session', administrator)
      const lines = answer.headers.getSetCookie()
      expect(lines).toHaveLength(2)
      for (const line of lines) expect(line).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
      expect(answer.body).toMatchObject({ person: { email: administrator.email }, roles: ['administrator'] })
    })

    it('are not there without a cookie, with a forged one, or with one that was signed out', async () => {
      const name = [...ana.cookies.keys()].find((cookie) => !cookie.endsWith('-device')) ?? ''
      const stranger = app.browser()
      expect((await stranger.get('/api/me')).status).toBe(401)
      for (const forged of [
        'x',
        'A'.repeat(43),
        `${ana.cookies.get(name)}x`,
        '"><script>',
        'a'.repeat(8000),
      ]) {
        stranger.cookies.set(name, forged)
        expect((await stranger.get('/api/me')).status).toBe(401)
        expect((await stranger.get('/api/session')).body).toMatchObject({ me: null, setUpNeeded: false })
      }
      const guest = await app.administrator()
      const stolen = new Map(guest.cookies)
      expect((await guest.delete('/api/session')).status).toBe(204)
      expect(guest.cookies.has(name)).toBe(false)
      for (const [cookie, value] of stolen) guest.cookies.set(cookie, value)
      expect((await guest.get('/api/me')).status).toBe(401)
      expect((await guest.delete('/api/session')).status).toBe(204)
    })

    it('are asked for before anything is read: a stranger’s bad body is not even looked at', async () => {
      const stranger = app.browser()
      for (const path of ['/api/people', '/api/organisations', '/api/rooms', '/api/meetings'])
        expect(codeOf(await stranger.post(path, { bad: true }))).toBe('session.required')
    })

    it('are renewed at sign-in, and end everywhere when all others are ended', async () => {
      const one = await app.administrator()
      const before = one.cookieHeader()
      await one.post('/api/session', administrator)
      expect(one.cookieHeader()).not.toBe(before)
      const two = await app.administrator()
      const list = (await two.get('/api/me/sessions')).body as { id: string; current: boolean }[]
      expect(list.filter(({ current }) => current)).toHaveLength(1)
      expect((await two.delete('/api/me/sessions')).status).toBe(204)
      expect((await one.get('/api/me')).status).toBe(401)
      expect((await ana.get('/api/me')).status).toBe(401)
      ana = await app.administrator()
      expect((await ana.delete(`/api/me/sessions/${list[0]?.id}`)).status).toBeOneOf([204, 404])
      ana = await app.administrator()
    })

    it('are refused for a while after ten wrong passwords, and say for how long', async () => {
      const stranger = app.browser()
      const email = `victim-${randomUUID()}@example.ro`
      const tries = []
      for (let count = 0; count < 11; count++)
        tries.push(await stranger.post('/api/session', { email, password: `wrong ${count}` }))
      expect(tries.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 401), 429])
      const last = tries.at(-1)
      expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(800)
      expect(last && codeOf(last)).toBe('request.limited')
      // The owner of another account, on the same machine, is not disturbed.
      expect((await app.browser().post('/api/session', administrator)).status).toBe(200)
    })
  })

  describe('rights over HTTP', () => {
    it('let a member read and not write', async () => {
      const added = await ana.post('/api/people', {
        name: 'Mara Dinu',
        email: `mara-${randomUUID()}@example.ro`,
        roles: ['member'],
      })
      expect(added.status).toBe(201)
      const { link, person } = added.body as { link: { url: string }; person: { id: string } }
      const mara = app.browser()
      const token = new URL(link.url).searchParams.get('token')
      expect((await mara.post('/api/password', { token, password: 'patru mere sub pat' })).status).toBe(200)
      expect(
        (await mara.post('/api/password', { token, password: 'patru mere sub pat' })).body,
      ).toMatchObject({ code: 'account.link-invalid' })
      expect((await mara.get('/api/people')).status).toBe(200)
      expect(
        (await mara.patch('/api/me', { name: 'Mara D.', position: 'Consilier', locale: 'en' })).body,
      ).toMatchObject({ person: { name: 'Mara D.', locale: 'en' } })
      for (const answer of [
        await mara.post('/api/people', { name: 'X', email: 'x@example.ro' }),
        await mara.post('/api/organisations', { name: 'X', shortName: 'X' }),
        await mara.post(`/api/people/${person.id}/account-link`),
      ]) {
        expect(answer.status).toBe(403)
        expect(codeOf(answer)).toBe('permission.missing')
      }
      expect(
        Problem.parse((await mara.post('/api/organisations', { name: 'X', shortName: 'X' })).body).title,
      ).toBe(errorWords('en', 'permission.missing', {}).title)
    })

    it('keep an organisation that has people', async () => {
      const mark = randomUUID().slice(0, 8)
      const name = `Ministerul Muncii ${mark}`
      const { body } = await ana.post('/api/organisations', { name, shortName: 'MM' })
      const { id } = body as { id: string }
      const same = { name: `MINISTERUL  Muncii ${mark}`, shortName: 'M2' }
      expect(codeOf(await ana.post('/api/organisations', same))).toBe('organisation.name-taken')
      await ana.post('/api/people', { name: 'Ion', email: `ion-${mark}@example.ro`, organisationId: id })
      expect(codeOf(await ana.delete(`/api/organisations/${id}`))).toBe('organisation.in-use')
      expect((await ana.get(`/api/people?search=${mark}`)).body).toMatchObject({ items: [{ name: 'Ion' }] })
    })
  })

  it('the log of all this holds no password, token, cookie or body', () => {
    const log = app.log.join('')
    expect(log.length).toBeGreaterThan(1000)
    for (const secret of [
      administrator.password,
      'patru mere',
      'wrong 1',
      'victim-',
      ...ana.cookies.values(),
    ])
      expect(log).not.toContain(secret)
  })
})
