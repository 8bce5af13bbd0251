/** Rooms, meetings and guest links through their doors: the same on both databases. */
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Clash, FieldIssue, Problem } from '../../../contract/wire-error.ts'
import { AccountLink, Person, type Role } from '../../../contract/identity.ts'
import {
  Attendance,
  type BookMeeting,
  CalendarEntry,
  GuestMeeting,
  Meeting,
  Room,
  RoomAvailability,
} from '../../../contract/scheduling.ts'
import { pageOf } from '../../../contract/values.ts'
import type { Answer, Browser } from '../../support/browser.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { startApp, type TestApp } from '../../support/start-app.ts'

const zone = 'Europe/Bucharest'
/** Tomorrow, and an hour of it as the form says it. */
const tomorrow = Temporal.Now.zonedDateTimeISO(zone).add({ days: 1 }).startOfDay()
const at = (hour: number, minute = 0) =>
  tomorrow.with({ hour, minute }).toPlainDateTime().toString({ smallestUnit: 'minute' })
const soon = () =>
  Temporal.Now.zonedDateTimeISO(zone)
    .add({ minutes: 10 })
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })

const form = (given: Partial<BookMeeting> = {}) => ({
  ...{ title: 'Interoperabilitate', start: at(10), zone, durationMinutes: 60, roomId: null, video: true },
  ...given,
})

const codeOf = (answer: Answer) => `${answer.status} ${Problem.parse(answer.body).code}`

/** Somebody with an account, signed in, in a browser of their own. */
async function signIn(app: TestApp, admin: Browser, name: string, ...roles: Role[]) {
  const email = `${newId()}@example.ro`
  const password = 'patru frunze pe apă lină'
  const added = await admin.post('/api/people', { name, email, roles })
  const { person, link } = z.object({ person: Person, link: AccountLink }).parse(added.body)
  const browser = app.browser()
  const token = new URL(link.url).searchParams.get('token')
  expect((await browser.post('/api/password', { token, password })).status).toBeLessThan(300)
  expect((await browser.post('/api/session', { email, password })).status).toBe(200)
  return { browser, person }
}

