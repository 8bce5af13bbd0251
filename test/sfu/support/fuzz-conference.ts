/** Says what nobody would say on the sockets of a conference, from every place in it, beside another that must not notice. */
import fc from 'fast-check'
import { v7 as newId } from 'uuid'
import { expect } from 'vitest'
import { z } from 'zod'
import type { Schema } from '../../../api/plugins/describe-operations.ts'
import { Acknowledgement, type RequestName, requests } from '../../../contract/conference.ts'
import { shaped } from '../../api/shaped.ts'
import { type Place, places } from '../../permissions/conference-table.ts'
import { startSfu } from './start-sfu.ts'
import { rtpParametersOf, takeSeat, type TestSeat } from './take-seat.ts'

/** Said in the other conference, and nowhere else. */
const secret = 'ZIMBRUL'
const roles = {
  preview: 'host',
  lobby: 'guest',
  guest: 'guest',
  participant: 'participant',
  host: 'host',
} as const

/** A body of the right shape mostly; half of them name what belongs to somebody else. */
export const bodyOf = (name: RequestName, ids: readonly string[]): fc.Arbitrary<unknown> => {
  const body = shaped(
    z.toJSONSchema(requests[name], { io: 'input', unrepresentable: 'any' }) as Schema,
    {},
    ids,
  )
  const naming = fc.tuple(body, fc.constantFrom(...ids)).map(([plain, id]) => withId(plain, id))
  return fc.oneof(body, naming)
}

/** The same with this id in the place of every id of media, however deep. */
function withId(body: unknown, id: string): unknown {
  if (Array.isArray(body)) return body.map((item) => withId(item, id))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      /^(producer|consumer|transport)Id$/.test(key) ? id : withId(value, id),
    ]),
  )
}

/** `runs` seats for each place, with some requests each. Fails when one is not answered, or answered with what it should not be. */
export async function fuzzConference(runs: number) {
  const sfu = await startSfu()
  const answers: Record<string, number> = {}
  let asked = 0
  let seats = 0
  try {
    const other = { meetingId: newId(), occurrenceId: newId(), title: secret }
    const host = await takeSeat(sfu.url, { ticket: await sfu.ticket('host', { ...other, name: secret }) })
    const { transports } = await host.enterCall()
    await host.ask('chat:send', { text: secret })
    const { producerId } = await host.ask('producer:create', {
      transportId: transports.send.id,
      source: 'camera',
      rtpParameters: rtpParametersOf('camera'),
      paused: false,
    })
    const ids = [host.id, newId(), producerId, transports.send.id]
    const names = Object.keys(requests) as RequestName[]
    const request = fc.oneof(
      {
        weight: 9,
        arbitrary: fc
          .constantFrom(...names)
          .chain((name) => fc.tuple(fc.constant<string>(name), bodyOf(name, ids))),
      },
      { weight: 1, arbitrary: fc.tuple(fc.string({ maxLength: 20 }), fc.anything()) },
    )

    const come = async (place: Place): Promise<TestSeat> => {
      const mine = { meetingId: newId(), occurrenceId: newId(), lobby: place === 'lobby' }
      const seat = await takeSeat(sfu.url, { ticket: await sfu.ticket(roles[place], mine) })
      if (place !== 'preview') await seat.enter()
      seats += 1
      return seat
    }
    const say = async (seat: TestSeat, name: string, body: unknown): Promise<void> => {
      // These names are socket.io's own: it refuses to send them.
      if (
        ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'].includes(
          name,
        )
      )
        return
      const plain: unknown = JSON.parse(
        JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? null : value)) ?? 'null',
      )
      asked += 1
      const answer = await seat.askAnything(name, plain).catch(() => null)
      // Whoever has left, or was put out, is not answered any more.
      if (answer === null) return void expect([name, seat.socket.connected]).toEqual([name, false])
      const given = Acknowledgement.parse(answer)
      const said = given.ok ? 'yes' : given.error.code
      answers[said] = (answers[said] ?? 0) + 1
      const text = JSON.stringify(answer)
      expect([name, plain, said]).not.toEqual([name, plain, 'server.failed'])
      expect([name, /\bat .+\.(ts|js):\d+|node_modules/.test(text)]).toEqual([name, false])
      expect([name, text.includes(secret)]).toEqual([name, false])
    }

    for (const place of places)
      await fc.assert(
        fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 10 }), async (list) => {
          const seat = await come(place)
          try {
            for (const [name, body] of list) {
              if (!seat.socket.connected) break
              await say(seat, name, body)
            }
            expect(JSON.stringify(seat.told)).not.toContain(secret)
          } finally {
            seat.close()
          }
        }),
        { numRuns: runs, seed: 20261125 },
      )

    // The other has noticed nothing, and goes on.
    expect(host.socket.connected).toBe(true)
    expect(
      host.told.filter(
        ({ name, body }) =>
          // Its own camera, when it began.
          (name.startsWith('peer:') && (body as { seatId: string }).seatId !== host.id) ||
          name === 'dismissed',
      ),
    ).toEqual([])
    // Nobody elsewhere has been shown its picture.
    expect(host.all('producer:layers').filter(({ spatialLayer }) => spatialLayer !== null)).toEqual([])
    await host.ask('chat:send', { text: secret })
    expect(sfu.node.counters().failed).toBe(0)
    expect(sfu.logged.filter(({ level }) => level === 'error')).toEqual([])
    host.close()
    return { requests: asked, seats, answers }
  } finally {
    await sfu.close()
  }
}
