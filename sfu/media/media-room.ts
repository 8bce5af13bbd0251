/**
 * The media of one meeting: the seats that send and receive, on as many workers as it needs, and who is heard. It begins on
 * one worker; what is sent on one reaches the seats of another as a copy. Everybody hears everybody else; each sees what its
 * page shows. A worker that dies takes its own seats' media with it, and nobody else's.
 */
import type { ConsumerOffer, RtpCapabilities, WatchedLayer } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'
import type { Logger } from '../room/ports.ts'
import { Audible, type AudibleRule } from './audible.ts'
import { LayerDemand } from './layer-demand.ts'
import { MediaBranch } from './media-branch.ts'
import { mediaUnavailable } from './media-errors.ts'
import { MediaSeat } from './media-seat.ts'
import type { MediaWorker, WorkerPlace } from './media-worker.ts'
import type { SentMedia } from './sent-media.ts'
import { SpeakerWatch } from './speaker-watch.ts'

/** A layer that nobody watches is encoded for so long still (milliseconds). */
const demandPatienceMs = 5_000
/** How many workers may die under a seat that is being opened before we say so. */
const maxTries = 3

/** What a room of media has to say; each is told as it happens. */
export type MediaListener = {
  consumerOffered(seatId: Id, offer: ConsumerOffer): void
  consumerChanged(seatId: Id, consumerId: string, to: 'paused' | 'resumed' | 'closed'): void
  layersChanged(seatId: Id, consumerId: string, spatialLayer: number | null): void
  /** Which of the pictures that it shows do not come to a seat, its line being too short. */
  picturesHeld(seatId: Id, producerIds: readonly string[]): void
  /** What a seat need encode of a picture that it sends. */
  layersWatched(seatId: Id, watched: WatchedLayer): void
  speakerChanged(seatId: Id | null): void
  /** The worker of these seats died: they have no media, until they are opened anew. */
  lost(seatIds: Id[]): void
}

/** What a room has of its node. */
export type RoomParts = {
  listener: MediaListener
  logger: Logger
  audible: AudibleRule
  /**
   * The worker for the next seat of a meeting that has routers on these. Waits for one that runs, but not for long: throws
   * `conference.media-unavailable`.
   */
  chooseWorker(own: ReadonlyMap<MediaWorker, unknown>): Promise<MediaWorker>
  onBranch(branch: MediaBranch): void
  onBranchLost(): void
  onClose(room: MediaRoom): void
}

type Placed = { seat: MediaSeat; branch: MediaBranch }
/** `sent` is made once: whenever the choice of voices changes, every seat goes through everything that is sent. */
type Shared = Placed & {
  sent: SentMedia
  /** What its layers take while nobody's line is short. */ usualBits: readonly number[]
}

export class MediaRoom {
  readonly #parts: RoomParts
  readonly #branches = new Map<MediaWorker, MediaBranch>()
  /** Those that are being opened: whoever comes at the same moment waits for the same. */
  readonly #opening = new Map<MediaWorker, Promise<MediaBranch | null>>()
  readonly #seats = new Map<Id, Placed>()
  /** Producers that everybody may consume, with whose they are. */
  readonly #shared = new Map<string, Shared>()
  readonly #speaker: SpeakerWatch
  readonly #audible: Audible
  readonly #demand: LayerDemand
  #closed = false

