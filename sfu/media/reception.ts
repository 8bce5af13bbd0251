/**
 * What one seat receives: the voices that it hears, and the pictures that its page shows, as far as its line carries them.
 * A consumer is made when something is first wanted, paused while it is not, and closed when it has not been wanted for a
 * while, so that nothing grows with the square of the room but what is seen.
 */
import type { types } from 'mediasoup'
import type { ConsumerOffer, RtpCapabilities } from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'
import type { Id } from '../../contract/values.ts'
import type { Logger } from '../room/ports.ts'
import { LineBudget } from './line-budget.ts'
import type { MediaListener } from './media-room.ts'
import { firstView, isPicture, offerOf, type SentMedia, type View } from './sent-media.ts'
import { bitsFor, type PictureShare, sharePictures, type ShownPicture, voiceBits } from './share-bandwidth.ts'

export type ReceptionPorts = {
  seatId: Id
  router: types.Router
  transport: types.Transport
  rtpCapabilities: RtpCapabilities
  listener: Pick<MediaListener, 'consumerOffered' | 'consumerChanged' | 'layersChanged'>
  logger: Logger
  /** What somebody else sends under this id, or null: also for what is one's own, or another meeting's. */
  find: (producerId: string) => SentMedia | null
  /** Everything that others send. */
  all: () => Iterable<SentMedia>
  /** The id under which this seat's router has a producer, bringing it there first if need be; null when it cannot. */
  reach: (producerId: string) => Promise<string | null>
  /** Up to which layer this seat wants a picture; null for not at all. */
  onWant: (producerId: string, spatialLayer: number | null) => void
  /** How long what is not wanted keeps its consumer, in milliseconds. Default half a minute. */
  idleMs?: number
}

type Held = {
  readonly sent: SentMedia
  /** Null while it is being made. */
  consumer: types.Consumer | null
  /** The browser has said that it is ready. */
  ready: boolean
  /** Since when nobody wants it. */
  idleSince: number | null
  /** What the worker was told. */
  flows: boolean
  spatialLayer: number
  temporalLayer: number
  priority: number
}

const usualIdleMs = 30_000
const againMs = 1_000
/** Voices that were heard lately keep their consumer: nobody's first syllable should wait for one. */
const keptVoices = 15

export class Reception {
  readonly #ports: ReceptionPorts
  readonly #idleMs: number
  /** By the producer's id in the room, which is what everybody knows it by. */
  readonly #held = new Map<string, Held>()
  readonly #byConsumer = new Map<string, Held>()
  readonly #budget = new LineBudget()
  /** Null until the page has said what it shows. */
  #view: View | null = null
  #shares: ReadonlyMap<string, PictureShare> = new Map()
  /** Whom it hears; null for everybody. */
  #heard: ReadonlySet<string> | null = null
  #sweep: NodeJS.Timeout | null = null
  #again: NodeJS.Timeout | null = null
  #announced = false
  #closed = false

  constructor(ports: ReceptionPorts) {
    this.#ports = ports
    this.#idleMs = ports.idleMs ?? usualIdleMs
    ports.transport.on('trace', (trace) => {
      if (trace.type === 'bwe') this.#estimated(trace.info)
    })
    // Fails only when the transport is gone.
    ports.transport.enableTraceEvent(['bwe']).catch(() => undefined)
  }

  get count(): number {
    return this.#byConsumer.size
  }

  /** Every consumer as it is now. */
  offers(): ConsumerOffer[] {
    return [...this.#held.values()].flatMap((held) =>
      held.consumer ? [offerOf(held.sent, held.consumer)] : [],
    )
  }

  /** From now on each further consumer is offered by itself. */
  announce(): void {
    this.#announced = true
  }

