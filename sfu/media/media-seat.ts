/** The media of one seat: a transport to send over, one to receive over, and what runs on them. */
import type { types } from 'mediasoup'
import type {
  ConsumerOffer,
  DtlsParameters,
  IceParameters,
  RtpCapabilities,
  RtpParameters,
  Source,
  TransportOffer,
  TransportPair,
} from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'
import type { Id } from '../../contract/values.ts'
import { kindOf } from './media-codecs.ts'
import { asMediaRequest } from './media-errors.ts'
import type { MediaListener } from './media-room.ts'
import type { Logger } from '../room/ports.ts'
import { bitrates } from './media-settings.ts'

type ProducerData = { source: Source }
type ConsumerData = { seatId: Id; source: Source }
type Producer = types.Producer<ProducerData>
type Consumer = types.Consumer<ConsumerData>

type Opening = {
  seatId: Id
  rtpCapabilities: RtpCapabilities
  router: types.Router
  server: types.WebRtcServer
  listener: MediaListener
  logger: Logger
  onProducerGone: (producerId: string) => void
}

export class MediaSeat {
  readonly seatId: Id
  readonly #opening: Opening
  readonly #send: types.WebRtcTransport
  readonly #receive: types.WebRtcTransport
  readonly #producers = new Map<string, Producer>()
  readonly #consumers = new Map<string, Consumer>()
  /** Producers that have a consumer here, or are about to. */
  readonly #consumed = new Set<string>()
  #announced = false
  #closed = false

  /** Makes both transports at the same time. Rejects with mediasoup's error, leaving none of them. */
  static async open(opening: Opening): Promise<MediaSeat> {
    const { router, server } = opening
    const make = () =>
      router.createWebRtcTransport({
        webRtcServer: server,
        enableUdp: true,
        enableTcp: true,
        preferUdp: true,
        initialAvailableOutgoingBitrate: bitrates.initialOutgoing,
      })
    const made = await Promise.allSettled([make(), make()])
    const [send, receive] = made
    if (send.status === 'fulfilled' && receive.status === 'fulfilled')
      return new MediaSeat(opening, send.value, receive.value)
    for (const one of made) if (one.status === 'fulfilled') one.value.close()
    throw made.find((one) => one.status === 'rejected')?.reason
  }

  private constructor(opening: Opening, send: types.WebRtcTransport, receive: types.WebRtcTransport) {
    this.seatId = opening.seatId
    this.#opening = opening
    this.#send = send
    this.#receive = receive
    // Nobody waits for it, and it fails only when the transport is gone.
    send.setMaxIncomingBitrate(bitrates.maxIncoming).catch(() => undefined)
  }

  get producerCount(): number {
    return this.#producers.size
  }

  get consumerCount(): number {
    return this.#consumers.size
  }

  /** Both transports as the browser needs them. */
  transports(): TransportPair {
    return { send: offerOf(this.#send), receive: offerOf(this.#receive) }
  }

  /** Every consumer as it is now. */
  offers(): ConsumerOffer[] {
    return [...this.#consumers.values()].map(offerOfConsumer)
  }

  /** Like `offers`, for a seat that has just opened: from now on each further consumer is offered by itself. */
  announce(): ConsumerOffer[] {
    this.#announced = true
    return this.offers()
  }

  /** Ties a transport to the browser's certificate. A second time is `conference.wrong-moment`. */
  async connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const transport = this.#transport(transportId)
    if (transport.dtlsState !== 'new') throw new AppError('conference.wrong-moment')
    await this.#ask(() => transport.connect({ dtlsParameters }))
  }

  restartIce(transportId: string): Promise<IceParameters> {
    const transport = this.#transport(transportId)
    return this.#ask(() => transport.restartIce())
  }

  /** Takes what the browser sends; answers with the producer's id. Nobody hears of it before the room shares it. */
  async produce(ask: {
    transportId: string
    source: Source
    rtpParameters: RtpParameters
    paused: boolean
  }): Promise<string> {
    if (ask.transportId !== this.#send.id) throw new AppError('conference.transport-missing')
    const kind = kindOf[ask.source]
    // mediasoup itself takes a microphone's codec for a camera.
    if (ask.rtpParameters.codecs.some(({ mimeType }) => !mimeType.startsWith(`${kind}/`)))
      throw new AppError('conference.media-refused')
    const producer: Producer = await this.#ask(() =>
      this.#send.produce<ProducerData>({
        kind,
        // Our schema lists what a browser may say; mediasoup's type names every parameter it knows.
        rtpParameters: ask.rtpParameters as types.RtpParameters,
        paused: ask.paused,
        appData: { source: ask.source },
      }),
    )
    if (producer.closed) throw new AppError('conference.transport-missing')
    this.#producers.set(producer.id, producer)
    producer.observer.on('close', () => {
      this.#producers.delete(producer.id)
      this.#opening.onProducerGone(producer.id)
    })
    return producer.id
  }

