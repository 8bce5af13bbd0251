/**
 * Bits that a media worker forwards in a meeting of 25 whose pages show nine tiles, beside forwarding everything to
 * everybody, by turns in the same run. The worker, the RTP, the policy and what it tells senders are real; cameras and
 * receivers are plain RTP on loopback, at a tenth of a browser's bits. `npm run bench policy [ROUNDS]`.
 */
import { createSocket } from 'node:dgram'
import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { createWorker, type types } from 'mediasoup'
import type { PicturePlace, RtpCapabilities } from '../../contract/conference.ts'
import { layerBitrates, layerFor } from '../../contract/picture-layers.ts'
import { LayerDemand } from '../../sfu/media/layer-demand.ts'
import { mediaCodecs } from '../../sfu/media/media-codecs.ts'
import { Reception } from '../../sfu/media/reception.ts'
import type { SentMedia } from '../../sfu/media/sent-media.ts'
import { findWorker } from '../../sfu/worker/find-worker.ts'
import { arrangeTiles } from '../../web/src/lib/conference/arrange-tiles.ts'
import { percentile, reportBench } from '../support/report-bench.ts'
import { until } from '../support/until.ts'
import { scale, SyntheticCamera } from './policy/synthetic-camera.ts'

const rounds = Number(process.argv[2] ?? 3)
const people = 25
const perPage = 9
const measuredMs = 4_000
/** How long a layer that nobody watches is encoded still; shorter than in the product, which has more time. */
const patienceMs = 500
/** What a window of 1920 × 1080 leaves for the pictures. */
const stage = { width: 1904, height: 940 }
const tileWidth = arrangeTiles(perPage, stage).tileWidth
const stripWidth = 208

type Shown = { producerId: string; width: number; place: PicturePlace }
/** What somebody's page shows of the others: in order, with the person's own number. */
type Page = (others: readonly string[], self: number) => Shown[]

const tile = (producerId: string): Shown => ({ producerId, width: tileWidth, place: 'tile' })
/** Pages of tiles: a third of the people looks at each. */
const tiles: Page = (others, self) => {
  const page = self % Math.ceil(people / perPage)
  return others.slice(page * perPage, (page + 1) * perPage).map(tile)
}
/** Everybody looks at one who speaks, with a strip of eight beside. */
const speaker: Page = (others) =>
  others
    .slice(0, perPage)
    .map((producerId, place) =>
      place === 0
        ? { producerId, width: stage.width - stripWidth, place: 'stage' }
        : { producerId, width: stripWidth, place: 'tile' },
    )

type Figures = { forwarded: number; encoded: number; consumers: number }

const sink = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 })
await new Promise<void>((resolve) => sink.bind(0, '127.0.0.1', resolve))
const worker = await createWorker({ workerBin: findWorker() })

/** Bits per second that one meeting takes. `page` is null for a meeting that forwards everything. */
async function hold(page: Page | null): Promise<Figures> {
  const router = await worker.createRouter({ mediaCodecs })
  const opened = await Promise.all(Array.from({ length: people }, () => SyntheticCamera.open(router)))
  const cameras = new Map(opened.map(({ camera, producer }) => [producer.id, camera]))
  const ids = opened.map(({ producer }) => producer.id)
  // Without feedback about the line nothing is short: what is measured is what is wanted.
  const rtpCapabilities: types.RtpCapabilities = {
    codecs: (router.rtpCapabilities.codecs ?? []).map((codec) => ({ ...codec, rtcpFeedback: [] })),
    headerExtensions: [],
  }
  const receivers = await Promise.all(
    ids.map(async () => {
      const transport = await router.createPlainTransport({
        listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
      })
      await transport.connect({ ip: '127.0.0.1', port: sink.address().port })
      return transport
    }),
  )
  const demand = new LayerDemand(({ producerId, spatialLayer }) => {
    const camera = cameras.get(producerId)
    if (camera) camera.highest = spatialLayer
  }, patienceMs)
  const receptions: Reception[] = []
  try {
    if (page === null)
      await Promise.all(receivers.map((transport, self) => takeAll(transport, ids.toSpliced(self, 1))))
    else {
      const sent = new Map(
        ids.map((producerId): [string, SentMedia] => [
          producerId,
          { producerId, seatId: `seat of ${producerId}`, source: 'camera', layerBits: layerBitrates },
        ]),
      )
      for (const producerId of ids) demand.begin(producerId)
      for (const [self, transport] of receivers.entries()) {
        const seatId = `seat ${self}`
        const reception: Reception = new Reception({
          ...{ seatId, router, transport },
          rtpCapabilities: rtpCapabilities as RtpCapabilities,
          logger: { info: () => undefined, warn: console.warn, error: console.error },
          listener: {
            // Here the receiver is ready as soon as it is offered something.
            consumerOffered: (_, { consumerId }) => reception.resume(consumerId),
            consumerChanged: () => undefined,
            layersChanged: () => undefined,
            picturesHeld: () => undefined,
          },
          find: (producerId) => (producerId === ids[self] ? null : (sent.get(producerId) ?? null)),
          all: () => sent.values().filter(({ producerId }) => producerId !== ids[self]),
          reach: async (producerId) => producerId,
          onWant: (producerId, layer) => demand.want(producerId, seatId, layer),
        })
        receptions.push(reception)
        reception.announce()
        reception.look(page(ids.toSpliced(self, 1), self))
      }
    }
    return await measure(receivers, [...cameras.values()], () =>
      page === null ? people * (people - 1) : receptions.reduce((sum, { count }) => sum + count, 0),
    )
  } finally {
    for (const reception of receptions) reception.close()
    demand.close()
    for (const camera of cameras.values()) camera.close()
    router.close()
  }

  async function takeAll(transport: types.Transport, producerIds: string[]) {
    await Promise.all(
      producerIds.map(async (producerId) => {
        const consumer = await transport.consume({ producerId, rtpCapabilities })
        await consumer.setPreferredLayers({ spatialLayer: layerBitrates.length - 1 })
      }),
    )
  }
}

