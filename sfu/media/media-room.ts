/**
 * The media of one meeting: a router, the seats that send and receive over it, and who is heard. Everybody in the room
 * is offered everything that somebody else sends.
 */
import type { types } from 'mediasoup'
import type { ConsumerOffer, RtpCapabilities } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'
import { mediaUnavailable } from './media-errors.ts'
import { MediaSeat } from './media-seat.ts'
import type { Logger } from '../room/ports.ts'
import type { Berth, WorkerPlace } from './media-worker.ts'
import { SpeakerWatch } from './speaker-watch.ts'

/** What a room of media has to say; each is told as it happens. */
export type MediaListener = {
  consumerOffered(seatId: Id, offer: ConsumerOffer): void
  consumerChanged(seatId: Id, consumerId: string, to: 'paused' | 'resumed' | 'closed'): void
  layersChanged(seatId: Id, consumerId: string, spatialLayer: number | null): void
  speakerChanged(seatId: Id | null): void
  /** The worker died under it: the room is closed, and another may be opened. */
  lost(room: MediaRoom): void
}

export class MediaRoom {
  readonly #router: types.Router
  readonly #server: types.WebRtcServer
  readonly #listener: MediaListener
  /** Where its media runs. */
  readonly place: WorkerPlace
  readonly #logger: Logger
  readonly #onClose: (room: MediaRoom, lost: boolean) => void
  readonly #seats = new Map<Id, MediaSeat>()
  /** Producers that everybody may consume, with whose they are. */
  readonly #shared = new Map<string, MediaSeat>()
  readonly #speaker: SpeakerWatch
  #closed = false

  constructor(
    { router, server, place }: Berth,
    listener: MediaListener,
    logger: Logger,
    onClose: (room: MediaRoom, lost: boolean) => void,
  ) {
    this.place = place
    this.#router = router
    this.#server = server
    this.#listener = listener
    this.#logger = logger
    this.#onClose = onClose
    this.#speaker = new SpeakerWatch(router, (producerId) =>
      listener.speakerChanged(producerId === null ? null : (this.#shared.get(producerId)?.seatId ?? null)),
    )
    router.on('workerclose', () => this.workerClosed())
  }

  get closed(): boolean {
    return this.#closed
  }

  get producerCount(): number {
    return this.#seats.values().reduce((sum, seat) => sum + seat.producerCount, 0)
  }

  get consumerCount(): number {
    return this.#seats.values().reduce((sum, seat) => sum + seat.consumerCount, 0)
  }

  seat(seatId: Id): MediaSeat | null {
    return this.#seats.get(seatId) ?? null
  }

  /** Gives a seat its two transports; what it had before is closed. Throws `conference.media-unavailable`. */
  async openSeat(seatId: Id, rtpCapabilities: RtpCapabilities): Promise<MediaSeat> {
    this.closeSeat(seatId)
    let seat: MediaSeat
    try {
      seat = await MediaSeat.open({
        seatId,
        rtpCapabilities,
        router: this.#router,
        server: this.#server,
        listener: this.#listener,
        logger: this.#logger,
        onProducerGone: (producerId) => this.#shared.delete(producerId),
      })
    } catch (error) {
      throw mediaUnavailable(error)
    }
    // Whoever asked twice at the same time keeps the last.
    this.closeSeat(seatId)
    if (this.#closed) {
      seat.close()
      throw mediaUnavailable()
    }
    this.#seats.set(seatId, seat)
    return seat
  }

  closeSeat(seatId: Id): void {
    this.#seats.get(seatId)?.close()
    this.#seats.delete(seatId)
  }

  /**
   * Makes a consumer of everything that is sent for a seat that has just opened, so that the browser negotiates them
   * together. Resolves when they are made, or after `limitMs`: the rest then follows as offers.
   */
  async offerAll(seat: MediaSeat, limitMs: number): Promise<void> {
    const made = [...this.#shared].flatMap(([producerId, sender]) =>
      sender === seat ? [] : [seat.consume(producerId, sender)],
    )
    if (made.length === 0) return
    const limit = Promise.withResolvers<void>()
    const timer = setTimeout(limit.resolve, limitMs)
    await Promise.race([Promise.all(made), limit.promise])
    clearTimeout(timer)
  }

  /** Offers what a seat has just begun to send to everybody else. */
  share(sender: MediaSeat, producerId: string): void {
    const producer = sender.producer(producerId)
    if (!producer) return
    this.#shared.set(producerId, sender)
    for (const seat of this.#seats.values()) if (seat !== sender) void seat.consume(producerId, sender)
    if (producer.appData.source === 'microphone') this.#speaker.listenTo(producerId)
  }

  /** Frees everything. Harmless twice. */
  close(): void {
    if (this.#closed) return
    this.#end(false)
    this.#router.close()
  }

  /** Its owner, the worker, is dead: everything is freed already. Harmless twice. */
  workerClosed(): void {
    if (this.#closed) return
    this.#end(true)
    this.#listener.lost(this)
  }

  #end(lost: boolean): void {
    this.#closed = true
    for (const seat of this.#seats.values()) seat.close()
    this.#seats.clear()
    this.#shared.clear()
    this.#onClose(this, lost)
  }
}
