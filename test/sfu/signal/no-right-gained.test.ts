/**
 * Whatever somebody without rights says to a call, in whichever order and about whose things ever: a host beside them keeps
 * seat and media, nobody is let in or put out, and every request is answered.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import { Acknowledgement } from '../../../contract/conference.ts'
import { bodyFor, request, type Things } from '../support/about-things.ts'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'
import { rtpParametersOf, takeSeat, type TestSeat } from '../support/take-seat.ts'

let sfu: TestSfu
beforeAll(async () => void (sfu = await startSfu()))
afterAll(async () => await sfu?.close())

const produce = async (seat: TestSeat, transportId: string) =>
  seat.ask('producer:create', {
    ...{ transportId, source: 'camera' as const },
    ...{ rtpParameters: rtpParametersOf('camera'), paused: false },
  })

test('nobody gains a right over others by anything that they say', { timeout: 180_000 }, async () => {
  let answered = 0
  const refusals = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('participant' as const, 'guest' as const),
      fc.array(request, { minLength: 5, maxLength: 25 }),
      async (role, list) => {
        const meeting = { meetingId: uuid(), occurrenceId: uuid() }
        const ticket = (as: 'host' | 'participant' | 'guest', lobby: boolean) =>
          sfu.ticket(as, { ...meeting, lobby })
        const host = await takeSeat(sfu.url, { ticket: await ticket('host', false) })
        const hers = await host.enterCall()
        const { producerId } = await produce(host, hers.transports.send.id)
        const waiting = await takeSeat(sfu.url, { ticket: await ticket('guest', true) })
        await waiting.enter()
        const other = await takeSeat(sfu.url, { ticket: await ticket(role, false) })
        const theirs = await other.enterCall()
        const seats = [host, waiting, other]
        const heard = host.told.length
        const things: Things = {
          seatId: [host.id, waiting.id, other.id],
          transportId: [hers, theirs].flatMap(({ transports: { send, receive } }) => [send.id, receive.id]),
          producerId: [producerId],
          consumerId: [...theirs.consumers.map(({ consumerId }) => consumerId), uuid()],
        }
        try {
          for (const one of list) {
            if (!other.socket.connected) break
            const answer = await other.askAnything(one.name, bodyFor(one, things)).catch(() => null)
            if (answer === null) break
            const said = Acknowledgement.parse(answer)
            answered += 1
            if (!said.ok) refusals.add(said.error.code)
            expect([one.name, said]).not.toMatchObject([one.name, { error: { code: 'server.failed' } }])
          }
          // What the host heard is about the other alone, and nothing was done to her.
          const since = host.told.slice(heard)
          const about = since.flatMap(({ body }) => (body as { seatId?: string } | null)?.seatId ?? [])
          expect(about.filter((id) => id !== other.id && id !== host.id)).toEqual([])
          const wrongs = ['producer:muted', 'dismissed', 'media:lost', 'admitted']
          expect(since.filter(({ name }) => wrongs.includes(name))).toEqual([])
          expect(waiting.told.filter(({ name }) => name === 'admitted' || name === 'dismissed')).toEqual([])
          expect(host.socket.connected && waiting.socket.connected).toBe(true)
          // Her camera still is hers, and runs.
          await host.ask('producer:pause', { producerId })
          await host.ask('producer:resume', { producerId })
          await host.ask('transport:restart-ice', { transportId: hers.transports.send.id })
        } finally {
          for (const seat of seats) seat.close()
        }
      },
    ),
    { numRuns: 40, seed: 20261126 },
  )
  expect(answered).toBeGreaterThan(300)
  expect([...refusals]).toEqual(expect.arrayContaining(['conference.not-allowed', 'request.invalid']))
  expect(sfu.node.counters().failed).toBe(0)
  expect(sfu.logged.filter(({ level }) => level === 'error')).toEqual([])
})
