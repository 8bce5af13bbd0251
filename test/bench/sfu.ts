/**
 * What forwarding costs: packets of 1,000 bytes from a few senders to many receivers, encrypted with AES-GCM over real
 * WebRTC transports, through the product's signalling and beside it through bare mediasoup, by turns. A consumer counts
 * once packets reach it, and packets count where they arrive. `npm run bench sfu [PAIRS] [RECEIVERS] [PACKETS]`, the last being
 * what is to be forwarded in a second at the high load.
 */
import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { makeCertificate } from '../support/rtp/rtp-line.ts'
import { percentile, reportBench } from '../support/report-bench.ts'
import { until } from '../support/until.ts'
import { type Crowd, openInBare, openInProduct, packetBytes } from './forwarding/load-clients.ts'
import { busyMs, type ServerProcess, startServer } from './forwarding/processes.ts'

const pairs = Number(process.argv[2] ?? 8)
const receivers = Number(process.argv[3] ?? 20)
const senders = 4
/** Our process does a little every few seconds: at the small load, where that is to be seen, a turn holds several of them. */
const turnMs = { steady: 12_000, high: 3_000 } as const
const settleMs = 500
/** Packets that are to be forwarded in a second: a small meeting, and half of what a core carries. */
const loads = { steady: 2_000, high: Number(process.argv[4] ?? 30_000) } as const
/** Of a core: as much as a worker should be given. */
const fullShare = 0.8

type Side = { server: ServerProcess; crowd: Crowd }
type Turn = {
  /** Forwarded in a second. */
  rate: number
  megabits: number
  /** Of what was sent, that did not arrive: from 0 to 1. */
  lost: number
  workerMs: number
  nodeMs: number
  tookMs: number
  perPacketUs: number
}

const packetsOf = ({ receivers: lines }: Crowd) => lines.reduce((sum, { packets }) => sum + packets, 0)
const bytesOf = ({ receivers: lines }: Crowd) => lines.reduce((sum, { bytes }) => sum + bytes, 0)

/** Sends at this rate until it is stopped; answers with how to stop, and how many packets were sent so far. */
function startSending({ senders: all }: Crowd, perSecond: number) {
  const began = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = Math.min(sent + 400, ((performance.now() - began) / 1000) * perSecond)
    for (; sent < due; sent += 1) all[sent % all.length]?.send()
  }, 4)
  return { sent: () => sent, stop: () => clearInterval(timer) }
}

async function turn({ server, crowd }: Side, name: keyof typeof loads): Promise<Turn> {
  const forwarded = loads[name]
  const sending = startSending(crowd, forwarded / receivers)
  const look = () => ({
    at: performance.now(),
    ...{ packets: packetsOf(crowd), bytes: bytesOf(crowd), sent: sending.sent() },
    ...{ worker: busyMs(server.workerPid), node: busyMs(server.pid) },
  })
  try {
    await pause(settleMs)
    const before = look()
    await pause(turnMs[name])
    const after = look()
    const packets = after.packets - before.packets
    const tookMs = after.at - before.at
    const workerMs = after.worker - before.worker
    return {
      tookMs,
      workerMs,
      nodeMs: after.node - before.node,
      rate: (packets * 1000) / tookMs,
      megabits: ((after.bytes - before.bytes) * 8) / tookMs / 1000,
      lost: Math.max(0, 1 - packets / ((after.sent - before.sent) * receivers)),
      perPacketUs: (workerMs * 1000) / packets,
    }
  } finally {
    sending.stop()
    await untilQuiet(crowd)
  }
}

/** What is still under way must not count for the next turn. */
async function untilQuiet(crowd: Crowd): Promise<void> {
  for (let before = -1; before !== packetsOf(crowd); await pause(settleMs)) before = packetsOf(crowd)
}

/** Every receiver has packets of every sender, which nobody but the other end of its line can have made. */
async function prove({ crowd }: Side): Promise<number> {
  const sending = startSending(crowd, senders * 100)
  try {
    await until(
      'packets of everybody to reach everybody',
      () => crowd.receivers.every(({ streams }) => streams.size === senders),
      30_000,
    )
  } finally {
    sending.stop()
  }
  for (const line of crowd.receivers) {
    const clear = line.readLast()
    if (clear.at(-1) !== 0x5a || line.last?.includes(clear.subarray(-100))) throw new Error('not encrypted')
  }
  return crowd.receivers.reduce((sum, { streams }) => sum + streams.size, 0)
}

