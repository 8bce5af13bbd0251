/** What one seat receives: offers of the node become consumers, which flow as soon as they are made. */
import type { types } from 'mediasoup-client'
import type { ConsumerOffer, Source } from '#contract/conference.ts'
import type { Signal } from './signal.ts'

export type Incoming = {
  consumerId: string
  producerId: string
  seatId: string
  source: Source
  track: MediaStreamTrack
}

export type ReceivedPorts = {
  ask: Signal['ask']
  onTrack: (incoming: Incoming) => void
  onTrackGone: (incoming: Incoming) => void
}

export class ReceivedMedia {
  readonly #ports: ReceivedPorts
  #transport: types.Transport | null = null
  readonly #consumers = new Map<string, { consumer: types.Consumer; incoming: Incoming }>()
  /** What was offered and is not made yet. */
  readonly #offers = new Map<string, ConsumerOffer>()
  /** What is being made. */
  readonly #making = new Set<string>()

  constructor(ports: ReceivedPorts) {
    this.#ports = ports
  }

  consumers(): Iterable<types.Consumer> {
    return this.#consumers.values().map(({ consumer }) => consumer)
  }

  /** It comes over this transport from now on, and what was offered before there was one. */
  open(transport: types.Transport): void {
    this.#transport = transport
    for (const offer of this.#offers.values()) void this.receive(offer)
  }

  /** Keeps an offer until there is a transport to receive it over. */
  keep(offers: readonly ConsumerOffer[]): void {
    for (const offer of offers) this.#offers.set(offer.consumerId, offer)
  }

  /** Takes an offer of the node: the consumer is made here, then flows while it is wanted. */
  async receive(offer: ConsumerOffer): Promise<void> {
    const { consumerId: id, producerId, kind, source, seatId } = offer
    this.#offers.set(id, offer)
    const transport = this.#transport
    if (!transport || transport.closed || this.#consumers.has(id) || this.#making.has(id)) return
    let consumer: types.Consumer
    this.#making.add(id)
    try {
      consumer = await transport.consume({
        id,
        producerId,
        kind,
        rtpParameters: offer.rtpParameters as types.RtpParameters,
      })
    } catch {
      // The transport closed under it; the new ones bring new offers.
      this.#offers.delete(id)
      return
    } finally {
      this.#making.delete(id)
    }
    if (!this.#offers.delete(id) || transport !== this.#transport) return consumer.close()
    const incoming = { consumerId: id, producerId, seatId, source, track: consumer.track }
    this.#consumers.set(id, { consumer, incoming })
    this.#ports.onTrack(incoming)
    this.#resume(id)
  }

  /** The node closed a consumer, or it belongs to somebody who is no longer there. */
  unreceive(consumerId: string): void {
    this.#offers.delete(consumerId)
    const held = this.#consumers.get(consumerId)
    if (!held) return
    this.#consumers.delete(consumerId)
    held.consumer.close()
    this.#ports.onTrackGone(held.incoming)
  }

  /** After a return over the same transport: lets go of what ended meanwhile and takes what came. */
  follow(offers: readonly ConsumerOffer[]): void {
    const listed = new Set(offers.map(({ consumerId }) => consumerId))
    for (const consumerId of [...this.#consumers.keys()])
      if (!listed.has(consumerId)) this.unreceive(consumerId)
    for (const offer of offers) {
      if (!this.#consumers.has(offer.consumerId)) void this.receive(offer)
      else this.#resume(offer.consumerId)
    }
  }

  /** The transport goes, and all that came over it; what is offered stays for the next one. */
  drop(): void {
    for (const { incoming } of this.#consumers.values()) this.#ports.onTrackGone(incoming)
    this.#consumers.clear()
    this.#transport = null
  }

  /** It is over: nothing more is received. */
  close(): void {
    this.drop()
    this.#offers.clear()
  }

  #resume(consumerId: string): void {
    this.#ports.ask('consumer:resume', { consumerId }).catch(() => undefined)
  }
}
