/** Personal access tokens through the doors: what they open, what they never open, and how they end. */
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../../contract/wire-error.ts'
import { NewToken, Token, TokenScope } from '../../contract/tokens.ts'
import type { Answer, Browser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { readDescription } from '../support/openapi.ts'
import { startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { z } from 'zod'

const codeOf = (answer: Answer) => `${answer.status} ${Problem.parse(answer.body).code}`
const room = (name: string) => ({ name, building: 'Palat', capacity: 9, equipment: [] })

forEachDatabase((open) => {
  let app: TestApp
  let ana: Browser
  beforeAll(async () => {
    const { target } = await open()
    app = await startApp({ target, roles: ['web', 'worker'] })
    ana = await app.administrator()
  })
  afterAll(() => app?.stop())

  const make = async (scopes: readonly string[], days = 30): Promise<NewToken> => {
    const answer = await ana.post('/api/tokens', { name: 'Raport lunar', scopes, days })
    expect(answer.status, answer.text).toBe(201)
    return NewToken.parse(answer.body)
  }
  /** As a program: no cookies, no origin, only the token. */
  const program = (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const send = (method: string, path: string, body?: unknown) =>
      app.browser().send(method, path, body === undefined ? undefined : JSON.stringify(body), {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      })
    return {
      get: (path: string) => send('GET', path),
      post: (path: string, body: unknown) => send('POST', path, body),
      send,
    }
  }
  const mine = async () => z.array(Token).parse((await ana.get('/api/tokens')).body)

  describe('a personal access token', () => {
    it('opens what it was made for, without an origin, and nothing else', async () => {
      const { token } = await make(['meetings:read', 'meetings:write'])
      expect(token).toMatch(/^sfat_pat_[A-Za-z0-9_-]{43}$/)
      const script = program(token)
      expect((await script.get('/api/rooms')).status).toBe(200)
      expect((await script.post('/api/rooms', room('Cu cheie'))).status).toBe(201)
      expect((await script.get('/api/me')).status).toBe(200)
      const refused = await script.get('/api/people')
      expect(codeOf(refused)).toBe('403 token.scope-missing')
      expect(refused.body).toMatchObject({ params: { scope: 'people:read' } })
    })

    it('that may read does not write', async () => {
      const script = program((await make(['meetings:read'])).token)
      expect((await script.get('/api/rooms')).status).toBe(200)
      expect(codeOf(await script.post('/api/rooms', room('Nu')))).toBe('403 token.scope-missing')
    })

    it('is never more than its owner may', async () => {
      const added = await ana.post('/api/people', {
        ...{ name: 'Mara', email: `${newId()}@example.ro`, roles: ['member'] },
      })
      const { link } = z.object({ link: z.object({ url: z.string() }) }).parse(added.body)
      const mara = app.browser()
      const secret = new URL(link.url).searchParams.get('token')
      await mara.post('/api/password', { token: secret, password: 'patru mere sub pat' })
      const hers = await mara.post('/api/tokens', { name: 'x', scopes: TokenScope.options, days: 1 })
      const script = program(NewToken.parse(hers.body).token)
      expect(codeOf(await script.post('/api/rooms', room('Nici ea')))).toBe('403 permission.missing')
      expect(codeOf(await script.get('/api/administration'))).toBe('403 permission.missing')
      // Nobody else's tokens are listed or revoked.
      expect(z.array(Token).parse((await mara.get('/api/tokens')).body)).toHaveLength(1)
      const [first] = await mine()
      expect(codeOf(await mara.delete(`/api/tokens/${first!.id}`))).toBe('404 token.missing')
    })

    it('makes no tokens and touches no passwords and sessions, whatever it is for', async () => {
      const all = program((await make(TokenScope.options)).token)
      const { paths } = await readDescription(app)
      const shut: string[] = []
      for (const [path, methods] of Object.entries(paths))
        for (const [method, { tags, security }] of Object.entries(methods)) {
          const alone = ['tokens', 'me', 'session'].includes(tags?.[0] ?? '')
          if (!alone || security?.length === 0 || path === '/api/session') continue
          if (path === '/api/me' && method === 'get') continue
          const answer = await all.send(method.toUpperCase(), path.replace('{id}', newId()))
          expect([method, path, codeOf(answer)]).toEqual([method, path, '403 token.not-allowed'])
          shut.push(`${method} ${path}`)
        }
      expect(shut).toEqual(expect.arrayContaining(['post /api/tokens', 'post /api/me/password']))
    })

    it('without the scope opens no route at all', async () => {
      // One that exists, and fits nothing else.
      const script = program((await make(['administration:read'])).token)
      const { paths } = await readDescription(app)
      let asked = 0
      // What it is for, and reads.
      const open: string[] = []
      for (const [path, methods] of Object.entries(paths))
        for (const [method, { security, tags }] of Object.entries(methods)) {
          if (security?.length === 0 || !path.startsWith('/api/') || path === '/api/session') continue
          const area = ['administration', 'audit', 'webhooks'].includes(tags?.[0] ?? '')
          if (method === 'get' && (area || path === '/api/me')) {
            open.push(path)
            continue
          }
          const answer = await script.send(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, newId()))
          expect([method, path, codeOf(answer)]).toEqual([
            ...[method, path, expect.stringMatching(/^403 token\.(scope-missing|not-allowed)$/)],
          ])
          asked += 1
        }
      expect(asked).toBeGreaterThan(80)
      expect(open.sort()).toEqual([
        ...['/api/administration', '/api/administration/conferences'],
        ...['/api/audit', '/api/audit/export', '/api/audit/proof', '/api/me'],
        ...[
          '/api/people/{id}/erasure',
          '/api/people/{id}/export',
          '/api/retention',
          '/api/retention/preview',
        ],
        ...['/api/webhooks', '/api/webhooks/{id}', '/api/webhooks/{id}/deliveries'],
      ])
    })

    it('is kept as a hash, shown once, and in no log', async () => {
      const { token, id } = await make(['people:read'])
      await program(token).get('/api/people')
      expect((await ana.get('/api/tokens')).text).not.toContain(token)
      const [row] = await app.app.work!.read(async ({ tokens }) =>
        (await tokens.listOf((await me()).person.id)).filter((each) => each.id === id),
      )
      expect(JSON.stringify(row)).not.toContain(token.slice(9))
      expect(app.log.join()).not.toContain(token.slice(9))
    })

    it('says when it was last used', async () => {
      const { token, id } = await make(['people:read'])
      expect((await mine()).find((one) => one.id === id)?.lastUsedAt).toBeNull()
      await program(token).get('/api/people')
      await until('its use to be written', async () =>
        (await mine()).some((one) => one.id === id && one.lastUsedAt !== null),
      )
    })

    it('ends when it is revoked, when its time is over, and when its owner is suspended', async () => {
      const { token, id } = await make(['people:read'])
      expect((await ana.delete(`/api/tokens/${id}`)).status).toBe(204)
      expect(codeOf(await program(token).get('/api/people'))).toBe('401 token.invalid')

      const short = await make(['people:read'], 1)
      const personId = (await me()).person.id
      await app.app.work!.run(async ({ tokens }) => {
        const [row] = (await tokens.listOf(personId)).filter((each) => each.id === short.id)
        await tokens.remove(short.id, personId)
        await tokens.add({ ...row!, expiresAt: '2020-01-01T00:00:00.000Z' })
      })
      expect(codeOf(await program(short.token).get('/api/people'))).toBe('401 token.invalid')

      const last = await make(['people:read'])
      const suspend = (suspended: boolean) =>
        app.app.work!.run(async ({ accounts }) =>
          accounts.save({ ...(await accounts.hold(personId))!, suspended }),
        )
      await suspend(true)
      expect(codeOf(await program(last.token).get('/api/people'))).toBe('401 token.invalid')
      await suspend(false)
      expect((await program(last.token).get('/api/people')).status).toBe(200)
    })

    it.each(['nonsense', `sfat_pat_${'A'.repeat(43)}`, `sfat_pat_${'A'.repeat(4000)}`])(
      'that was made up is refused, and the cookie beside it is not looked at',
      async (token) => {
        const answer = await ana.get('/api/me', { authorization: `Bearer ${token}` })
        expect(codeOf(answer)).toBe('401 token.invalid')
      },
    )

    it('is made for at least one thing and at most a year, and there are not too many', async () => {
      for (const wrong of [{ scopes: [] }, { scopes: ['all'] }, { days: 0 }, { days: 367 }, { name: '' }])
        expect(
          codeOf(await ana.post('/api/tokens', { name: 'x', scopes: ['people:read'], days: 1, ...wrong })),
        ).toBe('400 request.invalid')
      const free = 50 - (await mine()).length
      for (let index = 0; index < free; index++) await make(['people:read'])
      const over = await ana.post('/api/tokens', { name: 'x', scopes: ['people:read'], days: 1 })
      expect(codeOf(over)).toBe('409 token.too-many')
    })
  })

  const me = async () =>
    z.object({ person: z.object({ id: z.string() }) }).parse((await ana.get('/api/me')).body)
})
