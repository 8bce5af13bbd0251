/**
 * What flows over a node's transports: packets, bits, losses and round trips, told from samples. Asking a worker about every
 * stream would cost more than forwarding it, so a hundredth of them is asked at each look, twice a second apart, and what
 * those do stands for all: the more there are, the better it does.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { types } from 'mediasoup'

/** Estimates of this moment. `loss` and `roundTripMs` are null while nobody has told of them. */
export type StreamFlow = {
  streams: number
  packetsPerSecond: number
  bitsPerSecond: number
  /** Part of the packets that do not arrive, 0 to 1. */
  loss: number | null
  roundTripMs: number | null
}
/** `in` is what people send to us. */
export type MediaFlow = { in: StreamFlow; out: StreamFlow }

/**
 * Consumers by what they carry: sound, or the spatial layer of a picture. Those that nobody wants now, or of which nothing
 * fits the line, are paused.
 */
export type ConsumersByLayer = { paused: number; audio: number; layers: number[] }

const partOfAll = 0.01
const mostAtOnce = 40
const betweenMs = 1_000
/** Samples stand for the present this long. */
const freshMs = 60_000
const layerCount = 3

type Stream = types.Producer | types.Consumer
type Count = { at: number; packets: number; bytes: number; lost: number; roundTripMs: number | null }
type Sample = { at: number; packets: number; bits: number; lost: number; roundTripMs: number | null }

/** Streams of one direction, of which a few are looked at in turn. */
class Direction {
  readonly streams = new Set<Stream>()
  #samples: Sample[] = []
  #turn: Iterator<Stream> | null = null

  /** The next few in turn, so that each is asked once before any is asked again. */
  take(): Stream[] {
    const wanted = Math.min(mostAtOnce, Math.max(1, Math.round(this.streams.size * partOfAll)))
    const taken: Stream[] = []
    while (taken.length < wanted) {
      this.#turn ??= this.streams.values()
      const { value, done } = this.#turn.next()
      if (!done) taken.push(value)
      else {
        this.#turn = null
        if (this.streams.size <= taken.length) break
      }
    }
    return taken
  }

  keep(samples: Sample[], now: number): void {
    this.#samples = [...this.#samples.filter(({ at }) => now - at < freshMs), ...samples].slice(-1_000)
  }

  flow(): StreamFlow {
    const streams = this.streams.size
    const mean = (figure: (sample: Sample) => number) =>
      this.#samples.reduce((sum, sample) => sum + figure(sample), 0) / this.#samples.length
    if (streams === 0 || this.#samples.length === 0)
      return { streams, packetsPerSecond: 0, bitsPerSecond: 0, loss: null, roundTripMs: null }
    const packets = mean((sample) => sample.packets)
    const lost = mean((sample) => sample.lost)
    const trips = this.#samples.flatMap(({ roundTripMs }) => roundTripMs ?? [])
    return {
      streams,
      packetsPerSecond: packets * streams,
      bitsPerSecond: mean((sample) => sample.bits) * streams,
      loss: packets + lost > 0 ? Math.min(1, lost / (packets + lost)) : null,
      roundTripMs: trips.length === 0 ? null : trips.reduce((sum, ms) => sum + ms, 0) / trips.length,
    }
  }
}

export class StreamSurvey {
  readonly #in = new Direction()
  readonly #out = new Direction()
  #looking = false

  /** Counts what runs over a router's transports to browsers, for as long as it does; not the copies between workers. */
  watch(router: types.Router): void {
    router.observer.on('newtransport', (transport) => {
      if (transport.type !== 'webrtc') return
      transport.observer.on('newproducer', (producer) => {
        this.#in.streams.add(producer)
        producer.observer.once('close', () => this.#in.streams.delete(producer))
      })
      transport.observer.on('newconsumer', (consumer) => {
        this.#out.streams.add(consumer)
        consumer.observer.once('close', () => this.#out.streams.delete(consumer))
      })
    })
  }

  /** Takes a sample; a look that still goes on is not joined by another. Never rejects. */
  async look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    const directions = [this.#in, this.#out].map((direction) => ({ direction, taken: direction.take() }))
    if (directions.some(({ taken }) => taken.length > 0)) {
      const before = await Promise.all(directions.map(({ taken }) => countAll(taken)))
      await pause(betweenMs, undefined, { ref: false })
      const after = await Promise.all(directions.map(({ taken }) => countAll(taken)))
      for (const [index, { direction, taken }] of directions.entries())
        direction.keep(
          taken.flatMap((_, place) => difference(before[index]?.[place], after[index]?.[place])),
          performance.now(),
        )
    }
    this.#looking = false
  }

  flow(): MediaFlow {
    return { in: this.#in.flow(), out: this.#out.flow() }
  }

  consumersByLayer(): ConsumersByLayer {
    const found: ConsumersByLayer = {
      paused: 0,
      audio: 0,
      layers: Array.from({ length: layerCount }, () => 0),
    }
    for (const stream of this.#out.streams) {
      const consumer = stream as types.Consumer
      // Nothing of a picture is sent when not even its lowest layer fits the line; where there are no layers none is told.
      const isStill = consumer.kind === 'video' && consumer.type !== 'simple' && !consumer.currentLayers
      if (consumer.paused || consumer.producerPaused || isStill) found.paused += 1
      else if (consumer.kind === 'audio') found.audio += 1
      else {
        const layer = Math.min(layerCount - 1, consumer.currentLayers?.spatialLayer ?? 0)
        found.layers[layer] = (found.layers[layer] ?? 0) + 1
      }
    }
    return found
  }
}

/** In the order of the streams; null for one that has gone, or whose worker has. */
const countAll = (streams: Stream[]): Promise<(Count | null)[]> =>
  Promise.all(streams.map((stream) => count(stream).catch(() => null)))

async function count(stream: Stream): Promise<Count> {
  // A consumer tells of its producer as well, which is not ours to count twice.
  const stats = (await stream.getStats()).filter(
    ({ type }) => type === ('producerId' in stream ? 'outbound-rtp' : 'inbound-rtp'),
  )
  const sum = (figure: (stat: (typeof stats)[number]) => number) =>
    stats.reduce((total, stat) => total + figure(stat), 0)
  const trips = stats.flatMap(({ roundTripTime }) => roundTripTime ?? [])
  return {
    at: performance.now(),
    packets: sum(({ packetCount }) => packetCount),
    bytes: sum(({ byteCount }) => byteCount),
    lost: sum(({ packetsLost }) => packetsLost),
    roundTripMs: trips.length === 0 ? null : Math.max(...trips),
  }
}

function difference(before: Count | null | undefined, after: Count | null | undefined): Sample[] {
  if (!before || !after || after.at <= before.at) return []
  const seconds = (after.at - before.at) / 1000
  const perSecond = (figure: 'packets' | 'bytes' | 'lost') =>
    // A layer that begins anew counts from nothing.
    Math.max(0, after[figure] - before[figure]) / seconds
  return [
    {
      at: after.at,
      packets: perSecond('packets'),
      bits: perSecond('bytes') * 8,
      lost: perSecond('lost'),
      roundTripMs: after.roundTripMs,
    },
  ]
}
