/**
 * What one seat receives: the voices that it hears, and the pictures that its page shows, as far as its line carries them.
 * A consumer is made when something is first wanted, paused while it is not, and closed when it has not been wanted for a
 * while, so that nothing grows with the square of the room but what is seen.
 */
import type { types } from 'mediasoup'
import type { ConsumerOffer } from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'
import type { Hearing } from './audible.ts'
import { type HeldMedia, holdMedia } from './held-media.ts'
import { LineBudget, type LineEstimate } from './line-budget.ts'
import { ReceivingLine } from './receiving-line.ts'
import type { ReceptionPorts } from './reception-ports.ts'
import { firstView, isPicture, offerOf, type SentMedia, type View } from './sent-media.ts'
import {
  bitsFor,
  needsOfLine,
  type PictureShare,
  screenBits,
  sharePictures,
  type ShownPicture,
} from './share-bandwidth.ts'

const usualIdleMs = 30_000
const againMs = 1_000
/** So long a screen is kept small for a line on which nothing passes: it may only have been full. */
const hopeMs = 20_000
/** Voices that were heard lately keep their consumer: nobody's first syllable should wait for one. */
const keptVoices = 15

export class Reception {
  readonly #ports: ReceptionPorts
  readonly #idleMs: number
  /** By the producer's id in the room, which is what everybody knows it by. */
  readonly #held = new Map<string, HeldMedia>()
  readonly #byConsumer = new Map<string, HeldMedia>()
  readonly #budget = new LineBudget()
  readonly #line: ReceivingLine
  /** Null until the page has said what it shows. */
  #view: View | null = null
  #shares: ReadonlyMap<string, PictureShare> = new Map()
  #waiting: readonly string[] = []
  /** Whom it hears; null for everybody. */
  #heard: ReadonlySet<string> | null = null
  /** Whom it may hear next. */
  #soon: ReadonlySet<string> = new Set()
  #sweep: NodeJS.Timeout | null = null
  #again: NodeJS.Timeout | null = null
  #announced = false
  #closed = false