async function measure(
  receivers: readonly types.PlainTransport[],
  cameras: readonly SyntheticCamera[],
  consumers: () => number,
): Promise<Figures> {
  const sent = async () => {
    const stats = await Promise.all(receivers.map((transport) => transport.getStats()))
    return stats.reduce((sum, [first]) => sum + (first?.rtpBytesSent ?? 0) * 8, 0)
  }
  await until('packets to be forwarded to everybody', async () => {
    const stats = await Promise.all(receivers.map((transport) => transport.getStats()))
    return stats.every(([first]) => (first?.rtpBytesSent ?? 0) > 0)
  })
  // Until senders have heard what nobody watches, and key frames have come.
  await pause(patienceMs + 2_500)
  const encodedBits = () => cameras.reduce((sum, { bits }) => sum + bits, 0)
  const before = { at: performance.now(), forwarded: await sent(), encoded: encodedBits() }
  await pause(measuredMs)
  const forwarded = await sent()
  const seconds = (performance.now() - before.at) / 1_000
  const each = (bits: number) => (bits * scale) / seconds / 1_000_000
  return {
    forwarded: each(forwarded - before.forwarded),
    encoded: each(encodedBits() - before.encoded),
    consumers: consumers(),
  }
}

const held: Record<'everything' | 'tiles' | 'speaker', Figures[]> = { everything: [], tiles: [], speaker: [] }
try {
  for (let round = 0; round < rounds; round++) {
    held.everything.push(await hold(null))
    held.tiles.push(await hold(tiles))
    held.speaker.push(await hold(speaker))
  }
} finally {
  worker.close()
  sink.close()
}
const usual = (name: keyof typeof held, what: keyof Figures) =>
  percentile(
    held[name].map((figures) => figures[what]),
    0.5,
  )
const part = (name: keyof typeof held, what: keyof Figures) =>
  (100 * usual(name, what)) / usual('everything', what)
const conditions = `${people} cameras, pages of ${perPage} tiles of ${tileWidth} px (layer ${layerFor(tileWidth)}), ${rounds} turns, a tenth of the bits sent and all figures times ten, ${availableParallelism()} cores`
/** Nine of 24 pictures in their middle layer are an eighth of the bits; one large one with eight small ones is less. */
const limit = 15
const within = reportBench('policy', conditions, [
  { what: 'everything: forwarded', value: usual('everything', 'forwarded'), unit: 'Mbit/s' },
  { what: 'everything: encoded', value: usual('everything', 'encoded'), unit: 'Mbit/s' },
  { what: 'everything: consumers', value: usual('everything', 'consumers'), unit: '' },
  { what: 'pages of tiles: forwarded', value: usual('tiles', 'forwarded'), unit: 'Mbit/s' },
  { what: 'pages of tiles: encoded', value: usual('tiles', 'encoded'), unit: 'Mbit/s' },
  { what: 'pages of tiles: consumers', value: usual('tiles', 'consumers'), unit: '' },
  { what: 'one who speaks, strip of eight: forwarded', value: usual('speaker', 'forwarded'), unit: 'Mbit/s' },
  { what: 'one who speaks, strip of eight: encoded', value: usual('speaker', 'encoded'), unit: 'Mbit/s' },
  { what: 'one who speaks, strip of eight: consumers', value: usual('speaker', 'consumers'), unit: '' },
  { what: 'pages of tiles: of everything forwarded', value: part('tiles', 'forwarded'), unit: '%', limit },
  { what: 'pages of tiles: of everything encoded', value: part('tiles', 'encoded'), unit: '%' },
  { what: 'one who speaks: of everything forwarded', value: part('speaker', 'forwarded'), unit: '%', limit },
])
process.exitCode = within ? 0 : 1
