/**
 * What hosts have decided outlives a crash: the process is killed as soon as the host has been told that it is done, and
 * started again. People come back as their pages would: with a new ticket, and the pass that the process before gave them.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Environment } from '../../api/config.ts'
import { JoinAnswer } from '../../contract/conference.ts'
import { Meeting } from '../../contract/scheduling.ts'
import { keepProduct, type KeptProduct } from '../faults/keep-product.ts'
import { takeSeat as connect, type TestSeat } from '../sfu/support/take-seat.ts'
import { type Browser, createBrowser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { changeForm } from '../support/scheduling.ts'
import { administrator } from '../support/start-app.ts'
import { until } from '../support/until.ts'

const password = 'patru mere sub pat'
const keyOf = (letter: string) => letter.repeat(43)
const vlad = { name: 'Vlad', locale: 'ro', returnKey: keyOf('v') }
const dora = { name: 'Dora', locale: 'ro', returnKey: keyOf('d') }

forEachDatabase((open) => {
  let folder: string
  let product: KeptProduct
  let ana: Browser
  let ion: Browser
  let ionId: string
  const seats: TestSeat[] = []

  beforeAll(async () => {
    const { target } = await open({ migrated: false })
    folder = await mkdtemp(join(tmpdir(), 'sfat-crash-'))
    const database: Environment = target.kind === 'postgres' ? { DATABASE_URL: target.url } : {}
    product = await keepProduct({ DATA_DIR: join(folder, 'data'), ...database })
    ana = createBrowser(product.url)
    await ana.post('/api/session', administrator)
    const added = await ana.post('/api/people', { name: 'Ion', email: 'ion@example.ro', roles: ['member'] })
    const { person, link } = added.body as { person: { id: string }; link: { url: string } }
    ionId = person.id
    ion = createBrowser(product.url)
    const token = new URL(link.url).searchParams.get('token')
    await ion.post('/api/password', { token, password })
  })
  afterAll(async () => {
    for (const seat of seats) seat.close()
    await product?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function book(role: 'required' | 'chair' = 'required'): Promise<Meeting> {
    const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ minutes: 10 })
    const booked = await ana.post('/api/meetings', {
      ...{
        title: 'Comitetul de criză',
        zone: 'Europe/Bucharest',
        durationMinutes: 60,
        roomId: null,
        video: true,
      },
      start: start.toPlainDateTime().toString({ smallestUnit: 'minute' }),
      attendees: [{ personId: ionId, role }],
    })
    expect(booked.status, booked.text).toBe(201)
    return Meeting.parse(booked.body)
  }

  const askTicket = ({ id }: Meeting, who: Browser) => who.post(`/api/meetings/${id}/join`, {})
  const askGuestTicket = ({ guestUrl }: Meeting, guest: typeof vlad) =>
    createBrowser(product.url).post(`/api/guest/${guestUrl?.split('/').at(-1)}/join`, guest)

  /** Somebody with a new ticket in the preview, with the pass that they have, if any. */
  async function come(meeting: Meeting, who: Browser | typeof vlad, pass?: string): Promise<TestSeat> {
    const answer = await ('name' in who ? askGuestTicket(meeting, who) : askTicket(meeting, who))
    expect(answer.status, answer.text).toBe(200)
    const { ticket, url } = JoinAnswer.parse(answer.body)
    const seat = await connect(url, pass === undefined ? { ticket } : { ticket, pass })
    seats.push(seat)
    return seat
  }
  /** The same, let in by the host; answers with what proves that they are in the call. */
  async function comeIn(meeting: Meeting, guest: typeof vlad, host: TestSeat) {
    const seat = await come(meeting, guest)
    expect(await seat.enter()).toEqual({ state: 'waiting' })
    await host.ask('lobby:admit', { seatId: seat.id })
    return { seat, pass: (await seat.hears('admitted')).call.pass }
  }
  async function crash(): Promise<void> {
    await product.kill()
    await product.start()
  }

  describe('after a crash', () => {
    it('whoever a host had removed knocks, with or without an account, until a host lets them in', async () => {
      const meeting = await book()
      const host = await come(meeting, ana)
      await host.enterCall()
      const removedGuest = await comeIn(meeting, vlad, host)
      const otherGuest = await comeIn(meeting, dora, host)
      const member = await come(meeting, ion)
      const { pass } = await member.enterCall()
      await host.ask('peer:remove', { seatId: removedGuest.seat.id })
      await host.ask('peer:remove', { seatId: member.id })
      await crash()

      for (const [who, theirs] of [
        [vlad, removedGuest.pass],
        [ion, pass],
      ] as const) {
        const back = await come(meeting, who, theirs)
        expect(back.welcome).toMatchObject({ returning: false, lobby: true, present: [] })
        expect(await back.enter()).toEqual({ state: 'waiting' })
      }
      // Whom nobody removed is led back by the same kind of pass.
      const other = await come(meeting, dora, otherGuest.pass)
      expect(other.welcome.returning).toBe(true)

      const again = await come(meeting, ana)
      const { waiting } = await again.enterCall()
      const knocking = waiting.find(({ name }) => name === 'Ion')
      await again.ask('lobby:admit', { seatId: knocking?.seatId ?? '' })
      const admitted = seats.find(({ id }) => id === knocking?.seatId)
      const newPass = (await admitted?.hears('admitted'))?.call.pass
      // To be told of anything else is to be told that all before is safe.
      await again.ask('peer:remove', { seatId: (await comeIn(meeting, vlad, again)).seat.id })
      await crash()
      expect((await come(meeting, ion, newPass)).welcome).toMatchObject({ returning: true, lobby: false })
    })

    it('whoever led the meeting no more leads it no more', async () => {
      const meeting = await book('chair')
      const chair = await come(meeting, ion)
      const { pass, permissions } = await chair.enterCall()
      expect(permissions).toContain('end')
      const attendees = [{ personId: ionId, role: 'required' as const }]
      const changed = await ana.put(`/api/meetings/${meeting.id}`, changeForm(meeting, { attendees }))
      expect(changed.status, changed.text).toBe(200)
      await crash()
      const back = await come(meeting, ion, pass)
      expect(back.welcome).toMatchObject({ returning: true, you: { role: 'participant' } })
      expect((await back.enterCall()).permissions).not.toContain('end')
    })

    it('a meeting that was ended for all is over, and only its host begins it again', async () => {
      const meeting = await book()
      const host = await come(meeting, ana)
      await host.enterCall()
      await comeIn(meeting, vlad, host)
      await host.ask('call:end', {})
      await crash()
      for (const answer of [await askTicket(meeting, ion), await askGuestTicket(meeting, vlad)])
        expect(answer.body).toMatchObject({ code: 'meeting.over' })
      await (await come(meeting, ana)).enterCall()
    })

    it('whoever was let in before a meeting was ended for all knocks when its host has begun it again', async () => {
      const meeting = await book()
      const host = await come(meeting, ana)
      await host.enterCall()
      const { seat, pass } = await comeIn(meeting, vlad, host)
      const { message } = await seat.ask('chat:send', { text: 'Rămas de dinainte' })
      await host.ask('call:end', {})
      // Before and after the host has begun again, and with nobody there to tell the next process of it.
      await crash()
      await (await come(meeting, ana)).enterCall()
      await crash()
      const again = await come(meeting, ana)
      const { chat } = await again.enterCall()
      expect(chat).toEqual([])
      await until('it is known that it was begun again', async () => {
        const { occurrences } = Meeting.parse((await ana.get(`/api/meetings/${meeting.id}`)).body)
        return occurrences[0]?.conferenceEndedAt === null
      })
      const back = await come(meeting, vlad, pass)
      expect(back.welcome).toMatchObject({ returning: false, lobby: true, present: [] })
      expect(await back.enter()).toEqual({ state: 'waiting' })
      await again.ask('lobby:admit', { seatId: back.id })
      const { call } = await back.hears('admitted')
      await expect(back.ask('chat:hand-back', { messages: [message] })).rejects.toThrow(
        'conference.wrong-moment',
      )
      // Whoever was let in since is led back, and brings what was said since.
      const { message: since } = await back.ask('chat:send', { text: 'De acum' })
      await crash()
      const led = await come(meeting, vlad, call.pass)
      expect(led.welcome).toMatchObject({ returning: true, lobby: false })
      await led.enterCall()
      await led.ask('chat:hand-back', { messages: [message, since] })
      expect((await (await come(meeting, ana)).enterCall()).chat).toEqual([since])
    })

    it('whoever was denied in the lobby has nothing that leads past it', async () => {
      const meeting = await book()
      const host = await come(meeting, ana)
      await host.enterCall()
      const guest = await come(meeting, vlad)
      await guest.enter()
      await host.ask('lobby:deny', { seatId: guest.id })
      expect(guest.told.some(({ body }) => JSON.stringify(body ?? null).includes('"pass"'))).toBe(false)
      await crash()
      expect(await (await come(meeting, vlad)).enter()).toEqual({ state: 'waiting' })
    })
  })
})