  constructor(ports: ReceptionPorts) {
    this.#ports = ports
    this.#idleMs = ports.idleMs ?? usualIdleMs
    this.#line = new ReceivingLine(ports.transport, {
      estimated: (estimate) => this.#estimated(estimate),
      voiceFirst: () => this.#putVoiceFirst(),
    })
  }

  get count(): number {
    return this.#byConsumer.size
  }

  /** Those of the pictures shown that do not come, because the line is too short for them. */
  get held(): readonly string[] {
    return this.#waiting
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

  /** Whose microphones this seat hears, and whose it may hear next: of those it has a consumer that waits. */
  hear({ heard, soon }: Hearing): void {
    this.#heard = heard === 'all' ? null : new Set(heard)
    this.#soon = new Set(soon)
    void this.#settleSounds()
  }

  /** The browser is ready for this consumer. Throws `conference.consumer-missing`. */
  resume(consumerId: string): void {
    const held = this.#byConsumer.get(consumerId)
    if (!held) throw new AppError('conference.consumer-missing')
    held.ready = true
    this.#direct(held)
  }

  /** Asks for whole pictures, of these or of all that flow: something is missing of those that came before. */
  refresh(producerIds: Iterable<string> = this.#held.keys()): void {
    for (const producerId of producerIds) {
      const held = this.#held.get(producerId)
      if (held?.flows && isPicture(held.sent)) held.consumer?.requestKeyFrame().catch(() => undefined)
    }
  }

  /** Its transport closes, and all consumers with it. Harmless twice. */
  close(): void {
    this.#closed = true
    this.#line.close()
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
    const pictures = this.#pictures()
    this.#shares = sharePictures(pictures, this.#budget.bits, this.#flowing())
    this.#line.need(needsOfLine(pictures), this.#budget.bits)
    const hopeless = performance.now() - (this.#line.hopelessSince ?? Infinity) > hopeMs
    const bits = hopeless ? Infinity : screenBits(pictures, this.#budget.bits)
    const made: Promise<void>[] = []
    for (const { producerId, source } of pictures) {
      const { flows = false, spatialLayer = 0 } = this.#shares.get(producerId) ?? {}
      this.#ports.onWant(producerId, flows ? spatialLayer : null, source === 'screen' ? bits : Infinity)
      const sent = flows ? this.#ports.find(producerId) : null
      if (sent) made.push(this.#want(sent))
    }
    for (const held of this.#held.values())
      if (isPicture(held.sent) && !this.#shares.get(held.sent.producerId)?.flows) this.#unwant(held)
    this.#tellHeld()
    return made
  }

  /** Says which pictures wait for the line: those that gave way, and those of which the worker finds nothing that fits. */
  #tellHeld(): void {
    const short = this.#budget.bits < Infinity
    const waits = (producerId: string, { flows }: PictureShare) => {
      const consumer = this.#held.get(producerId)?.consumer
      const unfit = consumer?.paused === false && consumer.score.producerScore > 0 && !consumer.currentLayers
      return !flows || this.#line.hopelessSince !== null || (short && unfit)
    }
    const held = [...this.#shares].flatMap(([producerId, share]) =>
      waits(producerId, share) ? [producerId] : [],
    )
    if (held.join() === this.#waiting.join()) return
    this.#waiting = held
    this.#ports.listener.picturesHeld(this.#ports.seatId, held)
  }

  #settleSounds(): Promise<void>[] {
    if (this.#closed) return []
    const sounds = [...this.#ports.all()].filter((sent) => !isPicture(sent))
    // Whoever begins to speak is let in before anybody is let out.
    const made = sounds.filter((sent) => this.#wantsSound(sent)).map((sent) => this.#want(sent))
    for (const sent of sounds) {
      const held = this.#held.get(sent.producerId)
      if (this.#wantsSound(sent)) continue
      if (held) this.#unwant(held)
      else if (this.#soon.has(sent.producerId)) made.push(this.#make(sent, performance.now()))
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

  #unwant(held: HeldMedia): void {
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
      .filter((held): held is HeldMedia & { idleSince: number } => held.idleSince !== null)
      .sort((one, other) => other.idleSince - one.idleSince)
    const sounds = idle.filter(({ sent }) => !isPicture(sent))
    const kept = new Set(sounds.slice(0, keptVoices))
    for (const held of sounds) if (this.#soon.has(held.sent.producerId)) kept.add(held)
    let next = Infinity
    for (const held of idle) {
      const due = held.idleSince + this.#idleMs
      if (due > now) next = Math.min(next, due)
      else if (!kept.has(held)) this.#end(held)
    }
    if (next < Infinity) this.#sweep = setTimeout(() => this.#closeIdle(), next - now + 1)
  }

  #estimated(estimate: LineEstimate): void {
    const pictures = this.#pictures()
    const flowing = this.#flowing()
    const before = this.#budget.bits
    this.#budget.estimate(
      estimate,
      bitsFor(pictures),
      bitsFor(pictures.filter(({ producerId }) => flowing.has(producerId))),
      performance.now(),
    )
    if (this.#budget.bits !== before) this.#settlePictures()
  }

  /** No picture flows beside the voice, or they go on. Senders are told nothing: most often it is over in a moment. */
  #putVoiceFirst(): void {
    if (this.#closed) return
    for (const held of this.#held.values()) if (isPicture(held.sent)) this.#direct(held)
    this.#tellHeld()
  }

  // ---- Consumers -----------------------------------------------------------------------------------------------

  /** Never rejects: what cannot be received is not offered. */
  async #make(sent: SentMedia, idleSince: number | null = null): Promise<void> {
    const { router, transport, rtpCapabilities, listener, logger, seatId, find, reach } = this.#ports
    const { producerId, source } = sent
    const capabilities = rtpCapabilities as types.RtpCapabilities
    const held = holdMedia(sent, idleSince)
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

  #keep(held: HeldMedia, consumer: types.Consumer): void {
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
    consumer.on('layerschange', (layers) => {
      listener.layersChanged(seatId, id, layers?.spatialLayer ?? null)
      this.#tellHeld()
    })
  }

  #end({ sent, consumer }: HeldMedia): void {
    this.#held.delete(sent.producerId)
    if (!consumer) return
    consumer.close()
    this.#ports.listener.consumerChanged(this.#ports.seatId, consumer.id, 'closed')
  }

  /** Tells the worker what has changed about a consumer. It carries things out in the order in which they are asked. */
  #direct(held: HeldMedia): void {
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
    const isHushed = isPicture(sent) && this.#line.isForVoiceAlone
    const flows = held.ready && held.idleSince === null && !isHushed
    if (flows !== held.flows) ask(flows ? consumer.resume() : consumer.pause())
    held.flows = flows
  }
}
