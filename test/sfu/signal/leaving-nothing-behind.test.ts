import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { observer, type types } from 'mediasoup'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import type { CallSnapshot } from '../../../contract/conference.ts'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'
import { rtpParametersOf, TestSeat } from '../support/take-seat.ts'
import { until } from '../../support/until.ts'

let sfu: TestSfu
/** Everything that was ever made in the media worker, as mediasoup itself tells it. */
const made = { workers: [] as types.Worker[], servers: [] as types.WebRtcServer[], transports: 0, open: 0 }
observer.on('newworker', (worker) => {
  made.workers.push(worker)
  worker.observer.on('newwebrtcserver', (server) => made.servers.push(server))
  worker.observer.on('newrouter', (router) =>
    router.observer.on('newtransport', (transport) => {
      made.transports += 1
      made.open += 1
      transport.observer.on('close', () => (made.open -= 1))
    }),
  )
})
beforeAll(async () => void (sfu = await startSfu({ limits: { graceMs: 100 } })))
afterAll(async () => await sfu?.close())

/** Client and server share this process, and perhaps a busy machine. */
const atOnce = 25

/** The same chances in each run, so that a leak can be looked for. */
let drawn = 0
const chance = (): number => createHash('sha256').update(`${drawn++}`).digest().readUInt32BE() / 2 ** 32

/** What a page asks once it is in, at once and without waiting. */
function useTheCall(seat: TestSeat, { transports, consumers }: CallSnapshot, producerId: string) {
  const asks: Promise<unknown>[] = [
    seat.ask('view:set', {
      pictures: consumers.map((offer) => ({ producerId: offer.producerId, width: 640, place: 'stage' })),
    }),
    ...consumers.map(({ consumerId }) => seat.ask('consumer:resume', { consumerId })),
    seat.ask('producer:pause', { producerId }),
    seat.ask('hand:set', { raised: true }),
    seat.ask('chat:send', { text: 'Bună ziua' }),
  ]
  if (transports) asks.push(seat.ask('transport:restart-ice', { transportId: transports.send.id }))
  if (chance() < 0.3) asks.push(seat.ask('transport:rebuild', {}))
  return Promise.allSettled(asks)
}

/** One join of somebody who goes at a random moment of it, without a word or with one. */
async function abortedJoin(number: number, meeting: { meetingId: string; occurrenceId: string }) {
  const role = (['host', 'participant', 'guest'] as const)[number % 3] ?? 'guest'
  const seat = new TestSeat(sfu.url, { ticket: await sfu.ticket(role, meeting) })
  const goes = (): boolean => chance() < 0.2
  try {
    if (goes()) return
    await seat.hears('welcome')
    if (goes()) return
    const entering = seat.enter()
    if (goes()) return void entering.catch(() => undefined)
    const entered = await entering
    if (goes() || entered.state === 'waiting' || !entered.call.transports) return
    const source = (['microphone', 'camera', 'screen'] as const)[number % 3] ?? 'camera'
    const producing = seat.ask('producer:create', {
      transportId: entered.call.transports.send.id,
      source,
      rtpParameters: rtpParametersOf(source),
      paused: false,
    })
    if (goes()) return void producing.catch(() => undefined)
    const { producerId } = await producing
    const using = useTheCall(seat, entered.call, producerId)
    if (goes()) return
    await using
    if (goes()) await seat.ask('leave', {})
  } finally {
    seat.close()
  }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
/** Megabytes of JavaScript that somebody still holds. */
const heldMemory = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1024 ** 2
}

test(
  '1,000 aborted joins leave no room, no router, no transport, no seat, no key, no timer and no memory',
  { timeout: 180_000 },
  async () => {
    const timersBefore = process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
    const meetings = Array.from({ length: 20 }, () => ({ meetingId: uuid(), occurrenceId: uuid() }))
    let memoryBefore = 0
    for (let number = 0; number < 1000; number += atOnce) {
      // What is made once and kept has been made by then.
      if (number === 200) memoryBefore = heldMemory()
      await Promise.all(
        Array.from({ length: atOnce }, async (_, offset) => {
          const meeting = meetings[(number + offset) % meetings.length]
          if (meeting) await abortedJoin(number + offset, meeting)
        }),
      )
    }
    await until('everything to be freed', () => sfu.node.liveMeetings().length === 0)
    expect(sfu.node.load()).toMatchObject({ meetings: 0, people: 0, rooms: 0, producers: 0, consumers: 0 })
    expect(sfu.node.counters()).toMatchObject({ conferences: 0, seats: 0, seatKeys: 0, failed: 0 })
    expect(sfu.node.counters().roomsOpened).toBeGreaterThan(0)
    expect(made.transports).toBeGreaterThan(100)
    expect(made.open).toBe(0)
    for (const worker of made.workers) expect((await worker.dump()).routerIds).toEqual([])
    for (const server of made.servers)
      expect(await server.dump()).toMatchObject({ webRtcTransportIds: [], localIceUsernameFragments: [] })
    // The test itself keeps what it was told: facts and lines of the log, some hundred bytes for each join.
    expect(heldMemory() - memoryBefore).toBeLessThan(10)
    expect(sfu.logged.filter((line) => line.level === 'error')).toEqual([])
    await until(
      'the timers to be gone',
      () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length <= timersBefore + 2,
    )

    const joined = sfu.factsNamed('participant.joined').map((fact) => fact.payload.seatId)
    const left = sfu.factsNamed('participant.left').map((fact) => fact.payload.seatId)
    expect(joined.length).toBeGreaterThan(0)
    expect(left.toSorted()).toEqual(joined.toSorted())
    expect(sfu.factsNamed('conference.ended')).toHaveLength(sfu.factsNamed('conference.started').length)
  },
)
