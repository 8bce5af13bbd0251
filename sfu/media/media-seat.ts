/** The media of one seat: a transport to send over, one to receive over, and what runs on them. */
import type { types } from 'mediasoup'
import type {
  DtlsParameters,
  IceParameters,
  RtpParameters,
  Source,
  TransportOffer,
  TransportPair,
} from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'
import { layerBitrates } from '../../contract/picture-layers.ts'
import type { Id } from '../../contract/values.ts'
import { kindOf } from './media-codecs.ts'
import { asMediaRequest } from './media-errors.ts'
import { bitrates } from './media-settings.ts'
import { Reception } from './reception.ts'
import type { ReceptionPorts } from './reception-ports.ts'
import type { SentMedia } from './sent-media.ts'

type ProducerData = { source: Source }
type Producer = types.Producer<ProducerData>

type Opening = Omit<ReceptionPorts, 'transport'> & {
  server: types.WebRtcServer
  onProducerGone: (producerId: string) => void
  /** What it sends comes from another address from now on, and something of it is missing. */
  onSenderMoved: (producerIds: readonly string[]) => void
}

export class MediaSeat {
  readonly seatId: Id
  readonly #opening: Opening
  readonly #send: types.WebRtcTransport
  readonly #receive: types.WebRtcTransport
  readonly #producers = new Map<string, Producer>()
  /** What it receives: whom it hears and which pictures. */
  readonly reception: Reception
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
    this.reception = new Reception({ ...opening, transport: receive })
    // Whoever is suddenly at another address has missed something, and can show nothing until the next key frame.
    receive.on('iceselectedtuplechange', () => this.reception.refresh())
    send.on('iceselectedtuplechange', () => opening.onSenderMoved([...this.#producers.keys()]))
    // Nobody waits for it, and it fails only when the transport is gone.
    send.setMaxIncomingBitrate(bitrates.maxIncoming).catch(() => undefined)
  }

  get producerCount(): number {
    return this.#producers.size
  }

  /** Both transports as the browser needs them. */
  transports(): TransportPair {
    return { send: offerOf(this.#send), receive: offerOf(this.#receive) }
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
    // The seat may have gone while the worker was at it: what is made then is closed by nobody else.
    if (producer.closed || this.#closed) {
      producer.close()
      throw new AppError('conference.transport-missing')
    }
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

  /** What others may know of what it sends under this id. */
  sent(producerId: string): SentMedia | null {
    const producer = this.#producers.get(producerId)
    if (!producer) return null
    const { source } = producer.appData
    return { producerId, seatId: this.seatId, source, layerBits: layerBitsOf(producer) }
  }

  /** Stops forwarding, or goes on. Resolves when the worker has done it; a producer that is gone has nothing to do. */
  async pauseProducer(producerId: string, paused: boolean): Promise<void> {
    const producer = this.#producers.get(producerId)
    if (producer) await this.#ask(() => (paused ? producer.pause() : producer.resume()))
  }

  closeProducer(producerId: string): void {
    this.#producers.get(producerId)?.close()
  }

  /** Closes both transports and with them all that runs on them. Harmless twice, and after the worker's death. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.reception.close()
    this.#send.close()
    this.#receive.close()
  }

  #transport(transportId: string): types.WebRtcTransport {
    if (transportId === this.#send.id) return this.#send
    if (transportId === this.#receive.id) return this.#receive
    throw new AppError('conference.transport-missing')
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

/** What each spatial layer takes at most: what the browser said, if that is not more than any camera or screen takes. */
function layerBitsOf({ kind, rtpParameters, appData }: Producer): number[] {
  if (kind === 'audio') return []
  const usual: readonly number[] = appData.source === 'screen' ? [bitrates.screen] : layerBitrates
  return (rtpParameters.encodings ?? [{}]).map(({ maxBitrate }, layer) => {
    const most = usual[layer] ?? usual.at(-1) ?? 0
    return Math.min(maxBitrate ?? most, most)
  })
}