  constructor(parts: RoomParts) {
    this.#parts = parts
    this.#speaker = new SpeakerWatch({
      speaks: (producerId) =>
        parts.listener.speakerChanged(producerId === null ? null : this.#senderOf(producerId)),
      loud: (levels) => this.#audible.listen(levels),
    })
    this.#audible = new Audible(parts.audible, (hearing) => {
      for (const { seat } of this.#seats.values()) seat.reception.hear(hearing)
    })
    this.#demand = new LayerDemand((watched) => this.#askLess(watched), demandPatienceMs)
  }

  get closed(): boolean {
    return this.#closed
  }

  get producerCount(): number {
    return this.#seats.values().reduce((sum, { seat }) => sum + seat.producerCount, 0)
  }

  get consumerCount(): number {
    return this.#seats.values().reduce((sum, { seat }) => sum + seat.reception.count, 0)
  }

  get copyCount(): number {
    return this.#branches.values().reduce((sum, { copies }) => sum + copies, 0)
  }

  /** The workers that it is on, with the streams of its seats there. */
  workers(): { worker: MediaWorker; streams: number }[] {
    const seats = Map.groupBy(this.#seats.values(), ({ branch }) => branch)
    return [...this.#branches.values()].map((branch) => ({
      worker: branch.worker,
      streams: (seats.get(branch) ?? []).reduce(
        (sum, { seat }) => sum + seat.producerCount + seat.reception.count,
        branch.copies,
      ),
    }))
  }

  seat(seatId: Id): MediaSeat | null {
    return this.#seats.get(seatId)?.seat ?? null
  }

  /** Where a seat's media runs. */
  placeOf(seatId: Id): WorkerPlace | null {
    return this.#seats.get(seatId)?.branch.place ?? null
  }

  /** Gives a seat its two transports; what it had before is closed. Throws `conference.media-unavailable`. */
  async openSeat(seatId: Id, rtpCapabilities: RtpCapabilities): Promise<MediaSeat> {
    this.closeSeat(seatId)
    for (let tries = 0; tries < maxTries; tries += 1) {
      const branch = await this.#nextBranch()
      const seat = branch && (await this.#openOn(branch, seatId, rtpCapabilities))
      if (seat) return seat // Otherwise its worker died between our choice and its answer.
    }
    throw mediaUnavailable()
  }

  closeSeat(seatId: Id): void {
    const placed = this.#seats.get(seatId)
    if (!placed) return
    placed.seat.close()
    this.#seats.delete(seatId)
    this.#audible.count(this.#seats.size)
    this.#leave(placed.branch)
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
    const placed = this.#seats.get(sender.seatId)
    if (!sent || placed?.seat !== sender) return
    this.#shared.set(producerId, { ...placed, sent, usualBits: sent.layerBits })
    if (sent.layerBits.length > 0) this.#demand.begin(producerId)
    for (const { seat } of this.#seats.values()) if (seat !== sender) seat.reception.meet(sent)
    const microphone = sent.source === 'microphone' ? sender.producer(producerId) : null
    if (!microphone) return
    this.#speaker.listenTo(placed.branch.router, producerId)
    this.#audible.follow(microphone)
  }

  /** The sender of this microphone says that they begin to speak, which is known here before it is heard. */
  beginVoice(producerId: string): void {
    const seatId = this.#senderOf(producerId)
    if (seatId !== null) this.#audible.begin(producerId, seatId)
  }

  /** Of the pictures of a seat: those that need not be encoded whole. */
  watchedOf(seatId: Id): WatchedLayer[] {
    return [...this.#shared].flatMap(([producerId, { seat }]) => {
      const watched = seat.seatId === seatId ? this.#demand.told(producerId) : null
      return watched ? [watched] : []
    })
  }

  /** Closes copies that nobody has received for a while. */
  async tidy(idleMs?: number): Promise<void> {
    await Promise.all([...this.#branches.values()].map((branch) => branch.tidy(idleMs)))
  }

  /** Frees everything. Harmless twice. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#speaker.close()
    this.#demand.close()
    for (const { seat } of this.#seats.values()) seat.close()
    for (const branch of this.#branches.values()) branch.close()
    this.#audible.close()
    this.#seats.clear()
    this.#shared.clear()
    this.#branches.clear()
    this.#parts.onClose(this)
  }

  // ---- Branches ------------------------------------------------------------------------------------------------

  /** Null when the branch is gone. */
  async #openOn(
    branch: MediaBranch,
    seatId: Id,
    rtpCapabilities: RtpCapabilities,
  ): Promise<MediaSeat | null> {
    const { listener, logger } = this.#parts
    branch.coming += 1
    try {
      const seat = await MediaSeat.open({
        seatId,
        rtpCapabilities,
        router: branch.router,
        server: branch.server,
        listener,
        logger,
        find: (producerId) => this.#sentTo(seatId, producerId),
        all: () => this.#allSentTo(seatId),
        reach: (producerId) => this.#reach(producerId, branch),
        onWant: (producerId, spatialLayer, bits) => this.#demand.want(producerId, seatId, spatialLayer, bits),
        onProducerGone: (producerId) => this.#unshare(producerId),
        onSenderMoved: (producerIds) => {
          for (const placed of this.#seats.values()) placed.seat.reception.refresh(producerIds)
        },
      })
      if (this.#branches.get(branch.worker) !== branch) {
        seat.close()
        return null
      }
      // Whoever asked twice at the same time keeps the last.
      this.closeSeat(seatId)
      this.#seats.set(seatId, { seat, branch })
      this.#audible.count(this.#seats.size)
      // A seat hears everybody by itself, and `offerFirst` waits for that.
      if (this.#audible.hearing.heard !== 'all') seat.reception.hear(this.#audible.hearing)
      return seat
    } catch (error) {
      if (this.#branches.get(branch.worker) !== branch) return null
      throw mediaUnavailable(error)
    } finally {
      branch.coming -= 1
      this.#leave(branch)
    }
  }

  async #nextBranch(): Promise<MediaBranch | null> {
    const worker = await this.#parts.chooseWorker(this.#branches)
    if (this.#closed) throw mediaUnavailable()
    const known = this.#branches.get(worker)
    if (known) return known
    const opening =
      this.#opening.get(worker) ?? this.#openBranch(worker).finally(() => this.#opening.delete(worker))
    this.#opening.set(worker, opening)
    return await opening
  }

  async #openBranch(worker: MediaWorker): Promise<MediaBranch | null> {
    const berth = await worker.openRouter().catch(() => null)
    if (this.#closed) berth?.router.close()
    if (!berth || berth.router.closed) return null
    const branch = new MediaBranch(worker, berth, this.#parts.logger)
    branch.router.on('workerclose', () => this.#lose(branch))
    this.#branches.set(worker, branch)
    this.#parts.onBranch(branch)
    return branch
  }

  /** A further router goes with its last seat: an empty one would still be sent copies. */
  #leave(branch: MediaBranch): void {
    if (branch.coming > 0 || this.#branches.size === 1 || this.#branches.get(branch.worker) !== branch) return
    if (this.#seats.values().some((placed) => placed.branch === branch)) return
    this.#branches.delete(branch.worker)
    branch.close()
  }

  /** Its worker is dead, and everything on it freed already. */
  #lose(branch: MediaBranch): void {
    if (this.#branches.get(branch.worker) !== branch) return
    this.#branches.delete(branch.worker)
    this.#parts.onBranchLost()
    const lost = [...this.#seats].filter(([, placed]) => placed.branch === branch)
    for (const [seatId, { seat }] of lost) {
      seat.close()
      this.#seats.delete(seatId)
    }
    this.#audible.count(this.#seats.size)
    if (lost.length > 0) this.#parts.listener.lost(lost.map(([seatId]) => seatId))
  }

  // ---- What is sent --------------------------------------------------------------------------------------------

  /** The id under which a seat of this branch can consume a producer of the meeting, or null when it cannot. */
  async #reach(producerId: string, branch: MediaBranch): Promise<string | null> {
    const sender = this.#shared.get(producerId)
    if (!sender) return null
    return sender.branch === branch ? producerId : await branch.copy(producerId, sender.branch)
  }

  /** A sender is told what to encode of a picture; whoever shares out a line counts with that. */
  #askLess(watched: WatchedLayer): void {
    const shared = this.#shared.get(watched.producerId)
    if (!shared) return
    const layerBits = shared.usualBits.map((bits) => Math.min(bits, watched.bits ?? bits))
    shared.sent = { ...shared.sent, layerBits }
    this.#parts.listener.layersWatched(shared.sent.seatId, watched)
  }

  #senderOf(producerId: string): Id | null {
    return this.#shared.get(producerId)?.seat.seatId ?? null
  }

  #sentTo(seatId: Id, producerId: string): SentMedia | null {
    const shared = this.#shared.get(producerId)
    return shared && shared.sent.seatId !== seatId ? shared.sent : null
  }

  *#allSentTo(seatId: Id): Iterable<SentMedia> {
    for (const { sent } of this.#shared.values()) if (sent.seatId !== seatId) yield sent
  }

  #unshare(producerId: string): void {
    this.#shared.delete(producerId)
    this.#demand.end(producerId)
    for (const { seat } of this.#seats.values()) seat.reception.lose(producerId)
  }
}