forEachDatabase((open) => {
  let app: TestApp
  let admin: Browser
  let manager: Awaited<ReturnType<typeof signIn>>
  let member: Awaited<ReturnType<typeof signIn>>
  beforeAll(async () => {
    const { target } = await open()
    app = await startApp({ target, roles: ['web', 'worker'] })
    admin = await app.administrator()
    manager = await signIn(app, admin, 'Mihai Dan', 'project-manager')
    member = await signIn(app, admin, 'Ana Ionescu', 'member')
  })
  afterAll(() => app?.stop())

  /** Rooms have names of their own: a test that is run again does not meet the room of its first run. */
  const addRoom = async (called: string) => {
    const name = `${called} ${newId().slice(-6)}`
    const answer = await admin.post('/api/rooms', { name, building: 'Palat', capacity: 30 })
    expect(answer.status).toBe(201)
    return Room.parse(answer.body)
  }
  const book = async (by: Browser, given: Partial<BookMeeting> = {}) => {
    const answer = await by.post('/api/meetings', form(given))
    expect(answer.status, answer.text).toBe(201)
    return Meeting.parse(answer.body)
  }

  describe('the doors of rooms and meetings', () => {
    it('are closed to strangers, but for those of guests', async () => {
      const stranger = app.browser()
      for (const path of ['/api/rooms', '/api/meetings', `/api/meetings/${newId()}`])
        expect(codeOf(await stranger.get(path))).toBe('401 session.required')
      expect(codeOf(await stranger.post('/api/meetings', form()))).toBe('401 session.required')
      expect(codeOf(await stranger.get(`/api/guest/${'A'.repeat(54)}`))).toBe('410 guest-link.invalid')
    })

    it('let the secretariat keep rooms, and nobody else', async () => {
      const room = await addRoom('Sala Albă')
      const changed = await admin.put(`/api/rooms/${room.id}`, {
        ...{ name: room.name, building: 'Palat', capacity: 8, equipment: ['screen'] },
        ...{ retired: false, version: 1 },
      })
      expect(Room.parse(changed.body)).toMatchObject({ capacity: 8, version: 2 })
      expect(Room.parse((await member.browser.get(`/api/rooms/${room.id}`)).body)).toEqual(changed.body)
      const listed = pageOf(Room).parse((await member.browser.get('/api/rooms?limit=200')).body)
      expect(listed.items.map(({ id }) => id)).toContain(room.id)
      const refused = await manager.browser.post('/api/rooms', { name: 'X', building: 'Y', capacity: 3 })
      expect(codeOf(refused)).toBe('403 permission.missing')
    })

    it('lead from booking over changing to cancelling', async () => {
      const room = await addRoom('Sala Verde')
      const meeting = await book(manager.browser, { roomId: room.id })
      const path = `/api/meetings/${meeting.id}`
      expect(Meeting.parse((await manager.browser.get(path)).body)).toEqual(meeting)
      const changed = await manager.browser.put(path, {
        ...form({ title: 'Alt titlu', roomId: room.id, start: at(11) }),
        ...{ description: '', visibility: 'normal', version: 1 },
        attendees: [{ personId: member.person.id }, { email: 'Ion@Example.com', name: 'Ion' }],
      })
      expect(Meeting.parse(changed.body)).toMatchObject({
        title: 'Alt titlu',
        attendees: [{ name: 'Ana Ionescu' }, { email: 'ion@example.com' }],
        version: 2,
      })
      const late = await admin.put(path, {
        ...form(),
        ...{ description: '', visibility: 'normal', attendees: [], version: 1 },
      })
      expect(codeOf(late)).toBe('409 row.changed')
      const span = new URLSearchParams({
        from: tomorrow.toInstant().toString(),
        to: tomorrow.add({ days: 1 }).toInstant().toString(),
        roomId: room.id,
        mine: 'true',
      })
      const mine = pageOf(CalendarEntry).parse((await member.browser.get(`/api/meetings?${span}`)).body)
      expect(mine).toMatchObject({
        items: [{ meetingId: meeting.id, mine: true, attendeeCount: 2 }],
        next: null,
      })
      expect(codeOf(await member.browser.post(`${path}/cancel`, { version: 2 }))).toBe(
        '403 permission.missing',
      )
      const cancelled = await manager.browser.post(`${path}/cancel`, { version: 2 })
      expect(Meeting.parse(cancelled.body)).toMatchObject({ status: 'cancelled', version: 3 })
      expect(codeOf(await member.browser.post('/api/meetings', form()))).toBe('403 permission.missing')
      expect(codeOf(await member.browser.get(`/api/meetings/${newId()}`))).toBe('404 meeting.missing')
    })

    it('refuse a room that is taken in words, and say when it is next free', async () => {
      const room = await addRoom('Sala Roșie')
      const first = await book(admin, { title: 'Buget', roomId: room.id })
      const again = await manager.browser.post('/api/meetings', form({ roomId: room.id }))
      const problem = Problem.parse(again.body)
      expect(problem).toMatchObject({ status: 409, code: 'room.taken', title: `${room.name} este ocupată` })
      expect(problem.detail).toContain('Buget')
      expect(problem.detail).toContain('10:00–11:00')
      expect(Clash.parse(problem.params['clash'])).toMatchObject({
        meetingId: first.id,
        roomName: room.name,
      })
      const query = new URLSearchParams({ start: at(10, 30), zone, durationMinutes: '60' })
      const found = z
        .array(RoomAvailability)
        .parse((await manager.browser.get(`/api/rooms/availability?${query}`)).body)
      expect(found.find((one) => one.room.id === room.id)).toMatchObject({
        free: false,
        clash: { title: 'Buget' },
        nextFreeStart: at(11),
      })
    })

    it('give a private meeting away nowhere', async () => {
      const room = await addRoom('Sala Neagră')
      const secret = 'Cercetare disciplinară'
      const meeting = await book(admin, { title: secret, visibility: 'private', roomId: room.id })
      const span = new URLSearchParams({
        from: tomorrow.toInstant().toString(),
        to: tomorrow.add({ days: 1 }).toInstant().toString(),
        limit: '200',
      })
      const slot = new URLSearchParams({ start: at(10), zone, durationMinutes: '60' })
      const answers = [
        await manager.browser.get(`/api/meetings?${span}`),
        await manager.browser.get(`/api/meetings/${meeting.id}`),
        await manager.browser.get(`/api/rooms/availability?${slot}`),
        await manager.browser.post('/api/meetings', form({ roomId: room.id })),
        await manager.browser.get(`/api/meetings/${meeting.id}/attendance`),
        await manager.browser.post(`/api/meetings/${meeting.id}/join`, {}),
        await manager.browser.post(`/api/meetings/${meeting.id}/guest-link`),
      ]
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 409, 404, 404, 404])
      for (const { text } of answers) expect(text).not.toContain(secret)
      expect(answers[3]!.text).not.toContain(meeting.id)
    })

    it('give one of 200 the room, and tell 199 in words what is in the way', async () => {
      const room = await addRoom('Sala Dorită')
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          (index % 2 ? admin : manager.browser).post(
            '/api/meetings',
            form({ title: `Cererea ${index}`, roomId: room.id, start: at(15) }),
          ),
        ),
      )
      const booked = answers.filter(({ status }) => status === 201)
      expect(booked).toHaveLength(1)
      const { id, title } = Meeting.parse(booked[0]!.body)
      const refused = answers.filter(({ status }) => status === 409)
      expect(refused).toHaveLength(199)
      for (const answer of refused) {
        const problem = Problem.parse(answer.body)
        expect(problem.code).toBe('room.taken')
        expect(problem.params['clash']).toMatchObject({ meetingId: id, title, roomName: room.name })
        expect(problem.detail).toContain(title)
      }
    })

    it('refuse a title of 5,000 characters by the name of its field, wherever something is named, and keep nothing of it', async () => {
      const long = 'ș'.repeat(5_000)
      const act = { number: '114', date: '2026-01-15' }
      const doors: [path: string, field: string, body: object][] = [
        ['/api/meetings', 'title', form({ title: long })],
        ['/api/rooms', 'name', { name: long, building: 'Palat', capacity: 3 }],
        ['/api/people', 'name', { name: long, email: `${newId()}@example.ro`, roles: [] }],
        ['/api/organisations', 'name', { name: long, shortName: 'L' }],
        ['/api/groups', 'name', { name: long, shortName: 'L', purpose: '', act, chairPersonId: null }],
        ['/api/projects', 'name', { code: 'L-1', name: long, description: '', organisationId: null }],
        ['/api/actions', 'text', { text: long, dueOn: at(10).slice(0, 10), milestoneId: null }],
      ]
      for (const [path, field, body] of doors) {
        const answer = await admin.post(path, body)
        expect(codeOf(answer), path).toBe('400 request.invalid')
        const { issues } = z.object({ issues: z.array(FieldIssue) }).parse(Problem.parse(answer.body).params)
        expect(issues, path).toContainEqual(expect.objectContaining({ path: field, rule: 'too-long' }))
      }
      const listed = await admin.get('/api/rooms?limit=200')
      expect(listed.text).not.toContain('șșș')
    })

    it('refuse a form with unknown fields, wrong times and too many attendees by name', async () => {
      const send = (given: object) => manager.browser.post('/api/meetings', { ...form(), ...given })
      for (const wrong of [
        { start: '2026-13-01T10:00' },
        { start: '2026-11-24T10:00:00Z' },
        { zone: 'Europe/Atlantis' },
        { durationMinutes: 0 },
        { title: '' },
        { title: 'x'.repeat(5_000) },
        { attendees: Array.from({ length: 501 }, (_, index) => ({ email: `a${index}@example.com` })) },
        { attendees: [{ personId: 'nobody' }] },
        { organizerId: newId() },
        { roomId: 'room' },
      ])
        expect(codeOf(await send(wrong))).toBe('400 request.invalid')
      expect(codeOf(await send({ start: '2027-03-28T03:30' }))).toBe('400 meeting.time-does-not-exist')
      expect(codeOf(await send({ start: '2020-01-01T10:00' }))).toBe('400 meeting.in-past')
      expect(codeOf(await send({ roomId: newId() }))).toBe('404 room.missing')
    })
  })

  describe('the guest door', () => {
    it('shows the meeting and asks for a name, and dies with the link', async () => {
      const meeting = await book(manager.browser, { title: 'Consultare publică', start: soon() })
      const token = new URL(meeting.guestUrl!).pathname.split('/').at(-1)!
      const guest = app.browser()
      expect(GuestMeeting.parse((await guest.get(`/api/guest/${token}`)).body)).toMatchObject({
        meetingId: meeting.id,
        title: 'Consultare publică',
        organizerName: 'Mihai Dan',
      })
      const join = (body: object) => guest.post(`/api/guest/${token}/join`, body)
      expect(codeOf(await join({ name: '', locale: 'ro' }))).toBe('400 request.invalid')
      // No SFU node runs in this process: what is asked for is right, and there is nobody to give it.
      expect(codeOf(await join({ name: 'Ion Țăran', locale: 'ro' }))).toBe('503 conference.media-unavailable')
      expect(codeOf(await member.browser.post(`/api/meetings/${meeting.id}/join`, {}))).toBe(
        '503 conference.media-unavailable',
      )
      const renewed = await manager.browser.post(`/api/meetings/${meeting.id}/guest-link`)
      expect(Meeting.parse(renewed.body).guestUrl).not.toBe(meeting.guestUrl)
      expect(codeOf(await guest.get(`/api/guest/${token}`))).toBe('410 guest-link.invalid')
      expect(codeOf(await join({ name: 'Ion', locale: 'ro' }))).toBe('410 guest-link.invalid')
    })

    it('tells an early guest when to come back', async () => {
      const meeting = await book(manager.browser)
      const token = new URL(meeting.guestUrl!).pathname.split('/').at(-1)!
      const early = await app.browser().post(`/api/guest/${token}/join`, { name: 'Ion', locale: 'ro' })
      expect(codeOf(early)).toBe('409 meeting.not-open-yet')
      expect(Problem.parse(early.body).params).toEqual({
        opensAt: tomorrow.with({ hour: 9 }).toInstant().toString({ smallestUnit: 'millisecond' }),
        zone,
      })
    })
  })

  it('lists an empty attendance for a meeting without a conference', async () => {
    const meeting = await book(manager.browser)
    const answer = await member.browser.get(`/api/meetings/${meeting.id}/attendance`)
    expect(z.array(Attendance).parse(answer.body)).toEqual([])
  })
})