const certificate = await makeCertificate()
const [product, bare] = await Promise.all([startServer('product-server.ts'), startServer('bare-server.ts')])
const sides: Side[] = []
try {
  const ours: Side = {
    server: product,
    crowd: await openInProduct(product.url, certificate, senders, receivers),
  }
  sides.push(ours)
  const theirs: Side = { server: bare, crowd: await openInBare(bare.url, certificate, senders, receivers) }
  sides.push(theirs)
  const active = [await prove(ours), await prove(theirs)]
  if (active.some((count) => count !== senders * receivers)) throw new Error('not every consumer is active')

  const measured = { steady: [] as [Turn, Turn][], high: [] as [Turn, Turn][] }
  for (let pair = 0; pair < pairs; pair += 1)
    for (const name of ['steady', 'high'] as const) {
      // Who goes first changes: whatever drifts must not favour one.
      const first = pair % 2 === 0
      const one = await turn(first ? ours : theirs, name)
      const other = await turn(first ? theirs : ours, name)
      const both: [Turn, Turn] = first ? [one, other] : [other, one]
      measured[name].push(both)
      console.log(
        `  ${String(pair + 1).padStart(3)} ${name.padEnd(6)}` +
          both
            .map(
              ({ rate, perPacketUs, workerMs, nodeMs, tookMs, lost }, side) =>
                `  ${side === 0 ? 'Sfat' : 'bare'} ${rate.toFixed(0)}/s, ${perPacketUs.toFixed(1)} µs, worker ${((workerMs / tookMs) * 100).toFixed(0)} %, Node ${((nodeMs / tookMs) * 100).toFixed(1)} %, lost ${(lost * 100).toFixed(1)} %`,
            )
            .join(' |'),
      )
    }

  const middle = (figures: number[]) => percentile(figures, 0.5)
  const of = (name: keyof typeof measured, side: 0 | 1, figure: (turn: Turn) => number) =>
    middle(measured[name].map((both) => figure(both[side])))
  const ratio = (name: keyof typeof measured) =>
    middle(measured[name].map(([mine, its]) => mine.perPacketUs / its.perPacketUs))
  const nodeShare = ({ nodeMs, workerMs }: Turn) => (nodeMs / workerMs) * 100
  const capacity = ({ perPacketUs }: Turn) => (fullShare * 1_000_000) / perPacketUs
  const capacities = ([0, 1] as const).map((side) => of('high', side, capacity)) as [number, number]
  const good = reportBench(
    'sfu',
    `${senders} senders, ${receivers} receivers, ${senders * receivers} active consumers, packets of ${packetBytes} bytes, AES-256-GCM, one worker, ${pairs} pairs by turns, medians; ${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)}`,
    [
      { what: 'forwarded at the high load', value: of('high', 0, ({ rate }) => rate), unit: 'packets/s' },
      { what: 'the same, bare', value: of('high', 1, ({ rate }) => rate), unit: 'packets/s' },
      { what: 'in bits', value: of('high', 0, ({ megabits }) => megabits), unit: 'Mbit/s' },
      {
        what: 'worker, of a core',
        value: of('high', 0, ({ workerMs, tookMs }) => (workerMs / tookMs) * 100),
        unit: '%',
      },
      {
        what: 'worker, of a core, bare',
        value: of('high', 1, ({ workerMs, tookMs }) => (workerMs / tookMs) * 100),
        unit: '%',
      },
      { what: 'lost on the way', value: of('high', 0, ({ lost }) => lost * 100), unit: '%' },
      { what: 'lost on the way, bare', value: of('high', 1, ({ lost }) => lost * 100), unit: '%' },
      { what: 'worker per packet', value: of('high', 0, ({ perPacketUs }) => perPacketUs), unit: 'µs' },
      {
        what: 'worker per packet, of bare',
        value: ratio('high') * 100,
        unit: '%',
        limit: 110,
      },
      { what: 'worker per packet at 2,000/s, of bare', value: ratio('steady') * 100, unit: '%', limit: 110 },
      { what: 'Node of the worker at 2,000/s', value: of('steady', 0, nodeShare), unit: '%', limit: 5 },
      { what: 'Node of the worker at 2,000/s, bare', value: of('steady', 1, nodeShare), unit: '%' },
      { what: 'Node of the worker at the high load', value: of('high', 0, nodeShare), unit: '%', limit: 5 },
      { what: 'capacity at 80 % of a core', value: capacities[0], unit: 'packets/s' },
      { what: 'capacity at 80 % of a core, bare', value: capacities[1], unit: 'packets/s' },
      { what: 'capacity, of bare', value: (capacities[0] / capacities[1]) * 100, unit: '%', least: 90 },
    ],
    measured.high.flatMap((both, pair) =>
      both.map((one, side) => ({
        what: `pair ${pair + 1}, ${side === 0 ? 'Sfat' : 'bare'}, worker per packet`,
        value: one.perPacketUs,
        unit: 'µs',
      })),
    ),
  )
  process.exitCode = good ? 0 : 1
} finally {
  for (const { crowd } of sides) crowd.close()
  await Promise.all([product.stop(), bare.stop()])
  await certificate.remove()
}
