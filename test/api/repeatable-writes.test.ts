/** Writes that are sent twice, and changes that name what they were made on: through the doors, on both databases. */
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Problem } from '../../contract/wire-error.ts'
import type { Answer, Browser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { startApp, type TestApp } from '../support/start-app.ts'

const codeOf = (answer: Answer) => `${answer.status} ${Problem.parse(answer.body).code}`
const room = (name: string) => ({ name, building: 'Palat', capacity: 9, equipment: [] })
const Room = z.object({ id: z.string(), name: z.string(), version: z.number() })

forEachDatabase((open) => {
  let app: TestApp
  let ana: Browser
  beforeAll(async () => {
    const { target } = await open()
    app = await startApp({ target, roles: ['web', 'worker'] })
    ana = await app.administrator()
  })
  afterAll(() => app?.stop())

  const post = (path: string, body: unknown, key: string) => ana.post(path, body, { 'idempotency-key': key })
  const count = async (name: string) =>
    z
      .object({ items: z.array(Room) })
      .parse((await ana.get('/api/rooms?limit=200')).body)
      .items.filter((each) => each.name === name).length

  describe('a write with a key', () => {
    it('is done once, and answered alike each time', async () => {
      const key = newId()
      const first = await post('/api/rooms', room('Unu'), key)
      expect(first.status).toBe(201)
      const second = await post('/api/rooms', room('Unu'), key)
      expect(second.status).toBe(201)
      expect(second.text).toBe(first.text)
      expect(second.headers.get('idempotency-replayed')).toBe('true')
      expect(first.headers.get('idempotency-replayed')).toBeNull()
      expect(await count('Unu')).toBe(1)
    })

    it('is done once when twins arrive together, and both are told the same', async () => {
      const key = newId()
      const answers = await Promise.all([1, 2, 3, 4].map(() => post('/api/rooms', room('Gemeni'), key)))
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
      expect(new Set(answers.map(({ body }) => Room.parse(body).id)).size).toBe(1)
      expect(await count('Gemeni')).toBe(1)
    })

    it('is refused with another body, and at another address', async () => {
      const key = newId()
      await post('/api/rooms', room('Doi'), key)
      expect(codeOf(await post('/api/rooms', room('Trei'), key))).toBe('409 request.key-reused')
      const organisation = { name: 'Altă instituție', shortName: 'AI' }
      expect(codeOf(await post('/api/organisations', organisation, key))).toBe('409 request.key-reused')
      expect(await count('Trei')).toBe(0)
    })

    it('may be tried again after it was refused', async () => {
      const key = newId()
      await ana.post('/api/rooms', room('Patru'))
      expect(codeOf(await post('/api/rooms', room('Patru'), key))).toBe('409 room.name-taken')
      expect((await post('/api/rooms', room('Cinci'), key)).status).toBe(201)
    })

    it('is nobody else’s: the same key of another account is another key', async () => {
      const added = await ana.post('/api/people', {
        ...{ name: 'Sorina', email: 'sorina@example.ro', roles: ['secretariat'] },
      })
      const { link } = z.object({ link: z.object({ url: z.string() }) }).parse(added.body)
      const sorina = app.browser()
      const token = new URL(link.url).searchParams.get('token')
      await sorina.post('/api/password', { token, password: 'patru mere sub pat' })
      const key = newId()
      await post('/api/rooms', room('Șase'), key)
      const hers = await sorina.post('/api/rooms', room('Șapte'), { 'idempotency-key': key })
      expect(hers.status).toBe(201)
    })

    it('whose answer was lost in a crash is answered by what was saved with it', async () => {
      const key = newId()
      const first = await post('/api/rooms', room('Opt'), key)
      const { person } = z
        .object({ person: z.object({ id: z.string() }) })
        .parse((await ana.get('/api/me')).body)
      const kept = { personId: person.id, key, final: false }
      await app.app.work!.run(({ keptWrites }) => keptWrites.keep({ ...kept, body: first.text }))
      expect((await post('/api/rooms', room('Opt'), key)).body).toEqual(first.body)
      await app.app.work!.run(({ keptWrites }) => keptWrites.keep({ ...kept, body: '{"id":1}' }))
      expect(codeOf(await post('/api/rooms', room('Opt'), key))).toBe('409 request.answer-lost')
      expect(await count('Opt')).toBe(1)
    })

    it('that answers with a secret keeps it nowhere', async () => {
      const key = newId()
      const first = await post('/api/feeds', { groupId: null }, key)
      expect(first.status).toBe(201)
      expect(codeOf(await post('/api/feeds', { groupId: null }, key))).toBe('409 request.answer-lost')
      expect(z.array(z.unknown()).parse((await ana.get('/api/feeds')).body)).toHaveLength(1)
    })

    it('without an answer has none again', async () => {
      const { id } = Room.omit({ name: true, version: true }).parse(
        (await ana.post('/api/organisations', { name: 'De scos', shortName: 'DS' })).body,
      )
      const key = { 'idempotency-key': newId() }
      expect((await ana.delete(`/api/organisations/${id}`, key)).status).toBe(204)
      expect((await ana.delete(`/api/organisations/${id}`, key)).status).toBe(204)
      expect((await ana.delete(`/api/organisations/${id}`)).status).toBe(404)
    })

    it.each(['x'.repeat(201), 'two words', ''])('has a key of printable signs, not %j', async (key) => {
      const answer = await post('/api/rooms', room('Nouă'), key)
      expect(codeOf(answer)).toBe('400 request.invalid')
    })
  })

  describe('what is read', () => {
    it('carries a tag, and is sent again only when it has changed', async () => {
      const added = Room.parse((await ana.post('/api/rooms', room('Tag'))).body)
      const path = `/api/rooms/${added.id}`
      const first = await ana.get(path)
      const etag = first.headers.get('etag')!
      expect(etag).toMatch(/^"1-[\w-]{16}"$/)
      expect(first.headers.get('cache-control')).toBe('private, no-cache')
      const again = await ana.get(path, { 'if-none-match': `"other", W/${etag}` })
      expect([again.status, again.text]).toEqual([304, ''])
      expect(again.headers.get('etag')).toBe(etag)
      await ana.put(path, { ...room('Tag nou'), retired: false, version: 1 })
      const changed = await ana.get(path, { 'if-none-match': etag })
      expect(changed.status).toBe(200)
      expect(changed.headers.get('etag')).toMatch(/^"2-/)
    })

    it('is a list as well as one thing', async () => {
      const etag = (await ana.get('/api/rooms')).headers.get('etag')!
      expect((await ana.get('/api/rooms', { 'if-none-match': etag })).status).toBe(304)
      await ana.post('/api/rooms', room('Încă una'))
      expect((await ana.get('/api/rooms', { 'if-none-match': etag })).status).toBe(200)
    })
  })

  describe('a change with If-Match', () => {
    const change = (id: string, body: object, ifMatch: string) =>
      ana.put(`/api/rooms/${id}`, body, { 'if-match': ifMatch })

    it('takes the version from the tag, and says the new one', async () => {
      const { id } = Room.parse((await ana.post('/api/rooms', room('Potrivit'))).body)
      const etag = (await ana.get(`/api/rooms/${id}`)).headers.get('etag')!
      const changed = await change(id, { ...room('Potrivit 2'), retired: false }, etag)
      expect([changed.status, Room.parse(changed.body).version]).toEqual([200, 2])
      expect(changed.headers.get('etag')).toMatch(/^"2-/)
      const late = await change(id, { ...room('Potrivit 3'), retired: false }, etag)
      expect(codeOf(late)).toBe('412 row.changed')
      // Without it the answer is the one that pages know.
      const old = await ana.put(`/api/rooms/${id}`, { ...room('Potrivit 3'), retired: false, version: 1 })
      expect(codeOf(old)).toBe('409 row.changed')
    })

    it('agrees with the body, or changes nothing', async () => {
      const { id } = Room.parse((await ana.post('/api/rooms', room('Cu versiune'))).body)
      const body = { ...room('Cu versiune nouă'), retired: false, version: 1 }
      for (const tag of ['"2-AAAA"', '"nothing"', 'W/"1-AAAA"', 'garbage'])
        expect(codeOf(await change(id, body, tag))).toBe('412 row.changed')
      expect((await change(id, body, '"7-AAAA", "1-AAAA"')).status).toBe(200)
      expect((await change(id, { ...body, version: 2 }, '*')).status).toBe(200)
    })

    it('is refused where there is no version to hold it against', async () => {
      const answer = await ana.post('/api/rooms', room('Fără'), { 'if-match': '"1-AAAA"' })
      expect(codeOf(answer)).toBe('400 request.invalid')
    })
  })
})
