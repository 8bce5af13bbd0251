/** Live updates: who is told what, and who is not. */
import type { Socket } from 'socket.io-client'
import { v7 as newId } from 'uuid'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Topic } from '../../contract/live.ts'
import type { Browser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { connected, dialLive, type LiveSocket as Live, watchOn } from '../support/live-page.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'

forEachDatabase((open, kind) => {
  let app: TestApp
  let ana: Browser
  const sockets: Live[] = []
  beforeAll(async () => {
    const { target } = await open()
    app = await startApp({ target, roles: ['web', 'worker'] })
    ana = await app.administrator()
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect()
  })
  afterAll(() => app?.stop())

  function dial(browser: Browser, headers: Record<string, string> = {}): Live {
    const socket = dialLive(browser, headers)
    sockets.push(socket)
    return socket
  }
  /** Why a socket was turned away: the code of ours, or what the transport said. */
  const turnedAway = (socket: Live) =>
    connected(socket).then(
      () => 'connected',
      (error: Error & { data?: { code: string } }) => error.data?.code ?? 'refused',
    )
  const watch = (browser: Browser, ...topics: Topic[]) => watchOn(dial(browser), topics)
  /** Names of their own, so that a test that is run again does not meet what its first run left. */
  let count = 0
  const named = (what: string) => `${what} ${(count += 1)} ${kind}`
  async function member(...roles: string[]): Promise<Browser> {
    count += 1
    const email = `p${count}-${kind}@example.ro`
    const added = await ana.post('/api/people', {
      name: `P ${count}`,
      email,
      roles: roles.length > 0 ? roles : ['member'],
    })
    const { link } = added.body as { link: { url: string } }
    const browser = app.browser()
    await browser.post('/api/password', {
      token: new URL(link.url).searchParams.get('token'),
      password: 'patru mere sub pat',
    })
    return browser
  }

  describe('a page', () => {
    it('is told of what it watches, and of nothing else', async () => {
      const people = await watch(ana, 'people')
      const rooms = await watch(ana, 'rooms')
      await ana.post('/api/organisations', { name: named('O'), shortName: 'O' })
      await until('the page is told', () => people.told.length > 0)
      expect(people.told[0]).toBe('people')
      await ana.post('/api/rooms', { name: named('R'), building: 'B', capacity: 4 })
      await until('the other page is told', () => rooms.told.length > 0)
      expect(new Set(rooms.told)).toEqual(new Set(['rooms']))
    })

    it('may change its mind about what it watches', async () => {
      const page = await watch(ana, 'rooms', 'people')
      await page.socket.emitWithAck('watch', { topics: ['people'] })
      await ana.post('/api/rooms', { name: named('S'), building: 'B', capacity: 4 })
      await ana.post('/api/organisations', { name: named('P'), shortName: 'P' })
      await until('it is told of people', () => page.told.includes('people'))
      expect(page.told).not.toContain('rooms')
    })

    it('is not told of a private meeting that its reader may not see', async () => {
      const [sorin, mara] = [await member('secretariat'), await member()]
      const booked = await sorin.post('/api/meetings', {
        title: 'Numai noi',
        start: '2030-05-06T10:00',
        zone: 'Europe/Bucharest',
        durationMinutes: 60,
        roomId: null,
        video: true,
        visibility: 'private',
      })
      expect(booked.status).toBe(201)
      const { id, version } = booked.body as { id: string; version: number }
      const outsider = await watch(mara, `meeting:${id}`, 'calendar')
      expect(outsider.ok).toBe(false)
      const insider = await watch(sorin, `meeting:${id}`)
      expect(insider.ok).toBe(true)
      expect((await sorin.post(`/api/meetings/${id}/cancel`, { version })).status).toBe(200)
      await until('the insider is told', () => insider.told.length > 0)
      await until('the outsider is told of the calendar', () => outsider.told.length > 0)
      expect(outsider.told).not.toContain(`meeting:${id}`)
    })
  })

  describe('a page whose reader may no longer see what it watches', () => {
    const form = {
      ...{ title: 'Numai noi', start: '2030-05-07T10:00', zone: 'Europe/Bucharest', durationMinutes: 60 },
      ...{ roomId: null, video: true, visibility: 'private', description: '' },
    }
    /** What was done so far has been told. */
    const quiet = () =>
      until('all to be told', async () => {
        const left = await app.app.work!.read(({ outbox }) => outbox.unsettled())
        return left.length === 0
      })
    const idOf = async (browser: Browser) =>
      ((await browser.get('/api/me')).body as { person: { id: string } }).person.id

    it('is told nothing more, from the change on that ends the right', async () => {
      const [sorin, mara] = [await member('secretariat'), await member()]
      const attendees = [{ personId: await idOf(mara), role: 'required' }]
      const booked = await sorin.post('/api/meetings', { ...form, attendees })
      const { id, version } = booked.body as { id: string; version: number }
      await quiet()
      const page = await watch(mara, `meeting:${id}`, 'calendar')
      const insider = await watch(sorin, `meeting:${id}`)
      expect([page.ok, insider.ok]).toEqual([true, true])
      const changed = await sorin.put(`/api/meetings/${id}`, { ...form, attendees: [], version })
      expect(changed.status, changed.text).toBe(200)
      const next = (changed.body as { version: number }).version
      expect((await sorin.post(`/api/meetings/${id}/cancel`, { version: next })).status).toBe(200)
      // Changed, its attendees, and cancelled.
      await until('the insider is told of all', () => insider.told.length >= 3)
      await until('the page is told of the calendar', () => page.told.length >= 2)
      expect(page.told).not.toContain(`meeting:${id}`)
      expect((await page.socket.emitWithAck('watch', { topics: [`meeting:${id}`] })).ok).toBe(false)
    })

    it('because a meeting was made private is told nothing more', async () => {
      const [sorin, mara] = [await member('secretariat'), await member()]
      const booked = await sorin.post('/api/meetings', { ...form, visibility: 'normal', attendees: [] })
      const { id, version } = booked.body as { id: string; version: number }
      await quiet()
      const page = await watch(mara, `meeting:${id}`, 'calendar')
      expect(page.ok).toBe(true)
      expect((await sorin.put(`/api/meetings/${id}`, { ...form, attendees: [], version })).status).toBe(200)
      await until('the page is told of the calendar', () => page.told.includes('calendar'))
      expect(page.told).not.toContain(`meeting:${id}`)
    })

    it('because the role is gone watches nothing of it any more, also without opening the page anew', async () => {
      const mara = await member('administrator')
      await quiet()
      const page = await watch(mara, 'administration', 'people')
      expect(page.ok).toBe(true)
      const id = await idOf(mara)
      const { name, email, position, locale, version } = (await ana.get(`/api/people/${id}`)).body as Record<
        string,
        unknown
      >
      const demoted = { name, email, position, locale, version, organisationId: null, suspended: false }
      expect((await ana.put(`/api/people/${id}`, { ...demoted, roles: ['member'] })).status).toBe(200)
      await until('the page is told of people', () => page.told.includes('people'))
      const other = await watch(ana, 'administration')
      await app.app.work!.run(async ({ events }) => events.record('delivery.changed', { meetingId: newId() }))
      await until('the administrator is told', () => other.told.includes('administration'))
      await ana.post('/api/organisations', { name: named('Q'), shortName: 'Q' })
      await until('the page is told of people again', () => page.told.length >= 2)
      expect(page.told).not.toContain('administration')
      expect((await page.socket.emitWithAck('watch', { topics: ['administration'] })).ok).toBe(false)
    })
  })

  describe('the door of live updates', () => {
    it('is shut for strangers, forged cookies, and pages of other sites', async () => {
      const forged = app.browser()
      for (const name of ana.cookies.keys()) forged.cookies.set(name, 'A'.repeat(43))
      expect(await turnedAway(dial(app.browser()))).toBe('session.required')
      expect(await turnedAway(dial(forged))).toBe('session.required')
      expect(await turnedAway(dial(ana, { origin: 'https://evil.example' }))).toBe('refused')
      expect(await turnedAway(dial(ana))).toBe('connected')
    })

    it('shuts behind whoever says what nobody may say', async () => {
      for (const lie of [
        null,
        'people',
        { topics: 'people' },
        { topics: ['nothing'] },
        { topics: ['people'], more: 1 },
        { topics: Array.from({ length: 21 }, () => 'people') },
      ]) {
        const socket = dial(ana)
        await connected(socket)
        const gone = new Promise((resolve) => socket.on('disconnect', resolve))
        ;(socket as Socket).emit('watch', lie, () => undefined)
        await gone
      }
      const socket = dial(ana)
      await connected(socket)
      const gone = new Promise((resolve) => socket.on('disconnect', resolve))
      ;(socket as Socket).emit('watch', { topics: ['people'] })
      await gone
      expect((await ana.get('/api/me')).status).toBe(200)
    })

    it('shuts behind a page that changes its mind without end', async () => {
      const socket = dial(ana)
      await connected(socket)
      const gone = new Promise((resolve) => socket.on('disconnect', resolve))
      for (let times = 0; times < 200; times++)
        (socket as Socket).emit('watch', { topics: ['people'] }, () => undefined)
      await gone
    })

    it('lets no more pages in than one browser has tabs', async () => {
      const mara = await member()
      const answers = []
      for (let tabs = 0; tabs < 32; tabs++) answers.push(await turnedAway(dial(mara)))
      expect(answers.filter((answer) => answer === 'connected')).toHaveLength(30)
      expect(answers.slice(30)).toEqual(['request.limited', 'request.limited'])
    })
  })

  describe('a page whose session ends', () => {
    it.each<[string, (browser: Browser) => Promise<unknown>]>([
      ['by signing out', (browser) => browser.delete('/api/session')],
      [
        'from another browser',
        async () => {
          const other = await app.administrator()
          await other.delete('/api/me/sessions')
        },
      ],
      ['by signing in anew', (browser) => browser.post('/api/session', administrator)],
    ])('%s is told so at once', async (_how, end) => {
      const browser = await app.administrator()
      const { socket } = await watch(browser, 'people')
      const signedOut = new Promise<void>((resolve) => socket.on('signed-out', resolve))
      const gone = new Promise((resolve) => socket.on('disconnect', resolve))
      try {
        await end(browser)
        await signedOut
        await gone
      } finally {
        ana = await app.administrator()
      }
    })

    it('because the account is suspended is told so at once', async () => {
      const mara = await member()
      const { socket } = await watch(mara, 'people')
      const signedOut = new Promise<void>((resolve) => socket.on('signed-out', resolve))
      const { person } = (await mara.get('/api/me')).body as {
        person: Record<string, unknown> & { id: string }
      }
      const { name, email, position, locale, roles, version } = person
      const form = { name, email, position, locale, roles, version, organisationId: null, suspended: true }
      expect((await ana.put(`/api/people/${person.id}`, form)).status).toBe(200)
      await signedOut
      expect((await mara.get('/api/me')).status).toBe(401)
    })
  })
})
