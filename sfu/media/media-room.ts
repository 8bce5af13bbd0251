/**
 * The media of one meeting: a router, the seats that send and receive over it, and who is heard. Everybody hears everybody
 * else; each sees what its page shows.
 */
import type { types } from 'mediasoup'
import type { ConsumerOffer, RtpCapabilities, WatchedLayer } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'
import { LayerDemand } from './layer-demand.ts'
import { mediaUnavailable } from './media-errors.ts'
import { MediaSeat } from './media-seat.ts'
import type { Logger } from '../room/ports.ts'
import type { Berth, WorkerPlace } from './media-worker.ts'
import type { SentMedia } from './reception.ts'
import { SpeakerWatch } from './speaker-watch.ts'

/** A layer that nobody watches is encoded for so long still (milliseconds). */
const demandPatienceMs = 5_000

/** What a room of media has to say; each is told as it happens. */
export type MediaListener = {
  consumerOffered(seatId: Id, offer: ConsumerOffer): void
  consumerChanged(seatId: Id, consumerId: string, to: 'paused' | 'resumed' | 'closed'): void
  layersChanged(seatId: Id, consumerId: string, spatialLayer: number | null): void
  /** What a seat need encode of a picture that it sends. */
  layersWatched(seatId: Id, watched: WatchedLayer): void
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
  readonly #demand: LayerDemand
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
    this.#demand = new LayerDemand((watched) => {
      const sender = this.#shared.get(watched.producerId)
      if (sender) listener.layersWatched(sender.seatId, watched)
    }, demandPatienceMs)
    router.on('workerclose', () => this.workerClosed())
  }

  get closed(): boolean {
    return this.#closed
  }

  get producerCount(): number {
    return this.#seats.values().reduce((sum, seat) => sum + seat.producerCount, 0)
  }

  get consumerCount(): number {
    return this.#seats.values().reduce((sum, seat) => sum + seat.reception.count, 0)
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
        find: (producerId) => this.#sentTo(seatId, producerId),
        all: () => this.#allSentTo(seatId),
        reach: async (producerId) => producerId,
        onWant: (producerId, spatialLayer) => this.#demand.want(producerId, seatId, spatialLayer),
        onProducerGone: (producerId) => this.#unshare(producerId),
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
   * Makes consumers of the voices, and of the pictures that a page will show first, for a seat that has just opened, so
   * that the browser negotiates them together. Resolves when they are made, or after `limitMs`: the rest then follows as
   * offers.
   */
  async offerFirst(seat: MediaSeat, limitMs: number): Promise<void> {
    const limit = Promise.withResolvers<void>()
    const timer = setTimeout(limit.resolve, limitMs)
    await Promise.race([seat.reception.begin(), limit.promise])
    clearTimeout(timer)
  }

  /** From now on everybody else may receive what a seat has just begun to send. */
  share(sender: MediaSeat, producerId: string): void {
    const sent = sender.sent(producerId)
    if (!sent) return
    this.#shared.set(producerId, sender)
    if (sent.layerBits.length > 0) this.#demand.begin(producerId)
    for (const seat of this.#seats.values()) if (seat !== sender) seat.reception.meet(sent)
    if (sent.source === 'microphone') this.#speaker.listenTo(producerId)
  }

  /** Of the pictures of a seat: those that need not be encoded whole. */
  watchedOf(seatId: Id): WatchedLayer[] {
    return [...this.#shared].flatMap(([producerId, { seatId: senderId }]) => {
      const watched = senderId === seatId ? this.#demand.told(producerId) : null
      return watched ? [watched] : []
    })
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

  #sentTo(seatId: Id, producerId: string): SentMedia | null {
    const sender = this.#shared.get(producerId)
    return sender && sender.seatId !== seatId ? sender.sent(producerId) : null
  }

  *#allSentTo(seatId: Id): Iterable<SentMedia> {
    for (const producerId of this.#shared.keys()) {
      const sent = this.#sentTo(seatId, producerId)
      if (sent) yield sent
    }
  }

  #unshare(producerId: string): void {
    this.#shared.delete(producerId)
    this.#demand.end(producerId)
    for (const seat of this.#seats.values()) seat.reception.lose(producerId)
  }

  #end(lost: boolean): void {
    this.#closed = true
    this.#demand.close()
    for (const seat of this.#seats.values()) seat.close()
    this.#seats.clear()
    this.#shared.clear()
    this.#onClose(this, lost)
  }
}
