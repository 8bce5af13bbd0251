/** Lists that are given again: never late, and never to somebody whose they are not. */
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AccountLink, Person } from '../../contract/identity.ts'
import { CalendarEntry, type BookMeeting } from '../../contract/scheduling.ts'
import { ProjectSummary } from '../../contract/tracking.ts'
import { pageOf } from '../../contract/values.ts'
import type { Browser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { startApp, type TestApp } from '../support/start-app.ts'

const zone = 'Europe/Bucharest'
const day = Temporal.Now.zonedDateTimeISO(zone).add({ days: 1 }).startOfDay()
const span = new URLSearchParams({
  from: day.toInstant().toString(),
  to: day.add({ days: 1 }).toInstant().toString(),
  limit: '200',
})

/** All that is said of the answer, and not of this one time that it is given. */
const alike = (headers: Headers) =>
  Object.fromEntries(
    [...headers].filter(([name]) => !['date', 'x-request-id', 'connection', 'keep-alive'].includes(name)),
  )

forEachDatabase((open) => {
  describe('a list', () => {
    let app: TestApp
    let admin: Browser
    beforeAll(async () => {
      const { target } = await open()
      app = await startApp({ target, roles: ['web', 'worker'] })
      admin = await app.administrator()
    })
    afterAll(() => app?.stop())

    async function member(): Promise<Browser> {
      const form = { name: 'Ana Ionescu', email: `${newId()}@example.ro`, roles: ['member'] }
      const { link } = z
        .object({ person: Person, link: AccountLink })
        .parse((await admin.post('/api/people', form)).body)
      const browser = app.browser()
      const token = new URL(link.url).searchParams.get('token')
      await browser.post('/api/password', { token, password: 'patru frunze pe apă lină' })
      return browser
    }
    const titles = async (browser: Browser) =>
      pageOf(CalendarEntry)
        .parse((await browser.get(`/api/meetings?${span}`)).body)
        .items.map(({ title }) => title)
    const book = async (given: Partial<BookMeeting>) => {
      const start = day.with({ hour: 10 }).toPlainDateTime().toString({ smallestUnit: 'minute' })
      const form = { title: 'Întâlnire', start, zone, durationMinutes: 60, roomId: null, video: true }
      expect((await admin.post('/api/meetings', { ...form, ...given })).status).toBe(201)
    }

    it('has what was saved a moment ago, however often it was asked before', async () => {
      const codes = async () =>
        pageOf(ProjectSummary)
          .parse((await admin.get('/api/projects?limit=200')).body)
          .items.map(({ code }) => code)
      for (let turn = 0; turn < 5; turn += 1) {
        await Promise.all(Array.from({ length: 10 }, codes))
        const code = `P-${newId().slice(-6)}`
        const form = { code, name: 'Registrul', description: '', organisationId: null, managerPersonId: null }
        expect((await admin.post('/api/projects', form)).status).toBe(201)
        expect(await codes()).toContain(code)
      }
    })

    it('is each reader’s own: what is private to one is not given to another', async () => {
      const title = `Numai noi ${newId()}`
      const outsider = await member()
      await book({ title, visibility: 'private' })
      for (let turn = 0; turn < 3; turn += 1) {
        expect(await titles(admin)).toContain(title)
        expect(await titles(outsider)).not.toContain(title)
      }
    })

    it('is refused at once when the session has ended, also where it was given a moment before', async () => {
      const other = await app.administrator()
      const path = `/api/meetings?${span}`
      expect((await other.get(path)).status).toBe(200)
      const cookies = new Map(other.cookies)
      expect((await other.delete('/api/session')).status).toBe(204)
      for (const [name, value] of cookies) other.cookies.set(name, value)
      expect((await other.get(path)).status).toBe(401)
    })

    it('looks the same the second time: bytes, type and headers of protection', async () => {
      const form = { name: 'Registrul', description: '', organisationId: null, managerPersonId: null }
      const begun = await admin.post('/api/projects', { ...form, code: `P-${newId().slice(-6)}` })
      const { id } = begun.body as { id: string }
      for (const path of ['/api/projects?limit=150', `/api/projects/${id}`]) {
        const [first, again] = [await admin.get(path), await admin.get(path)]
        expect(again.text).toBe(first.text)
        expect(alike(again.headers)).toEqual(alike(first.headers))
        expect(again.headers.get('content-security-policy')).toContain("default-src 'none'")
        expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
        const etag = again.headers.get('etag') ?? ''
        expect((await admin.get(path, { 'if-none-match': etag })).status).toBe(304)
        expect((await admin.get(path, { 'if-none-match': '"another"' })).text).toBe(first.text)
        const head = await fetch(new URL(path, admin.url), {
          method: 'HEAD',
          headers: { cookie: admin.cookieHeader() },
        })
        expect([head.status, await head.text()]).toEqual([200, ''])
        expect(alike(head.headers)).toEqual(alike(first.headers))
      }
    })

    it('carries a tag under which what was given again can be changed', async () => {
      const form = {
        code: `P-${newId().slice(-6)}`,
        name: 'Registrul',
        description: '',
        organisationId: null,
      }
      const begun = await admin.post('/api/projects', { ...form, managerPersonId: null })
      const path = `/api/projects/${(begun.body as { id: string }).id}`
      await admin.get(path)
      const etag = (await admin.get(path)).headers.get('etag') ?? ''
      const changed = { ...form, name: 'Registrul nou', managerPersonId: null, status: 'running' }
      expect((await admin.put(path, changed, { 'if-match': etag })).status).toBe(200)
      expect((await admin.put(path, changed, { 'if-match': etag })).status).toBe(412)
      expect((await admin.get(path)).body).toMatchObject({ name: 'Registrul nou' })
    })
  })
})