  /** Makes consumers of what a page will want first. Resolves when they are made, one way or the other. */
  async begin(): Promise<void> {
    await Promise.all([...this.#settleSounds(), ...this.#settlePictures()])
  }

  /** Something new is sent in the room. */
  meet(sent: SentMedia): void {
    if (!isPicture(sent)) {
      if (this.#wantsSound(sent)) void this.#want(sent)
    } else if (!this.#view || this.#view.some(({ producerId }) => producerId === sent.producerId))
      void this.#settlePictures()
  }

  /** It is sent no more. */
  lose(producerId: string): void {
    // With a consumer it goes by itself.
    if (!this.#held.get(producerId)?.consumer) this.#held.delete(producerId)
  }

  /** What the page shows, the most important first. What it may not see is passed over. */
  look(pictures: View): void {
    this.#view = pictures
    void this.#settlePictures()
  }

  /** Whose microphones this seat hears. */
  hear(producerIds: readonly string[] | 'all'): void {
    this.#heard = producerIds === 'all' ? null : new Set(producerIds)
    void this.#settleSounds()
  }

  /** The browser is ready for this consumer. Throws `conference.consumer-missing`. */
  resume(consumerId: string): void {
    const held = this.#byConsumer.get(consumerId)
    if (!held) throw new AppError('conference.consumer-missing')
    held.ready = true
    this.#direct(held)
  }

  /** Its transport closes, and all consumers with it. Harmless twice. */
  close(): void {
    this.#closed = true
    for (const timer of [this.#sweep, this.#again]) if (timer) clearTimeout(timer)
    for (const producerId of this.#shares.keys()) this.#ports.onWant(producerId, null)
    this.#shares = new Map()
    this.#held.clear()
    this.#byConsumer.clear()
  }

  // ---- What is wanted ------------------------------------------------------------------------------------------

  /** What the page shows of what there is. */
  #pictures(): ShownPicture[] {
    const shown = new Map<string, ShownPicture>()
    for (const { producerId, width, place } of this.#view ?? firstView(this.#ports.all())) {
      const sent = width > 0 ? this.#ports.find(producerId) : null
      if (!sent || !isPicture(sent) || width <= (shown.get(producerId)?.width ?? 0)) continue
      const source = sent.source === 'screen' ? 'screen' : 'camera'
      shown.set(producerId, { producerId, source, width, place, layerBits: sent.layerBits })
    }
    return [...shown.values()]
  }

  #settlePictures(): Promise<void>[] {
    if (this.#closed) return []
    const voices = this.#held.values().filter(({ sent, idleSince }) => !isPicture(sent) && idleSince === null)
    const budget = this.#budget.bits - voices.toArray().length * voiceBits
    this.#shares = sharePictures(this.#pictures(), budget, this.#flowing())
    const made: Promise<void>[] = []
    for (const [producerId, { flows, spatialLayer }] of this.#shares) {
      this.#ports.onWant(producerId, flows ? spatialLayer : null)
      const sent = flows ? this.#ports.find(producerId) : null
      if (sent) made.push(this.#want(sent))
    }
    for (const held of this.#held.values())
      if (isPicture(held.sent) && !this.#shares.get(held.sent.producerId)?.flows) this.#unwant(held)
    return made
  }

  #settleSounds(): Promise<void>[] {
    if (this.#closed) return []
    const made: Promise<void>[] = []
    for (const sent of this.#ports.all()) {
      if (isPicture(sent)) continue
      const held = this.#held.get(sent.producerId)
      if (this.#wantsSound(sent)) made.push(this.#want(sent))
      else if (held) this.#unwant(held)
    }
    return made
  }

  #wantsSound({ source, producerId }: SentMedia): boolean {
    return source !== 'microphone' || this.#heard === null || this.#heard.has(producerId)
  }

  #flowing(): Set<string> {
    return new Set(this.#shares.entries().flatMap(([producerId, { flows }]) => (flows ? [producerId] : [])))
  }

  async #want(sent: SentMedia): Promise<void> {
    const held = this.#held.get(sent.producerId)
    if (!held) return await this.#make(sent)
    held.idleSince = null
    this.#direct(held)
  }

  #unwant(held: Held): void {
    if (isPicture(held.sent)) this.#ports.onWant(held.sent.producerId, null)
    held.idleSince ??= performance.now()
    this.#direct(held)
    this.#sweep ??= setTimeout(() => this.#closeIdle(), this.#idleMs)
  }

  /** Closes what has not been wanted for a while, but not the voices that were heard last. */
  #closeIdle(): void {
    this.#sweep = null
    const now = performance.now()
    const idle = [...this.#held.values()]
      .filter((held): held is Held & { idleSince: number } => held.idleSince !== null)
      .sort((one, other) => other.idleSince - one.idleSince)
    const voices = idle.filter(({ sent }) => !isPicture(sent)).slice(0, keptVoices)
    let next = Infinity
    for (const held of idle) {
      const due = held.idleSince + this.#idleMs
      if (due > now) next = Math.min(next, due)
      else if (!voices.includes(held)) this.#end(held)
    }
    if (next < Infinity) this.#sweep = setTimeout(() => this.#closeIdle(), next - now + 1)
  }

  #estimated(info: unknown): void {
    const { availableBitrate, maxBitrate } = info as Partial<Record<string, unknown>>
    if (typeof availableBitrate !== 'number' || typeof maxBitrate !== 'number') return
    const pictures = this.#pictures()
    const flowing = this.#flowing()
    const before = this.#budget.bits
    this.#budget.estimate(
      { available: availableBitrate, ceiling: maxBitrate },
      bitsFor(pictures),
      bitsFor(pictures.filter(({ producerId }) => flowing.has(producerId))),
      performance.now(),
    )
    if (this.#budget.bits !== before) this.#settlePictures()
  }

  // ---- Consumers -----------------------------------------------------------------------------------------------

  /** Never rejects: what cannot be received is not offered. */
  async #make(sent: SentMedia): Promise<void> {
    const { router, transport, rtpCapabilities, listener, logger, seatId, find, reach } = this.#ports
    const { producerId, source } = sent
    const capabilities = rtpCapabilities as types.RtpCapabilities
    const held: Held = { sent, consumer: null, ready: false, idleSince: null, ...untold }
    this.#held.set(producerId, held)
    const forget = () => {
      if (this.#held.get(producerId) === held) this.#held.delete(producerId)
    }
    try {
      const here = await reach(producerId)
      if (here === null) this.#tryAgain()
      if (here === null || this.#held.get(producerId) !== held) return forget()
      if (!router.canConsume({ producerId: here, rtpCapabilities: capabilities }))
        // It stays in the list, so that it is not tried again at each turn of a page.
        return logger.warn({ seatId, source }, 'a browser cannot play what is sent')
      const consumer = await transport.consume({
        producerId: here,
        rtpCapabilities: capabilities,
        paused: true,
      })
      // Its end may have come in the same breath as its making, before anybody could listen for it.
      if (consumer.closed || this.#held.get(producerId) !== held) {
        consumer.close()
        return forget()
      }
      held.consumer = consumer
      this.#keep(held, consumer)
      this.#direct(held)
      if (this.#announced) listener.consumerOffered(seatId, offerOf(sent, consumer))
    } catch (error) {
      forget()
      // Either end may go while we ask; only what stays is worth a line.
      if (!this.#closed && find(producerId))
        logger.warn({ seatId, source, err: error }, 'no consumer could be made')
    }
  }

  /** What could not be brought here a moment ago perhaps can be soon; what is gone by then is not looked for. */
  #tryAgain(): void {
    if (this.#closed) return
    this.#again ??= setTimeout(() => {
      this.#again = null
      void this.begin()
    }, againMs)
  }

  #keep(held: Held, consumer: types.Consumer): void {
    const { listener, seatId } = this.#ports
    const { id } = consumer
    this.#byConsumer.set(id, held)
    consumer.observer.on('close', () => {
      this.#byConsumer.delete(id)
      if (this.#held.get(held.sent.producerId) === held) this.#held.delete(held.sent.producerId)
    })
    consumer.on('producerclose', () => listener.consumerChanged(seatId, id, 'closed'))
    consumer.on('producerpause', () => listener.consumerChanged(seatId, id, 'paused'))
    consumer.on('producerresume', () => listener.consumerChanged(seatId, id, 'resumed'))
    consumer.on('layerschange', (layers) => listener.layersChanged(seatId, id, layers?.spatialLayer ?? null))
  }

  #end({ sent, consumer }: Held): void {
    this.#held.delete(sent.producerId)
    if (!consumer) return
    consumer.close()
    this.#ports.listener.consumerChanged(this.#ports.seatId, consumer.id, 'closed')
  }

  /** Tells the worker what has changed about a consumer. It carries things out in the order in which they are asked. */
  #direct(held: Held): void {
    const { consumer, sent } = held
    if (!consumer || consumer.closed) return
    const share = this.#shares.get(sent.producerId)
    const ask = (asked: Promise<unknown>) => void asked.catch(() => undefined) // It fails only with what it runs on.
    if (share && isPicture(sent)) {
      const { priority, spatialLayer, temporalLayer } = share
      if (priority !== held.priority) ask(consumer.setPriority(priority))
      if (spatialLayer !== held.spatialLayer || temporalLayer !== held.temporalLayer)
        ask(consumer.setPreferredLayers({ spatialLayer, temporalLayer }))
      Object.assign(held, { priority, spatialLayer, temporalLayer })
    }
    const flows = held.ready && held.idleSince === null
    if (flows !== held.flows) ask(flows ? consumer.resume() : consumer.pause())
    held.flows = flows
  }
}

/** As the worker makes a consumer. */
const untold = { flows: false, spatialLayer: -1, temporalLayer: -1, priority: 1 }
