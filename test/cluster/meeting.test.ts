/** A meeting from its booking to its attendance, told of one process on SQLite and of several over PostgreSQL and Redis. */
import { randomUUID } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conferenceNamespace, JoinAnswer, type Welcome } from '../../contract/conference.ts'
import { Attendance, Meeting } from '../../contract/scheduling.ts'
import { createBrowser, type Browser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { administrator } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { type Installation, startInstallation } from './start-installation.ts'

type Seat = { socket: Socket; nodeUrl: string; leave(): Promise<void> }

forEachDatabase((open, kind) => {
  let installation: Installation
  const sockets: Socket[] = []
  beforeAll(async () => {
    const { target } = await open({ migrated: false })
    installation = await startInstallation(target)
  })
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect()
    await installation?.stop()
  })

  /** The administrator, signed in at the first address, and at all others with the same cookie. */
  async function signIn(url = installation.urls[0] ?? ''): Promise<Browser> {
    const browser = createBrowser(url)
    const answer = await browser.post('/api/session', administrator)
    expect(answer.status).toBe(200)
    return browser
  }

  async function book(browser: Browser, called: string): Promise<Meeting> {
    // A room of its own, so that a test can be run again in the same installation.
    const title = `${called} ${randomUUID().slice(0, 8)}`
    const room = await browser.post('/api/rooms', { name: title, building: 'Victoria', capacity: 12 })
    expect(room.status).toBe(201)
    const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ minutes: 20 })
    const form = {
      title,
      start: start.toPlainDateTime().toString({ smallestUnit: 'minute' }),
      zone: 'Europe/Bucharest',
      durationMinutes: 60,
      roomId: (room.body as { id: string }).id,
      video: true,
    }
    const booked = await browser.post('/api/meetings', form)
    expect(booked.status).toBe(201)
    const again = await browser.post('/api/meetings', { ...form, title: 'Altceva' })
    expect(again.body).toMatchObject({ code: 'room.taken', params: { clash: { title } } })
    return Meeting.parse(booked.body)
  }

  /** Takes a seat with a ticket, as a page does before any media flows. */
  async function takeSeat(answer: JoinAnswer): Promise<Seat> {
    const socket = io(new URL(conferenceNamespace, answer.url).href, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { ticket: answer.ticket },
      extraHeaders: { origin: installation.urls[0] ?? '' },
    })
    sockets.push(socket)
    const welcome = await new Promise<Welcome>((resolve, reject) => {
      socket.on('welcome', resolve)
      socket.on('connect_error', reject)
    })
    const entered = (await socket.emitWithAck('enter', {
      rtpCapabilities: welcome.routerRtpCapabilities,
    })) as { ok: boolean }
    expect(entered.ok).toBe(true)
    return {
      socket,
      nodeUrl: answer.url,
      async leave() {
        await socket.emitWithAck('leave', {})
        socket.disconnect()
      },
    }
  }

  const join = async (browser: Browser, { id }: Meeting): Promise<JoinAnswer> => {
    const answer = await browser.post(`/api/meetings/${id}/join`, {})
    expect(answer.status, answer.text).toBe(200)
    return JoinAnswer.parse(answer.body)
  }
  const attendanceOf = async (browser: Browser, { id }: Meeting): Promise<Attendance[]> => {
    const answer = await browser.get(`/api/meetings/${id}/attendance`)
    expect(answer.status).toBe(200)
    return Attendance.array().parse(answer.body)
  }
  const present = (list: Attendance[]) =>
    list.filter((seat) => seat.present.some(({ until: end }) => end === null))

  describe('an installation', () => {
    it('is one: whoever signs in at one address is signed in at all', async () => {
      const browser = await signIn()
      for (const url of installation.urls) {
        const elsewhere = createBrowser(url)
        // Cookies of plain http have the port in their name, so that two products on one machine are told apart.
        for (const [name, value] of browser.cookies)
          elsewhere.cookies.set(name.replace(new URL(browser.url).port, new URL(url).port), value)
        expect((await elsewhere.get('/api/me')).body).toMatchObject({
          person: { email: administrator.email },
        })
      }
    })

    it('holds a meeting from its booking to its attendance', async () => {
      const browser = await signIn(installation.urls.at(-1))
      const meeting = await book(browser, `Sala ${kind}`)
      const first = await join(browser, meeting)
      expect(installation.nodes.map(({ url }) => url)).toContain(first.url)
      // Everybody is sent to the same node, whichever address they ask.
      const other = await signIn(installation.urls[0])
      expect((await join(other, meeting)).url).toBe(first.url)

      const seat = await takeSeat(first)
      await until(
        'it is written who is there',
        async () => present(await attendanceOf(browser, meeting)).length === 1,
      )
      await seat.leave()
      await until(
        'it is written who has left',
        async () => present(await attendanceOf(browser, meeting)).length === 0,
      )
      const [attendance, ...more] = await attendanceOf(browser, meeting)
      expect(more).toEqual([])
      expect(attendance).toMatchObject({ name: 'Administrator', guest: false })
    })

    it('tells a page of a change that was made at another address', async () => {
      const reader = await signIn(installation.urls.at(-1))
      const writer = await signIn(installation.urls[0])
      const socket = io(new URL('/live', reader.url).href, {
        transports: ['websocket'],
        forceNew: true,
        extraHeaders: { origin: reader.url, cookie: reader.cookieHeader() },
      })
      sockets.push(socket)
      await new Promise<void>((resolve) => socket.on('connect', resolve))
      const told: string[] = []
      socket.on('changed', ({ topic }: { topic: string }) => told.push(topic))
      await socket.emitWithAck('watch', { topics: ['people'] })
      let count = 0
      // The first of several changes may come before the processes have heard of one another.
      await until('the page is told', async () => {
        count += 1
        await writer.post('/api/organisations', { name: `Instituția ${kind} ${count}`, shortName: 'I' })
        return told.length > 0
      })
      const signedOut = new Promise<void>((resolve) => socket.on('signed-out', resolve))
      await writer.delete('/api/me/sessions')
      await signedOut
      expect((await reader.get('/api/me')).status).toBe(401)
    })
  })

  if (kind === 'sqlite') return
  describe('an installation of several processes', () => {
    it('loses nothing that was told while no process could store it', async () => {
      const browser = await signIn()
      const meeting = await book(browser, 'Sala fără martori')
      for (const worker of installation.workers.splice(0)) {
        worker.signal('SIGKILL')
        await worker.ended
      }
      const seat = await takeSeat(await join(browser, meeting))
      await seat.leave()
      expect(await attendanceOf(browser, meeting)).toEqual([])
      installation.workers.push(await installation.addWorker())
      await until(
        'it is written who was there',
        async () => (await attendanceOf(browser, meeting)).length === 1,
        30_000,
      )
      await until(
        'and that they left',
        async () => present(await attendanceOf(browser, meeting)).length === 0,
      )
    })

    it('gives the meetings of a node that dies to another', async () => {
      const browser = await signIn()
      const meeting = await book(browser, 'Sala mutată')
      const answer = await join(browser, meeting)
      const seat = await takeSeat(answer)
      const cut = new Promise((resolve) => seat.socket.on('disconnect', resolve))
      const dead = installation.nodes.find(({ url }) => url === answer.url)
      dead?.product.signal('SIGKILL')
      await cut
      // A page asks again and again, but not without end: its person has a limit.
      let askedAt = 0
      const next = await until(
        'another node has the meeting',
        async () => {
          if (performance.now() - askedAt < 1_000) return null
          askedAt = performance.now()
          const moved = await join(browser, meeting)
          return moved.url === answer.url ? null : moved
        },
        60_000,
      )
      const moved = Temporal.Now.instant().toString({ smallestUnit: 'millisecond' })
      const again = await takeSeat(next)
      await until('it is written who is there again', async () =>
        (await attendanceOf(browser, meeting))[0]?.present.some(({ from }) => from >= moved),
      )
      await again.leave()
    })

    it('keeps its secrets to itself', () => {
      expect(installation.said()).not.toContain(administrator.password)
    })
  })
})
