/** The audit: who did what, and that nobody can make it say something else. On both databases. */
import { join } from 'node:path'
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openDatabases, type DatabaseTarget } from '../../api/db/data-source.ts'
import { AuditEntry, AuditProof } from '../../contract/audit.ts'
import { NewToken } from '../../contract/tokens.ts'
import { pageOf } from '../../contract/values.ts'
import type { Browser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'

const Made = z.object({ id: z.string() })
const room = (name: string) => ({ name, building: 'Palat', capacity: 9, equipment: [] })

forEachDatabase((open, kind) => {
  let app: TestApp
  let ana: Browser
  let target: DatabaseTarget
  beforeAll(async () => {
    ;({ target } = await open())
    app = await startApp({ target, roles: ['web', 'worker'] })
    // On SQLite the product keeps its data in its own folder.
    if (kind === 'sqlite') target = { kind, file: join(app.dataDir, 'sfat.db') }
    ana = await app.administrator()
  })
  afterAll(() => app?.stop())

  const read = async (query = '') => {
    const answer = await ana.get(`/api/audit?limit=200${query}`)
    expect(answer.status, answer.text).toBe(200)
    return pageOf(AuditEntry).parse(answer.body).items
  }
  const prove = async () => AuditProof.parse((await ana.get('/api/audit/proof')).body)
  const addRoom = async (name: string) => Made.parse((await ana.post('/api/rooms', room(name))).body).id

  describe('the audit', () => {
    it('says who changed what, when and from where, with what it was and became', async () => {
      const id = await addRoom('Sala Mică')
      const changed = await ana.put(`/api/rooms/${id}`, {
        ...{ ...room('Sala Mare'), capacity: 90, retired: false, version: 1 },
      })
      expect(changed.status).toBe(200)
      const [entry, first] = await read(`&subjectId=${id}`)
      expect(first?.action).toBe('room.changed')
      expect(entry).toMatchObject({
        ...{ action: 'room.changed', route: 'PUT /api/rooms/:id', address: '127.0.0.1' },
        ...{ requestId: changed.headers.get('x-request-id'), subject: { kind: 'room', id } },
        actor: { name: 'Administrator' },
        changes: [
          { field: 'name', before: 'Sala Mică', after: 'Sala Mare' },
          { field: 'capacity', before: 9, after: 90 },
        ],
      })
      expect(Temporal.Instant.from(entry!.at).until(Temporal.Now.instant()).total('seconds')).toBeLessThan(60)
    })

    it('says nothing of what was refused', async () => {
      const before = (await read())[0]!.seq
      expect((await ana.post('/api/rooms', room('Sala Mare'))).status).toBe(409)
      expect((await ana.post('/api/rooms', { ...room('x'), capacity: -1 })).status).toBe(400)
      expect((await read())[0]!.seq).toBe(before)
    })

    it('leaves out no write, even one that has no name of its own', async () => {
      const before = (await read())[0]!.seq
      expect((await ana.post('/api/feeds', { groupId: null })).status).toBe(201)
      const [entry] = await read()
      expect(entry).toMatchObject({ seq: before + 1, action: 'POST /api/feeds', subject: null, changes: [] })
    })

    it('knows who signed in, and who gave which rights', async () => {
      const added = await ana.post('/api/people', {
        ...{ name: 'Sorina', email: `sorina-${kind}@example.ro`, roles: ['member'] },
      })
      const { person } = z.object({ person: z.object({ id: z.string() }) }).parse(added.body)
      const changed = await ana.put(`/api/people/${person.id}`, {
        ...{ name: 'Sorina', email: `sorina-${kind}@example.ro`, position: null, organisationId: null },
        ...{ locale: 'ro', roles: ['member', 'administrator'], suspended: false, version: 1 },
      })
      expect(changed.status).toBe(200)
      const [entry] = await read(`&subjectId=${person.id}`)
      expect(entry?.changes).toEqual([
        { field: 'roles', before: ['member'], after: ['member', 'administrator'] },
      ])
      const other = app.browser()
      await other.post('/api/session', administrator)
      const [opened] = await read('&action=session.opened')
      expect(opened).toMatchObject({ route: 'POST /api/session', actor: { name: 'Administrator' } })
    })

    it('finds by person, kind, time and words, newest first, page by page', async () => {
      const id = await addRoom('Zimbrul 100%')
      const [found] = await read('&search=zimbrul%20100%25')
      expect(found?.subject?.id).toBe(id)
      const personId = found!.actor!.personId
      for (const entry of await read(`&personId=${personId}&action=room`))
        expect(entry).toMatchObject({ actor: { personId }, subject: { kind: 'room' } })
      expect(await read(`&personId=${newId()}`)).toEqual([])
      expect(await read('&from=2099-01-01T00:00:00Z')).toEqual([])
      const seqs = (await read()).map(({ seq }) => seq)
      expect(seqs).toEqual(seqs.toSorted((a, b) => b - a))
    })

    it('holds no secret', async () => {
      const password = 'cinci prune pe masa lungă'
      const token = NewToken.parse(
        (await ana.post('/api/tokens', { name: 'Raport', scopes: ['people:read'], days: 1 })).body,
      ).token
      const feed = z.object({ url: z.string() }).parse((await ana.post('/api/feeds', { groupId: null })).body)
      const secret = new URL(feed.url).pathname.split(/[/.]/).at(-2)!
      const added = await ana.post('/api/people', {
        ...{ name: 'Ion', email: `ion-${kind}@example.ro`, roles: ['member'] },
      })
      const { link } = z.object({ link: z.object({ url: z.string() }) }).parse(added.body)
      const once = new URL(link.url).searchParams.get('token')!
      expect((await app.browser().post('/api/password', { token: once, password })).status).toBe(200)
      const all = (await ana.get('/api/audit/export?format=json')).text
      expect(all).toContain('token.added')
      expect(all).toContain('password.changed')
      for (const hidden of [token.slice(9), secret, once, password, administrator.password, 'argon2'])
        expect(all).not.toContain(hidden)
    })

    it('is exported line by line, and for spreadsheets without formulas', async () => {
      await addRoom('=1+1')
      const lines = (await ana.get('/api/audit/export')).text.trimEnd().split('\n')
      expect(lines.map((line) => AuditEntry.parse(JSON.parse(line)).seq)).toEqual(
        lines.map((_, index) => lines.length - index),
      )
      const csv = await ana.get('/api/audit/export?format=csv&action=room.changed')
      expect(csv.headers.get('content-disposition')).toContain('sfat-audit.csv')
      expect(csv.text.split('\r\n')[0]).toMatch(/^\uFEFF?seq,at,personId,/)
      expect(csv.text).toContain('room.changed')
      expect(csv.text).not.toMatch(/(^|,|\n)"?[=@]/)
    })

    it('counts without gaps, however many write at once', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, index) => addRoom(`Deodată ${index}`)))
      const proof = await prove()
      expect(proof).toMatchObject({ whole: true, brokenAt: null })
      expect(proof.entries).toBe(proof.head.seq)
    })
  })

  describe('whoever has the database in hand', () => {
    const ask = async (statement: string) => {
      const databases = await openDatabases(target)
      return databases.writer.query(statement).finally(() => databases.close()) as Promise<unknown>
    }

    it('is refused when they change or remove a row', async () => {
      for (const statement of [
        "UPDATE audit_entry SET action = 'nothing' WHERE seq = 1",
        'DELETE FROM audit_entry WHERE seq = 1',
        ...(kind === 'postgres' ? ['TRUNCATE audit_entry'] : []),
      ])
        await expect(ask(statement)).rejects.toThrow('only added to')
      expect((await prove()).whole).toBe(true)
    })

    it('is found out when they take the guard away first', async () => {
      const guards =
        kind === 'postgres'
          ? ['ALTER TABLE audit_entry DISABLE TRIGGER USER']
          : ['DROP TRIGGER audit_entry_stays', 'DROP TRIGGER audit_entry_remains']
      for (const guard of guards) await ask(guard)
      const { head } = await prove()

      await ask("UPDATE audit_entry SET action = action || '!' WHERE seq = 3")
      expect(await prove()).toMatchObject({ whole: false, entries: 2, brokenAt: 3 })
      await ask("UPDATE audit_entry SET action = replace(action, '!', '') WHERE seq = 3")
      expect((await prove()).whole).toBe(true)

      await ask(`DELETE FROM audit_entry WHERE seq = ${head.seq}`)
      expect(await prove()).toMatchObject({ whole: false, brokenAt: head.seq })
      await ask('DELETE FROM audit_entry WHERE seq = 5')
      expect(await prove()).toMatchObject({ whole: false, entries: 4, brokenAt: 5 })
    })
  })
})