  producer(producerId: string): Producer | null {
    return this.#producers.get(producerId) ?? null
  }

  /** Stops forwarding, or goes on. Resolves when the worker has done it; a producer that is gone has nothing to do. */
  async pauseProducer(producerId: string, paused: boolean): Promise<void> {
    const producer = this.#producers.get(producerId)
    if (producer) await this.#ask(() => (paused ? producer.pause() : producer.resume()))
  }

  closeProducer(producerId: string): void {
    this.#producers.get(producerId)?.close()
  }

  /**
   * Offers somebody else's producer to this seat: the consumer is made paused and flows once the browser is ready for it
   * (otherwise the first key frame is lost). Once per producer. Never rejects: what cannot be received is not offered.
   */
  async consume(producerId: string, sender: MediaSeat): Promise<void> {
    const { router, rtpCapabilities, listener, logger } = this.#opening
    const source = sender.producer(producerId)?.appData.source
    if (this.#closed || !source || this.#consumed.has(producerId)) return
    const capabilities = rtpCapabilities as types.RtpCapabilities
    this.#consumed.add(producerId)
    try {
      if (!router.canConsume({ producerId, rtpCapabilities: capabilities }))
        return logger.warn({ seatId: this.seatId, source }, 'a browser cannot play what is sent')
      const consumer = await this.#receive.consume<ConsumerData>({
        producerId,
        rtpCapabilities: capabilities,
        paused: true,
        appData: { seatId: sender.seatId, source },
      })
      // Its end may have come in the same breath as its making, before anybody could listen for it.
      if (consumer.closed) return void this.#consumed.delete(producerId)
      // Whoever shows a screen wants it read: it is served before faces when bandwidth is short.
      if (source === 'screen') consumer.setPriority(200).catch(() => undefined)
      this.#keep(consumer)
      if (this.#announced) listener.consumerOffered(this.seatId, offerOfConsumer(consumer))
    } catch (error) {
      this.#consumed.delete(producerId)
      // Either end may go while we ask; only what stays is worth a line.
      if (!this.#closed && sender.producer(producerId))
        logger.warn({ seatId: this.seatId, source, err: error }, 'no consumer could be made')
    }
  }

  /** The browser is ready: packets flow, and the sender is asked for a key frame. */
  async resumeConsumer(consumerId: string): Promise<void> {
    const consumer = this.#consumer(consumerId)
    await this.#ask(() => consumer.resume())
  }

  async pauseConsumer(consumerId: string): Promise<void> {
    const consumer = this.#consumer(consumerId)
    await this.#ask(() => consumer.pause())
  }

  /** At most this layer is wanted (0 is the smallest). Sound has no layers. */
  async preferLayers(consumerId: string, layers: types.ConsumerLayers): Promise<void> {
    const consumer = this.#consumer(consumerId)
    if (consumer.kind === 'video') await this.#ask(() => consumer.setPreferredLayers(layers))
  }

  /** Closes both transports and with them all that runs on them. Harmless twice, and after the worker's death. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#send.close()
    this.#receive.close()
  }

  #keep(consumer: Consumer): void {
    const { listener } = this.#opening
    const { id } = consumer
    this.#consumers.set(id, consumer)
    consumer.observer.on('close', () => {
      this.#consumers.delete(id)
      this.#consumed.delete(consumer.producerId)
    })
    consumer.on('producerclose', () => listener.consumerChanged(this.seatId, id, 'closed'))
    consumer.on('producerpause', () => listener.consumerChanged(this.seatId, id, 'paused'))
    consumer.on('producerresume', () => listener.consumerChanged(this.seatId, id, 'resumed'))
    consumer.on('layerschange', (layers) =>
      listener.layersChanged(this.seatId, id, layers?.spatialLayer ?? null),
    )
  }

  #transport(transportId: string): types.WebRtcTransport {
    if (transportId === this.#send.id) return this.#send
    if (transportId === this.#receive.id) return this.#receive
    throw new AppError('conference.transport-missing')
  }

  #consumer(consumerId: string): Consumer {
    const consumer = this.#consumers.get(consumerId)
    if (!consumer) throw new AppError('conference.consumer-missing')
    return consumer
  }

  #ask<T>(run: () => Promise<T>): Promise<T> {
    return asMediaRequest(() => !this.#closed, run)
  }
}

const offerOf = ({
  id,
  iceParameters,
  iceCandidates,
  dtlsParameters,
}: types.WebRtcTransport): TransportOffer => ({
  id,
  iceParameters,
  iceCandidates,
  dtlsParameters,
})

const offerOfConsumer = (consumer: Consumer): ConsumerOffer => ({
  consumerId: consumer.id,
  producerId: consumer.producerId,
  seatId: consumer.appData.seatId,
  source: consumer.appData.source,
  kind: consumer.kind,
  rtpParameters: consumer.rtpParameters as RtpParameters,
  producerPaused: consumer.producerPaused,
})
