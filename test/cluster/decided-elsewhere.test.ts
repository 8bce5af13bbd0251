/**
 * What hosts have decided goes with the people to another node, though nobody has stored it yet: the process that stores
 * is killed, a host decides, the node that has the meeting is killed, and those whom it concerns come to the next one with
 * all that they have.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JoinAnswer } from '../../contract/conference.ts'
import { Meeting } from '../../contract/scheduling.ts'
import { takeSeat as connect, type TestSeat } from '../sfu/support/take-seat.ts'
import { type Browser, createBrowser } from '../support/browser.ts'
import { onPostgres } from '../support/databases.ts'
import { administrator } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { type Installation, startInstallation } from './start-installation.ts'

const vlad = { name: 'Vlad', locale: 'ro', returnKey: 'v'.repeat(43) }
const dora = { name: 'Dora', locale: 'ro', returnKey: 'd'.repeat(43) }

onPostgres((open) => {
  let installation: Installation
  let ana: Browser
  const seats: TestSeat[] = []
  beforeAll(async () => {
    const { target } = await open({ migrated: false })
    installation = await startInstallation(target)
    ana = createBrowser(installation.urls[0] ?? '')
    await ana.post('/api/session', administrator)
  })
  afterAll(async () => {
    for (const seat of seats) seat.close()
    await installation?.stop()
  })

  async function book(): Promise<Meeting> {
    const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ minutes: 10 })
    const booked = await ana.post('/api/meetings', {
      ...{ title: 'Comitetul de criză', zone: 'Europe/Bucharest', durationMinutes: 60 },
      ...{ roomId: null, video: true },
      start: start.toPlainDateTime().toString({ smallestUnit: 'minute' }),
    })
    expect(booked.status, booked.text).toBe(201)
    return Meeting.parse(booked.body)
  }
  async function askTicket({ id, guestUrl }: Meeting, who: Browser | typeof vlad): Promise<JoinAnswer> {
    const answer =
      'name' in who
        ? await createBrowser(ana.url).post(`/api/guest/${guestUrl?.split('/').at(-1)}/join`, who)
        : await who.post(`/api/meetings/${id}/join`, {})
    expect(answer.status, answer.text).toBe(200)
    return JoinAnswer.parse(answer.body)
  }
  /** Somebody in the preview, with a new ticket and the pass that they have, if any. */
  async function come(meeting: Meeting, who: Browser | typeof vlad, pass?: string): Promise<TestSeat> {
    const { ticket, url } = await askTicket(meeting, who)
    const headers = { origin: installation.urls[0] ?? '' }
    const seat = await connect(url, pass === undefined ? { ticket } : { ticket, pass }, headers)
    seats.push(seat)
    return seat
  }
  async function comeIn(meeting: Meeting, guest: typeof vlad, host: TestSeat) {
    const seat = await come(meeting, guest)
    expect(await seat.enter()).toEqual({ state: 'waiting' })
    await host.ask('lobby:admit', { seatId: seat.id })
    return { seat, pass: (await seat.hears('admitted')).call.pass }
  }
  /** Whether they stand in the lobby, whatever they bring. */
  async function knocks(meeting: Meeting, guest: typeof vlad, pass: string): Promise<boolean> {
    const seat = await come(meeting, guest, pass)
    const { state } = await seat.enter()
    const { returning } = seat.welcome
    await seat.ask('leave', {})
    return state === 'waiting' && !returning
  }

  describe('what a host has decided', () => {
    it('holds at another node, though no process has stored it yet', async () => {
      // Of three meetings at two nodes one node has two.
      const placed = []
      for (let count = 0; count < 3; count++) {
        const meeting = await book()
        placed.push({ meeting, url: (await askTicket(meeting, ana)).url })
      }
      const [url, together] =
        [...Map.groupBy(placed, (one) => one.url)].find(([, all]) => all.length > 1) ?? []
      const [removing, ending] = (together ?? []).map(({ meeting }) => meeting) as [Meeting, Meeting]
      const node = installation.nodes.find((one) => one.url === url)

      const [host, otherHost] = [await come(removing, ana), await come(ending, ana)]
      for (const seat of [host, otherHost]) await seat.enterCall()
      const removed = await comeIn(removing, vlad, host)
      const stayed = await comeIn(removing, dora, host)
      const ended = await comeIn(ending, vlad, otherHost)
      for (const worker of installation.workers.splice(0)) {
        worker.signal('SIGKILL')
        await worker.ended
      }
      await host.ask('peer:remove', { seatId: removed.seat.id })
      await otherHost.ask('call:end', {})
      // Its meetings go to the other node at once.
      await node?.product.stop()

      expect((await askTicket(removing, ana)).url).not.toBe(url)
      expect(await knocks(removing, vlad, removed.pass)).toBe(true)
      expect(await knocks(ending, vlad, ended.pass)).toBe(true)
      // While it is not known what was decided, nobody is led past a host.
      expect(await knocks(removing, dora, stayed.pass)).toBe(true)
      for (const meeting of [removing, ending]) await (await come(meeting, ana)).enterCall()

      installation.workers.push(await installation.addWorker())
      await until(
        'what was decided is stored, and whoever it does not concern is led back',
        async () => !(await knocks(removing, dora, stayed.pass)),
        60_000,
      )
      // Between the end and the new beginning, which are stored one after the other, it is over.
      await until('the new beginning is stored', () => askTicket(ending, vlad), 60_000)
      expect(await knocks(removing, vlad, removed.pass)).toBe(true)
      expect(await knocks(ending, vlad, ended.pass)).toBe(true)
    })
  })
})
