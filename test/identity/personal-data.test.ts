/** All that is held about a person: found in every table, handed out, and taken out for good. On both databases. */
import { join } from 'node:path'
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Databases, type DatabaseTarget, openDatabases } from '../../api/db/data-source.ts'
import { places, sections } from '../../api/db/personal-data.ts'
import { AuditProof } from '../../contract/audit.ts'
import { erasedName } from '../../contract/erased.ts'
import { Erased, ErasurePlan } from '../../contract/personal-data.ts'
import { type Scene, secrets, setScene } from '../permissions/scene.ts'
import type { Browser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { columnsOfPeople, findWords } from './find-words.ts'

const name = 'Zamfira Brâncoveanu'
/** What no export may ever hold. */
const hidden = ['argon2', 'token_hash', 'tokenHash', 'password_hash', 'passwordHash', 'sealed']

const Export = z.looseObject({
  format: z.literal('sfat-person/1'),
  profile: z.array(z.looseObject({ name: z.string(), email: z.string() })),
  invitations: z.array(z.looseObject({ meeting: z.string().nullable() })),
  actions: z.array(z.looseObject({ text: z.string() })),
  mails: z.array(z.unknown()),
  sessions: z.array(z.unknown()),
  tokens: z.array(z.unknown()),
  feeds: z.array(z.unknown()),
  mandates: z.array(z.unknown()),
  attendance: z.array(z.unknown()),
  history: z.array(z.looseObject({ by: z.string(), changes: z.array(z.unknown()) })),
})

forEachDatabase((open, kind) => {
  let app: TestApp
  let scene: Scene
  let databases: Databases
  let target: DatabaseTarget
  let ana: Browser
  beforeAll(async () => {
    ;({ target } = await open())
    app = await startApp({ target, roles: ['web', 'worker'] })
    if (kind === 'sqlite') target = { kind, file: join(app.dataDir, 'sfat.db') }
    databases = await openDatabases(target)
    ana = await app.administrator()
    scene = await setScene(app)
    await leaveTraces(scene)
    await settled(app)
  }, 120_000)
  afterAll(async () => {
    await databases?.close()
    await app?.stop()
  })

  const prove = async () => AuditProof.parse((await ana.get('/api/audit/proof')).body)
  const planOf = async (id: string) => ErasurePlan.parse((await ana.get(`/api/people/${id}/erasure`)).body)
  const exportOf = async (browser: Browser, path = '/api/me/export') => {
    const answer = await browser.get(path)
    expect(answer.status, answer.text).toBe(200)
    return { text: answer.text, told: Export.parse(JSON.parse(answer.text)) }
  }

  describe('every table', () => {
    it('that refers to people is known to the export and to the erasure', async () => {
      const known = Object.keys(places)
      const missing = (await columnsOfPeople(databases)).filter((column) => !known.includes(column))
      expect(missing, 'say in api/db/personal-data.ts what becomes of it').toEqual([])
    })

    it('with a column that is called after people is known, too', () => {
      const named = databases.reader.entityMetadatas.flatMap(({ tableName, columns }) =>
        columns
          .map(({ databaseName }) => databaseName)
          .filter((column) => /person_id$|_by$|organizer_id$|actor_id$|email$/.test(column))
          .map((column) => `${tableName}.${column}`),
      )
      expect(named.length).toBeGreaterThan(20)
      expect(named.filter((column) => !(column in places))).toEqual([])
    })

    it('that is to be handed out is in a section', () => {
      for (const [column, { export: told }] of Object.entries(places)) {
        if (!('in' in told)) continue
        const [table, own] = column.split('.') as [string, string]
        const section = sections[told.in]?.select
        expect(section, told.in).toBeDefined()
        expect(section).toContain(table)
        expect(section).toContain(own)
      }
    })
  })

  describe('an export', () => {
    it('holds what its person has, and no secret', async () => {
      const { member } = scene.people
      const { text, told } = await exportOf(member.browser)
      expect(told.profile).toMatchObject([{ name, email: member.email }])
      for (const section of [
        'sessions',
        'tokens',
        'feeds',
        'mandates',
        'invitations',
        'attendance',
        'history',
        'mails',
      ] as const)
        expect(told[section].length, section).toBeGreaterThan(0)
      expect(told.actions.map(({ text: said }) => said)).toContain(`Raport ${secrets.action}`)
      for (const secret of hidden) expect(text).not.toContain(secret)
      expect(Object.keys(told).toSorted()).toEqual(
        ['format', 'personId', ...Object.keys(sections)].toSorted(),
      )
    })

    it('is the same for the administrator, who leaves a trace of having asked', async () => {
      const { member, outsider } = scene.people
      const { told } = await exportOf(ana, `/api/people/${member.id}/export`)
      expect(told.profile).toMatchObject([{ email: member.email }])
      expect(told.history.some(({ by }) => by === 'somebody else')).toBe(true)
      const audit = await ana.get(`/api/audit?subjectId=${member.id}&action=person.exported`)
      expect(audit.text).toContain('GET /api/people/:id/export')
      expect((await outsider.browser.get(`/api/people/${member.id}/export`)).status).toBe(403)
      expect((await ana.get(`/api/people/${newId()}/export`)).status).toBe(404)
    })

    it('holds nothing of others that its person may not see, private meetings least of all', async () => {
      const { outsider, member } = scene.people
      const { text } = await exportOf(outsider.browser)
      expect(text).not.toContain(secrets.meeting)
      expect(text).not.toContain(member.email)
      expect(text).not.toContain(name)
      // Of a private meeting that they are no longer invited to, they hear no more.
      const before = await exportOf(member.browser)
      expect(before.text).toContain(secrets.meeting)
    })
  })

  describe('an erasure', () => {
    it('says beforehand what goes and what stays, and is an administrator’s', async () => {
      const { member, secretariat } = scene.people
      const plan = await planOf(member.id)
      expect(plan).toMatchObject({ name, erasedAt: null, refusal: null, nameShared: false })
      const of = (what: string) => [...plan.goes, ...plan.stays].find((each) => each.what === what)?.count
      expect(of('account')).toBe(1)
      expect(of('minutes')).toBe(1)
      expect(of('invitations')).toBeGreaterThan(0)
      expect(of('open-actions')).toBeGreaterThan(0)
      expect((await secretariat.browser.get(`/api/people/${member.id}/erasure`)).status).toBe(403)
      expect((await secretariat.browser.post(`/api/people/${member.id}/erasure`, {})).status).toBe(403)
    })

    it('is refused for the last administrator, and for oneself until that is said', async () => {
      const me = z
        .object({ person: z.object({ id: z.string() }) })
        .parse((await ana.get('/api/me')).body).person
      const { administrator: other } = scene.people
      const refused = await ana.post(`/api/people/${me.id}/erasure`, {})
      expect(refused).toMatchObject({ status: 409, body: { code: 'person.oneself' } })
      expect((await planOf(me.id)).refusal).toBe('oneself')
      expect((await other.browser.post(`/api/people/${newId()}/erasure`, {})).status).toBe(404)
    })

    it('leaves name and address nowhere but in published minutes, and the proof of the audit whole', async () => {
      const { member, secretariat } = scene.people
      const before = await findWords(databases, [name, member.email])
      expect(before).toContain('person.name')
      expect(before).toContain('audit_entry.changes')
      expect(before).toContain('meeting.description')
      expect(before).toContain('outbox.payload')
      const paper = await secretariat.browser.get(`/api/meetings/${scene.published.id}/minutes`)

      const done = await ana.post(`/api/people/${member.id}/erasure`, {})
      expect(done.status, done.text).toBe(200)
      expect(Erased.parse(done.body).gone).toContainEqual({ what: 'account', count: 1 })

      expect(await findWords(databases, [name, member.email])).toEqual([
        'addendum.text',
        'decision.text',
        'minutes_name.name',
      ])
      expect(await prove()).toMatchObject({ whole: true })
      expect((await prove()).blanked).toBeGreaterThan(0)
      const after = await secretariat.browser.get(`/api/meetings/${scene.published.id}/minutes`)
      expect(after.text).toBe(paper.text)
      const meeting = await secretariat.browser.get(`/api/meetings/${scene.published.id}`)
      expect(meeting.text).not.toContain(name)
    })

    it('ends everything by which the person came in', async () => {
      const { member } = scene.people
      expect((await member.browser.get('/api/me')).status).toBe(401)
      const people = await ana.get('/api/people?search=zamfira')
      expect(people.body).toMatchObject({ items: [] })
      expect(
        (await ana.get(`/api/people?search=${encodeURIComponent('Persoană ștearsă')}`)).body,
      ).toMatchObject({
        items: [],
      })
      const one = await ana.get(`/api/people/${member.id}`)
      expect(one.body).toMatchObject({ name: erasedName, hasAccount: false, roles: [] })
      const change = await ana.put(`/api/people/${member.id}`, {
        ...{ name, email: member.email, position: null, organisationId: null, locale: 'ro', roles: [] },
        ...{ suspended: false, version: z.object({ version: z.number() }).parse(one.body).version },
      })
      expect(change.body).toMatchObject({ code: 'person.erased' })
    })

    it('is harmless once more, and frees the address', async () => {
      const { member } = scene.people
      const again = await ana.post(`/api/people/${member.id}/erasure`, {})
      expect(again.status).toBe(200)
      expect(Erased.parse(again.body).gone).toEqual([])
      expect((await planOf(member.id)).erasedAt).not.toBeNull()
      const anew = await ana.post('/api/people', { name: 'Altcineva', email: member.email, roles: [] })
      expect(anew.status, anew.text).toBe(201)
    })

    it('of two administrators by one another leaves one', async () => {
      const me = z
        .object({ person: z.object({ id: z.string() }) })
        .parse((await ana.get('/api/me')).body).person
      const { administrator: other } = scene.people
      const answers = await Promise.all([
        ana.post(`/api/people/${other.id}/erasure`, {}),
        other.browser.post(`/api/people/${me.id}/erasure`, {}),
      ])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      const rows = (await databases.reader.query(
        `SELECT person_id FROM account WHERE CAST(roles AS text) LIKE '%administrator%'`,
      )) as unknown[]
      expect(rows).toHaveLength(1)
    })
  })
})

/** Their name and address in every place where people put them. */
async function leaveTraces({ app, admin, people, published, open, hidden: closed, groupId }: Scene) {
  const { member, secretariat } = people
  const { id, email } = member
  const change = {
    position: 'Consilier',
    organisationId: null,
    locale: 'ro',
    roles: ['member'],
    suspended: false,
  }
  expect((await admin.put(`/api/people/${id}`, { ...change, name, email, version: 1 })).status).toBe(200)
  const post = async (browser: Browser, path: string, body: unknown) => {
    const answer = await browser.post(path, body)
    expect(answer.status, `${path} ${answer.text}`).toBeLessThan(300)
    return answer
  }
  await post(member.browser, '/api/tokens', { name: `Al lui ${name}`, scopes: ['people:read'], days: 1 })
  await post(member.browser, '/api/feeds', { groupId })
  await post(member.browser, `/api/meetings/${open.id}/answer`, {
    partStat: 'accepted',
    comment: `Vin. ${name}`,
  })
  await post(secretariat.browser, `/api/meetings/${published.id}/minutes/addenda`, {
    text: `${name} a lipsit motivat.`,
  })
  await app.app.work!.run(async ({ events, attendance, meetings, mails }) => {
    const detail = await meetings.find(open.id)
    const occurrenceId = detail!.occurrences[0]!.id
    const at = '2026-11-20T10:00:00.000Z'
    const conferenceId = newId()
    await attendance.saveConference({
      ...{ id: conferenceId, meetingId: open.id, occurrenceId, startedAt: at, aliveAt: at, endedAt: at },
      finished: true,
    })
    const seatId = newId()
    await attendance.addSeat({
      ...{ id: seatId, conferenceId, occurrenceId, personId: id, name, organisation: 'M', guest: false },
      ...{ guestId: null, removedAt: null },
    })
    await attendance.openSpan({ seatId, kind: 'present', fromAt: at })
    events.record('attendees.changed', {
      ...{ meetingId: closed.id, added: [] },
      removed: [{ attendeeId: newId(), name, email, locale: 'ro' }],
    })
    await mails.enqueue(
      [
        {
          ...{ key: newId(), kind: 'account', to: { name, email } },
          letter: {
            ...{
              locale: 'ro',
              subject: `Pentru ${name}`,
              preview: '',
              title: '',
              greeting: name,
              reason: '',
            },
            blocks: [],
          },
        },
      ],
      at,
    )
  })
  const meeting = await secretariat.browser.get(`/api/meetings/${open.id}`)
  const { version, title, start, zone } = z
    .object({ version: z.number(), title: z.string(), start: z.string(), zone: z.string() })
    .parse(meeting.body)
  const attendees = z
    .object({ attendees: z.array(z.object({ personId: z.string(), role: z.string() })) })
    .parse(meeting.body).attendees
  const put = await secretariat.browser.put(`/api/meetings/${open.id}`, {
    ...{
      title,
      start,
      zone,
      durationMinutes: 60,
      roomId: null,
      video: true,
      visibility: 'normal',
      attendees,
      version,
    },
    description: `Întrebări la ${name.toUpperCase()}, ${email}.`,
  })
  expect(put.status, put.text).toBe(200)
  await app.app.work!.run(async ({ minutes }) => {
    const decisions = await minutes.decisions(published.id)
    await minutes.saveDecisions(decisions.map((row) => ({ ...row, text: `${name} prezintă stadiul.` })))
  })
}

const settled = (app: TestApp) =>
  until(
    'all events to be handled',
    async () => (await app.app.work!.read(({ outbox }) => outbox.unsettled())).length === 0,
  )
