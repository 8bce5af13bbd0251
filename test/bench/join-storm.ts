/**
 * A crowd that comes to one meeting within five seconds: signalling over real sockets, transports and all, but no media.
 * Beside it as many sockets that ask bare mediasoup for two transports each. What a join costs must not grow with the
 * room: otherwise the whole storm costs its square. `npm run bench join-storm [SIZES…]`.
 */
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { v7 as uuid } from 'uuid'
import { signTicket } from '../../sfu/signal/ticket.ts'
import { takeSeat, type TestSeat } from '../sfu/support/take-seat.ts'
import { type BenchRow, percentile, reportBench } from '../support/report-bench.ts'
import { until } from '../support/until.ts'
import { busyMs, type ServerProcess, startServer } from './forwarding/processes.ts'
import { nodeId, secret, withoutFeedback } from './forwarding/wire.ts'

const asked = process.argv.slice(2).map(Number)
const sizes = asked.length > 0 ? asked : [50, 100, 200]
const stormMs = 5_000
/** When nothing has come for so long, the storm is over. */
const quietMs = 500

type Storm = {
  joins: number[]
  nodeMs: number
  workerMs: number
  /** That people were told or answered, and bytes of it. */
  messages: number
  kilobytes: number
}

/** Starts one join after another, evenly, and waits for all of them. */
async function spread<T>(size: number, join: (number: number) => Promise<T>): Promise<T[]> {
  const began = performance.now()
  return await Promise.all(
    Array.from({ length: size }, async (_, number) => {
      await pause(Math.max(0, began + (number * stormMs) / size - performance.now()))
      return await join(number)
    }),
  )
}

async function measure(server: ServerProcess, storm: () => Promise<Omit<Storm, 'nodeMs' | 'workerMs'>>) {
  const before = { node: busyMs(server.pid), worker: busyMs(server.workerPid) }
  const found = await storm()
  return {
    ...found,
    nodeMs: busyMs(server.pid) - before.node,
    workerMs: busyMs(server.workerPid) - before.worker,
  }
}

async function stormProduct(server: ServerProcess, size: number): Promise<Storm> {
  const meeting = { meetingId: uuid(), occurrenceId: uuid() }
  const seats: TestSeat[] = []
  const tickets = await Promise.all(
    Array.from({ length: size }, (_, number) => {
      const person = { personId: uuid(), name: `Person ${number}`, organisation: 'Ministry', lobby: false }
      const role = number === 0 ? ('host' as const) : ('participant' as const)
      return signTicket(
        { ...meeting, ...person, nodeId, role, title: 'Storm', locale: 'en' },
        secret,
        Temporal.Now.instant(),
      )
    }),
  )
  // The welcome and the answer to `enter` are two for each.
  let messages = size * 2
  let bytes = 0
  const storm = await measure(server, async () => {
    const joins = await spread(size, async (number) => {
      const began = performance.now()
      const seat = await takeSeat(server.url, { ticket: tickets[number] ?? '' })
      seats.push(seat)
      seat.socket.onAny((_, body: unknown) => {
        messages += 1
        bytes += JSON.stringify(body ?? null).length
      })
      const rtpCapabilities = withoutFeedback(seat.welcome.routerRtpCapabilities)
      const answer = await seat.ask('enter', { rtpCapabilities })
      if (answer.state !== 'present' || !answer.call.transports) throw new Error('no media')
      return performance.now() - began
    })
    let last = -1
    await until('everybody to have been told', async () => {
      if (messages === last) return true
      last = messages
      await pause(quietMs)
      return false
    })
    return { joins, messages, kilobytes: bytes / 1024 }
  })
  await seats[0]?.ask('leave', {})
  for (const seat of seats) seat.close()
  return storm
}

async function stormBare(server: ServerProcess, size: number): Promise<Storm> {
  const sockets: Socket[] = []
  const storm = await measure(server, async () => {
    const joins = await spread(size, async () => {
      const began = performance.now()
      const socket = io(server.url, { transports: ['websocket'], forceNew: true })
      sockets.push(socket)
      await socket.timeout(20_000).emitWithAck('capabilities', {})
      await Promise.all([1, 2].map(() => socket.timeout(20_000).emitWithAck('transport', {})))
      return performance.now() - began
    })
    await pause(quietMs)
    return { joins, messages: size * 3, kilobytes: 0 }
  })
  for (const socket of sockets) socket.disconnect()
  return storm
}

const [product, bare] = await Promise.all([startServer('product-server.ts'), startServer('bare-server.ts')])
try {
  // What is compiled and allocated the first time is no part of a join.
  await stormProduct(product, 20)
  await stormBare(bare, 20)
  const found: { size: number; ours: Storm; theirs: Storm }[] = []
  for (const size of sizes) {
    const ours = await stormProduct(product, size)
    const theirs = await stormBare(bare, size)
    found.push({ size, ours, theirs })
  }
  const perJoin = ({ joins, nodeMs }: Storm) => nodeMs / joins.length
  const rows = found.flatMap(({ size, ours, theirs }): BenchRow[] => [
    { what: `${size}: a join, p50`, value: percentile(ours.joins, 0.5), unit: 'ms' },
    { what: `${size}: a join, p95`, value: percentile(ours.joins, 0.95), unit: 'ms' },
    { what: `${size}: bare, p50`, value: percentile(theirs.joins, 0.5), unit: 'ms' },
    { what: `${size}: bare, p95`, value: percentile(theirs.joins, 0.95), unit: 'ms' },
    { what: `${size}: Node for a join`, value: perJoin(ours), unit: 'ms' },
    { what: `${size}: Node for a join, bare`, value: perJoin(theirs), unit: 'ms' },
    { what: `${size}: worker for a join`, value: ours.workerMs / size, unit: 'ms' },
    { what: `${size}: messages for a join`, value: ours.messages / size, unit: '' },
    { what: `${size}: told for a join`, value: ours.kilobytes / size, unit: 'KB' },
  ])
  const [small, large] = [found[0], found.at(-1)]
  if (small && large && small !== large) {
    const times = large.size / small.size
    const growth = (figure: (storm: Storm) => number) =>
      Math.log(figure(large.ours) / figure(small.ours)) / Math.log(times)
    rows.push(
      // 0: a join costs the same in every room; 1: as much more as the room is larger.
      {
        what: 'messages for a join grow with the room to the power',
        value: growth((s) => s.messages / s.joins.length),
        unit: '',
        limit: 0.75,
      },
      {
        what: 'Node for a join grows with the room to the power',
        value: growth(perJoin),
        unit: '',
        limit: 0.75,
      },
    )
  }
  const good = reportBench(
    'join-storm',
    `${sizes.join(', ')} people within ${stormMs / 1000} s, real sockets, no media; ${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)}`,
    rows,
  )
  process.exitCode = good ? 0 : 1
} finally {
  await Promise.all([product.stop(), bare.stop()])
}
