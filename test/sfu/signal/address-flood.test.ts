/** What the connections of one address may ask together: an institution's meeting, and no flood. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import { conferenceLimits } from '../../../contract/limits.ts'
import { AddressAllowances } from '../../../sfu/signal/address-allowances.ts'
import { addressAllowance, requestAllowance } from '../../../sfu/signal/socket-limits.ts'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'
import { until } from '../../support/until.ts'
import { takeSeat, type TestSeat } from '../support/take-seat.ts'

describe('an address', () => {
  const rule = { burst: 3, everyMs: 10 }

  test('has one allowance, however many connections it has', () => {
    const addresses = new AddressAllowances(rule)
    const [one, other] = [addresses.hold('10.0.0.1', 0), addresses.hold('10.0.0.1', 0)]
    expect(one.allowance).toBe(other.allowance)
    expect(addresses.hold('10.0.0.2', 0).allowance).not.toBe(one.allowance)
  })

  test('is remembered after its last connection until its allowance is full again, and not longer', () => {
    const addresses = new AddressAllowances(rule)
    const first = addresses.hold('10.0.0.1', 0)
    first.allowance.left = 0
    first.release()
    first.release()
    expect(addresses.hold('10.0.0.1', 20).allowance).toBe(first.allowance)
    const other = addresses.hold('10.0.0.2', 31)
    other.release()
    expect(addresses.size).toBe(2)
    addresses.hold('10.0.0.3', 1000)
    // The first still has a connection; the second has none and would be full.
    expect(addresses.size).toBe(2)
  })

  test('lets a meeting of a hundred behind one address come in together', () => {
    // Entering, two transports, two producers, what is seen and heard, and whatever the page asks besides.
    const requestsOfAJoin = 40
    expect(addressAllowance.burst).toBeGreaterThan(100 * requestsOfAJoin * 5)
    expect(addressAllowance.burst).toBeGreaterThan(requestAllowance.burst * 50)
  })
})

describe('a flood over many connections of one address', () => {
  let sfu: TestSfu
  beforeAll(
    async () =>
      void (sfu = await startSfu({
        // As a trusted proxy would say it.
        networkOf: ({ headers }) => String(headers['x-forwarded-for'] ?? 'here'),
        // Fewer than in an installation, so that a test can exceed it on whatever machine.
        addressAllowance: { burst: 3 * conferenceLimits.requestBurst, everyMs: 1_000 },
      })),
  )
  afterAll(async () => await sfu?.close())

  test(
    'is cut connection by connection, while somebody at another address is answered at once',
    { timeout: 120_000 },
    async () => {
      const meeting = () => ({ meetingId: uuid(), occurrenceId: uuid() })
      const come = async (address: string) =>
        takeSeat(sfu.url, { ticket: await sfu.ticket('host', meeting()) }, { 'x-forwarded-for': address })
      const calm = await come('10.0.0.9')
      await calm.enterCall()
      /** Each asks what one connection may: alone, none of them would ever be slowed. */
      const ask = (seat: TestSeat) => {
        const socket = seat.socket as unknown as { emit(name: string, body: unknown): void }
        for (let count = 0; count < conferenceLimits.requestBurst - 10; count += 1) socket.emit('no:such', {})
      }
      const flood: TestSeat[] = []
      for (let count = 0; count < 6; count += 1) {
        const seat = await come('10.0.0.1')
        flood.push(seat)
        ask(seat)
        const asked = performance.now()
        await calm.ask('hand:set', { raised: count % 2 === 0 })
        expect(performance.now() - asked).toBeLessThan(5_000)
      }
      await until('those to be cut who ask when nothing is left', () => sfu.node.counters().cut === 3)
      await until('the last to be told', () => flood.at(-1)?.refused?.code === 'request.limited')
      expect(calm.socket.connected).toBe(true)
      for (const seat of [calm, ...flood]) seat.close()
    },
  )
})
