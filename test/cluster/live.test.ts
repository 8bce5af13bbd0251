/**
 * Pages that are open in one process and changed in another: what they are told, and that whoever loses a right is told
 * nothing more. Told of one process on SQLite, and of several over PostgreSQL and Redis.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Role } from '../../contract/identity.ts'
import type { Topic } from '../../contract/live.ts'
import type { Id } from '../../contract/values.ts'
import { type Answer, type Browser, createBrowser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { dialLive, type LivePage, type LiveSocket, watchOn } from '../support/live-page.ts'
import { administrator } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { type Installation, startInstallation } from './start-installation.ts'

const password = 'patru mere sub pat'
const zone = 'Europe/Bucharest'
const rules = {
  ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 0, noticeUnit: 'calendar' },
  ...{ minutesApprover: 'chair', reminderHours: 0 },
}
const Made = z.looseObject({ id: z.string(), version: z.number().default(1) })
const made = (answer: Answer) => {
  expect(answer.status, answer.text).toBeLessThan(300)
  return Made.parse(answer.body)
}

type Person = { id: Id; email: string; form: Record<string, unknown> }
/** A right to watch a topic, and what ends it. */
type Right = {
  reader: Person
  topic: Topic
  /** Ends it; when others have been told of the second so often, that has been heard everywhere. */
  end: () => Promise<Answer>
  ended: [Topic, number]
  /** Something else happens of which those who watch the topic are told, once. */
  next: () => Promise<Answer>
}

