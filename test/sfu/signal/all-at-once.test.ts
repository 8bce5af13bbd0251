/**
 * Several people of one call ask whatever they like at the same moment, drop their sockets, come back and leave: every
 * request is answered or its socket is gone, none fails, and when they have gone nothing is left of any of it.
 */
import fc from 'fast-check'
import { observer } from 'mediasoup'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import { Acknowledgement } from '../../../contract/conference.ts'
import { bodyFor, requestNames, requestOf, type Things } from '../support/about-things.ts'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'
import { rtpParametersOf, takeSeat, TestSeat } from '../support/take-seat.ts'
import { until } from '../../support/until.ts'

/** Transports, producers and consumers that mediasoup has made and not closed. */
let open = 0
const count = (one: { observer: { on(name: 'close', closed: () => void): unknown } }) => {
  open += 1
  one.observer.on('close', () => (open -= 1))
}
observer.on('newworker', (worker) =>
  worker.observer.on('newrouter', (router) =>
    router.observer.on('newtransport', (transport) => {
      count(transport)
      transport.observer.on('newproducer', count)
      transport.observer.on('newconsumer', count)
    }),
  ),
)

let sfu: TestSfu
beforeAll(async () => void (sfu = await startSfu({ limits: { graceMs: 300 } })))
afterAll(async () => await sfu?.close())

/** What ends somebody's call, or everybody's, is asked seldom: the rest would only meet what is gone. */
const endings = ['leave', 'call:end'] as const
const request = requestOf(
  fc.oneof(
    {
      weight: 20,
      arbitrary: fc.constantFrom(...requestNames.filter((name) => !endings.some((one) => one === name))),
    },
    { weight: 1, arbitrary: fc.constantFrom(...endings) },
    // Few of whom it could be asked may be removed.
    { weight: 4, arbitrary: fc.constant('peer:remove' as const) },
  ),
)
const person = fc.record({
  role: fc.constantFrom('host' as const, 'host' as const, 'participant' as const, 'guest' as const),
  asks: fc.array(request, { minLength: 10, maxLength: 25, size: 'max' }),
  /** What their line does while they ask. */
  line: fc.constantFrom('stays' as const, 'drops' as const, 'returns' as const),
})

const produce = (seat: TestSeat, transportId: string, source: 'camera' | 'screen') =>
  seat.ask('producer:create', { transportId, source, rtpParameters: rtpParametersOf(source), paused: false })

test(
  'whatever several ask at once, each is answered, nothing fails, and nothing is left of it',
  { timeout: 180_000 },
  async () => {
    const said = new Map<string, Set<string>>()
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 3, maxLength: 4 }), async (people) => {
        const meeting = { meetingId: uuid(), occurrenceId: uuid() }
        const seats: TestSeat[] = []
        const come = async (role: 'host' | 'participant' | 'guest', lobby: boolean) => {
          const seat = await takeSeat(sfu.url, { ticket: await sfu.ticket(role, { ...meeting, lobby }) })
          seats.push(seat)
          return seat
        }
        const things: Things = { seatId: [], transportId: [], producerId: [], consumerId: [] }
        const talk = async ({ role }: { role: 'host' | 'participant' | 'guest' }) => {
          const seat = await come(role, false)
          const { transports, consumers } = await seat.enterCall()
          const made = await Promise.all(
            (['camera', 'screen'] as const).map((source) => produce(seat, transports.send.id, source)),
          )
          const mine: Things = {
            seatId: [],
            transportId: [transports.send.id, transports.receive.id],
            producerId: made.map(({ producerId }) => producerId),
            consumerId: [...consumers.map(({ consumerId }) => consumerId), uuid()],
          }
          things.seatId.push(seat.id)
          for (const kind of ['transportId', 'producerId', 'consumerId'] as const)
            things[kind].push(...mine[kind])
          return { seat, mine: { ...mine, seatId: things.seatId } }
        }
        try {
          for (const _ of ['to be admitted', 'to be denied']) {
            const waiting = await come('guest', true)
            await waiting.enter()
            things.seatId.push(waiting.id)
          }
          await talk({ role: 'host' })
          const talking: ({ person: (typeof people)[number] } & Awaited<ReturnType<typeof talk>>)[] = []
          for (const one of people) talking.push({ ...(await talk(one)), person: one })

          await Promise.all(
            talking.map(async ({ seat, mine, person: { asks, line } }) => {
              const answers = asks.map(async (one) => {
                const answer = await seat.askAnything(one.name, bodyFor(one, things, mine)).catch(() => null)
                // Only whose socket is gone is not answered.
                if (answer === null)
                  return expect([one.name, seat.socket.connected]).toEqual([one.name, false])
                const given = Acknowledgement.parse(answer)
                const code = given.ok ? 'ok' : given.error.code
                said.set(one.name, (said.get(one.name) ?? new Set()).add(code))
              })
              if (line !== 'stays') seat.socket.io.engine.close()
              const { seatKey } = seat.welcome
              // Refused when they had left, or been shown the door, by then.
              if (line === 'returns') seats.push(new TestSeat(sfu.url, { seatKey }))
              await Promise.all(answers)
            }),
          )
        } finally {
          for (const seat of seats) seat.close()
        }
        await until('nobody to be left', () => sfu.node.liveMeetings().length === 0)
      }),
      { numRuns: 25, seed: 20261126 },
    )
    expect([...said].flatMap(([name, codes]) => (codes.has('server.failed') ? [name] : []))).toEqual([])
    // Each was asked, and most of them of somebody of whom it could be asked at that moment.
    expect([...said.keys()].toSorted()).toEqual(requestNames.toSorted())
    expect([...said.values()].filter((codes) => codes.has('ok')).length).toBeGreaterThan(10)
    expect(sfu.node.counters()).toMatchObject({ conferences: 0, seats: 0, seatKeys: 0, failed: 0 })
    expect(sfu.node.load()).toMatchObject({ meetings: 0, people: 0, rooms: 0, producers: 0, consumers: 0 })
    await until('all media to be closed', () => open === 0)
    expect(sfu.logged.filter(({ level }) => level === 'error')).toEqual([])
  },
)