forEachDatabase((open) => {
  let installation: Installation
  /** Everything is done at one address; who reads is at another. */
  let admin: Browser
  const sockets: LiveSocket[] = []
  beforeAll(async () => {
    const { target } = await open({ migrated: false })
    installation = await startInstallation(target, { conferences: false })
    admin = await signIn(administrator, installation.urls[0])
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect()
  })
  afterAll(() => installation?.stop())

  async function signIn(who: { email: string; password?: string }, url = installation.urls.at(-1)) {
    const browser = createBrowser(url ?? '')
    const answer = await browser.post('/api/session', {
      email: who.email,
      password: who.password ?? password,
    })
    expect(answer.status, answer.text).toBe(200)
    return browser
  }
  async function openPage(browser: Browser, ...topics: Topic[]): Promise<LivePage> {
    const socket = dialLive(browser)
    sockets.push(socket)
    return watchOn(socket, topics)
  }

  let count = 0
  /** A number of its own for everything that is made, so that a story can be told again. */
  const next = () => `${(count += 1)}-${Date.now()}`
  async function addPerson(...roles: Role[]): Promise<Person> {
    const form = { name: `P ${next()}`, email: `p${next()}@example.ro`, roles }
    const { id, link } = z
      .object({ person: z.object({ id: z.string() }), link: z.object({ url: z.string() }) })
      .transform(({ person, link }) => ({ id: person.id, link }))
      .parse((await admin.post('/api/people', form)).body)
    const token = new URL(link.url).searchParams.get('token')
    expect((await createBrowser(admin.url).post('/api/password', { token, password })).status).toBe(200)
    return { id, email: form.email, form }
  }
  /** A form again, with what is changed about it, and the version that it has now. */
  const change = async (path: string, form: object) =>
    admin.put(path, { ...form, version: made(await admin.get(path)).version })
  const changePerson = ({ id, form }: Person, changed: object) =>
    change(`/api/people/${id}`, {
      ...{ ...form, position: null, locale: 'ro', organisationId: null, suspended: false },
      ...changed,
    })

  const meetingForm = (visibility: 'normal' | 'private', attendees: Person[] = []) => ({
    ...{ title: 'Numai noi', description: '', start: '2030-05-07T10:00', zone, durationMinutes: 60 },
    ...{ roomId: null, video: true, visibility },
    attendees: attendees.map(({ id }) => ({ personId: id, role: 'required' })),
  })
  const cancel = async (id: Id) =>
    admin.post(`/api/meetings/${id}/cancel`, {
      version: made(await admin.get(`/api/meetings/${id}`)).version,
    })
  async function bookMeeting(form: object): Promise<{ id: Id; topic: Topic }> {
    const { id } = made(await admin.post('/api/meetings', form))
    return { id, topic: `meeting:${id}` }
  }

  const rights: [string, () => Promise<Right>][] = [
    [
      'is no longer invited to a private meeting',
      async () => {
        const reader = await addPerson('member')
        const form = meetingForm('private', [reader])
        const { id, topic } = await bookMeeting(form)
        return {
          ...{ reader, topic, ended: [topic, 2], next: () => cancel(id) },
          end: () => change(`/api/meetings/${id}`, { ...form, attendees: [] }),
        }
      },
    ],
    [
      'is not invited to a meeting that is made private',
      async () => {
        const reader = await addPerson('member')
        const { id, topic } = await bookMeeting(meetingForm('normal'))
        return {
          ...{ reader, topic, ended: [topic, 1], next: () => cancel(id) },
          end: () => change(`/api/meetings/${id}`, meetingForm('private')),
        }
      },
    ],
    [
      'chairs a group no more, whose private meeting it is',
      async () => {
        const reader = await addPerson('member')
        const organisation = { name: `O ${next()}`, shortName: 'O' }
        const { id: organisationId } = made(await admin.post('/api/organisations', organisation))
        const form = {
          ...{
            name: `Grup ${next()}`,
            shortName: 'G',
            purpose: '',
            act: { number: '1', date: '2026-01-15' },
          },
          ...{ rules, secretaryPersonId: null },
        }
        const group = made(await admin.post('/api/groups', { ...form, chairPersonId: reader.id }))
        const seat = { personId: (await addPerson('member')).id, organisationId, kind: 'titular' }
        const mandate = { ...seat, act: form.act, from: '2026-01-01', until: null }
        made(await admin.post(`/api/groups/${group.id}/mandates`, mandate))
        const { visibility: _, ...booking } = meetingForm('private')
        const { id } = made(
          await admin.post(`/api/groups/${group.id}/convene`, {
            ...{ ...booking, shortNoticeReason: 'Test', repeatsMeetingId: null, agenda: [] },
          }),
        )
        made(await change(`/api/meetings/${id}`, meetingForm('private')))
        const changed = { ...form, chairPersonId: null, closed: false }
        return {
          ...{ reader, topic: `meeting:${id}`, ended: ['groups', 1], next: () => cancel(id) },
          end: () => change(`/api/groups/${group.id}`, changed),
        }
      },
    ],
    [
      'manages a project no more, whose report it is',
      async () => {
        const [reader, author] = [await addPerson('project-manager'), await addPerson('project-manager')]
        const writer = await signIn(author)
        const form = { code: `P${next()}`, name: 'Catalog', description: '', organisationId: null }
        const managedBy = (person: Person) => ({ ...form, managerPersonId: person.id, status: 'running' })
        const project = made(await writer.post('/api/projects', { ...form, managerPersonId: author.id }))
        const path = `/api/projects/${project.id}`
        made(await change(path, managedBy(author)))
        const period = Temporal.Now.plainDateISO().toString().slice(0, 7)
        const report = made(await writer.post('/api/reports', { projectId: project.id, period }))
        made(await change(path, managedBy(reader)))
        return {
          ...{ reader, topic: `report:${report.id}`, ended: ['projects', 1] },
          end: () => change(path, managedBy(author)),
          next: () => writer.post(`/api/reports/${report.id}/submit`, { version: report.version }),
        }
      },
    ],
    [
      'has the role no more that sees every meeting',
      async () => {
        const reader = await addPerson('secretariat')
        const { id, topic } = await bookMeeting(meetingForm('private'))
        return {
          ...{ reader, topic, ended: ['people', 1], next: () => cancel(id) },
          end: () => changePerson(reader, { roles: ['member'] }),
        }
      },
    ],
  ]

  /** Everybody may watch rooms: when the page is told of one, what was said before on the same way has arrived. */
  async function somethingElse(page: LivePage): Promise<void> {
    const before = page.times('rooms')
    made(await admin.post('/api/rooms', { name: `Sala ${next()}`, building: 'B', capacity: 4 }))
    await until('the page to be told of something else', () => page.times('rooms') > before)
  }

  describe('a page whose reader', () => {
    it.each(rights)('%s is told nothing more of it, whichever process heard of that', async (_which, set) => {
      const { reader, topic, end, ended, next: goOn } = await set()
      const page = await openPage(await signIn(reader), topic, 'rooms')
      expect(page.ok).toBe(true)
      const insider = await openPage(await signIn(administrator), topic, ended[0])
      const before = insider.times(ended[0])
      made(await end())
      await until('all to have heard of it', () => insider.times(ended[0]) >= before + ended[1])
      // It may have been told of what was set up: all that was on its way has arrived.
      await somethingElse(page)
      page.told.length = 0
      const told = insider.times(topic)
      made(await goOn())
      await until('others to be told of what follows', () => insider.times(topic) > told)
      await somethingElse(page)
      expect(page.told).not.toContain(topic)
      expect((await page.socket.emitWithAck('watch', { topics: [topic] })).ok).toBe(false)
    })

    it.each<[string, (reader: Person) => Promise<Answer>]>([
      ['is suspended', (reader) => changePerson(reader, { suspended: true, roles: ['member'] })],
      ['is erased', ({ id }) => admin.post(`/api/people/${id}/erasure`, { oneself: false })],
      [
        'signs out at another address',
        async ({ email }) => (await signIn({ email }, admin.url)).delete('/api/me/sessions'),
      ],
    ])('%s is signed out at once', async (_which, end) => {
      const reader = await addPerson('member')
      const page = await openPage(await signIn(reader), 'rooms')
      const signedOut = new Promise<void>((resolve) => page.socket.on('signed-out', resolve))
      const gone = new Promise((resolve) => page.socket.on('disconnect', resolve))
      expect((await end(reader)).status).toBeLessThan(300)
      await signedOut
      await gone
    })
  })

  describe('a page', () => {
    it('is told of the first change that another process makes, as of every other', async () => {
      const page = await openPage(await signIn(administrator), 'rooms')
      for (let times = 1; times <= 3; times++) {
        made(await admin.post('/api/rooms', { name: `Sala ${next()}`, building: 'B', capacity: 4 }))
        await until('the page to be told', () => page.times('rooms') === times)
      }
    })
  })
})
