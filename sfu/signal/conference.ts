/**
 * A running conference: the room decides, and this carries out what it decided, on sockets, media and the fact log. It
 * holds no rule of its own.
 */
import type {
  Answers,
  CallSnapshot,
  RequestBody,
  RtpCapabilities,
  ScreenCodec,
  Ticket,
  Welcome,
} from '../../contract/conference.ts'
import { AppError, isError } from '../../contract/errors.ts'
import type { ConferenceReport } from '../../contract/running-conferences.ts'
import type { Id } from '../../contract/values.ts'
import { screenCodecFor } from '../media/media-codecs.ts'
import type { MediaNode } from '../media/media-node.ts'
import type { MediaListener, MediaRoom } from '../media/media-room.ts'
import type { MediaSeat } from '../media/media-seat.ts'
import { type Effect, type Notice, tell } from '../room/effects.ts'
import { enterCall } from '../room/enter-call.ts'
import { nextDeadline, passTime } from '../room/keep-time.ts'
import { stopRoom } from '../room/leave-call.ts'
import type { Clock, Fact, Logger } from '../room/ports.ts'
import {
  instant,
  isOver,
  presentIds,
  type Return,
  type Room,
  type Seat,
  type SeatState,
  seatsIn,
} from '../room/room.ts'
import {
  addProducer,
  forgetProducers,
  hearSpeaker,
  loseMedia,
  mayBeginVoice,
  maySend,
} from '../room/send-media.ts'
import { callView, greeting } from '../room/show-room.ts'
import { comeBack, stepAway, takeSeat } from '../room/take-seat.ts'
import type { JoinLog } from './join-log.ts'
import { Outbox } from './outbox.ts'

/** A socket that holds a seat, as far as the conference cares. */
export type SeatConnection = {
  /** Its socket's. */
  readonly id: string
  /** Says why, if there is a reason, and cuts the socket. The seat is no longer its. */
  end(reason: AppError | null): void
}

export type ConferenceParts = {
  room: Room
  media: MediaNode
  clock: Clock
  logger: Logger
  writeFact(fact: Fact): void
  /** Resolves when what was written is safe from a crash, or when that takes too long to be waited for. */
  factsAreSafe(): Promise<void>
  /** Tells the same to all of them, which is put into words once. */
  tellAll(connections: SeatConnection[], notice: Notice): void
  /** Proof for another node that this seat is in the call. */
  vouch(seat: Seat): string
  /** A seat is gone: whatever leads to it must go too. */
  onVacated(seatId: Id): void
  /** Whether a conference may begin now: one that runs already goes on in any case. */
  mayBegin(): boolean
  /** Something has happened, and nobody is in the call. */
  onQuiet(): void
  onOver(conference: Conference): void
  joins: JoinLog
}

/** How long the answer to somebody who enters waits for their first consumers (milliseconds). */
const offersWithinMs = 150

export class Conference {
  readonly room: Room
  readonly #parts: ConferenceParts
  readonly #connections = new Map<Id, SeatConnection>()
  /** What each browser can play; known from the moment it enters. */
  readonly #capabilities = new Map<Id, RtpCapabilities>()
  /** The request that asked for each seat's ticket, for the log. */
  readonly #requests = new Map<Id, string>()
  readonly #opening = new Map<Id, Promise<CallSnapshot>>()
  readonly #outbox: Outbox
  #media: MediaRoom | null = null
  #timer: NodeJS.Timeout | null = null
  #due: number | null = null
  #over = false
  #screenCodec: ScreenCodec = 'video/VP9'

  constructor(parts: ConferenceParts) {
    this.#parts = parts
    this.room = parts.room
    this.#outbox = new Outbox((to, notice) => {
      const connections = to.flatMap((seatId) => this.#connections.get(seatId) ?? [])
      if (connections.length > 0) parts.tellAll(connections, notice)
    })
  }

  // ---- Seats and their sockets ---------------------------------------------------------------------------------

  /** A seat for a verified ticket. It counts as away until its socket is there, so that one that never comes is freed. */
  take(ticket: Ticket, ticketId: string, returns: Return | null): Id {
    const { seat, effects } = takeSeat(this.room, ticket, ticketId, this.now(), returns)
    if (ticket.requestId) this.#requests.set(seat.id, ticket.requestId)
    this.#parts.logger.info(this.#about(seat.id), 'a seat was taken')
    this.apply([...effects, ...stepAway(this.room, seat.id, this.now())])
    return seat.id
  }

  /**
   * A socket takes the seat, now or again; one that still holds it is told that it moved. Answers with all that the page
   * needs. Throws `conference.seat-lost` or `.ended`.
   */
  connect(seatId: Id, connection: SeatConnection, seatKey: string): Omit<Welcome, 'iceServers'> {
    const effects = comeBack(this.room, seatId, this.now())
    const before = this.#connections.get(seatId)
    this.#connections.set(seatId, connection)
    before?.end(new AppError('conference.moved'))
    this.apply(effects)
    const seat = this.#seat(seatId)
    return {
      seatKey,
      ...greeting(this.room, seat),
      routerRtpCapabilities: this.#parts.media.rtpCapabilities,
      call: seat.state === 'present' ? this.#snapshot(seat) : null,
    }
  }

  /** The socket is gone. Nothing happens when another one holds the seat by now. */
  disconnect(seatId: Id, connection: SeatConnection): void {
    if (this.#connections.get(seatId) !== connection) return
    this.#connections.delete(seatId)
    this.apply(stepAway(this.room, seatId, this.now()))
  }

  /** For those who watch over the installation. */
  report(): ConferenceReport {
    const { meetingId, occurrenceId, running } = this.room
    return {
      meetingId,
      occurrenceId,
      startedAt: running ? instant(running.startedAt) : null,
      people: presentIds(this.room).length,
      waiting: seatsIn(this.room, 'waiting').length,
      producers: this.#media?.producerCount ?? 0,
      consumers: this.#media?.consumerCount ?? 0,
      workers: this.#media?.workers().length ?? 0,
    }
  }

  stateOf(seatId: Id): SeatState | 'gone' {
    return this.room.seats.get(seatId)?.state ?? 'gone'
  }

  async enter(seatId: Id, ask: RequestBody<'enter'>): Promise<Answers['enter']> {
    try {
      return await this.#enter(seatId, ask)
    } catch (error) {
      this.#parts.joins.failed(error instanceof AppError ? error.code : 'server.failed', this.now())
      throw error
    }
  }

  async #enter(seatId: Id, ask: RequestBody<'enter'>): Promise<Answers['enter']> {
    if (!this.room.running && !this.#parts.mayBegin()) throw new AppError('server.stopping')
    const effects = enterCall(this.room, seatId, ask.name === undefined ? {} : { name: ask.name }, this.now())
    this.#capabilities.set(seatId, ask.rtpCapabilities)
    this.apply(effects)
    this.#chooseScreenCodec()
    if (this.stateOf(seatId) === 'waiting') return { state: 'waiting' }
    return { state: 'present', call: await this.#join(seatId) }
  }

  /** The first time that a seat gets its media. */
  async #join(seatId: Id): Promise<CallSnapshot> {
    const began = performance.now()
    const call = await this.#openMedia(seatId)
    if (call.transports) this.#parts.joins.joined((performance.now() - began) / 1000)
    else this.#parts.joins.failed('conference.media-unavailable', this.now())
    return call
  }

  // ---- Media ---------------------------------------------------------------------------------------------------

  /** New transports for a seat; what ran over its old ones is closed. */
  rebuild(seatId: Id): Promise<CallSnapshot> {
    return this.#openMedia(seatId)
  }

  /** The media of a seat in the call. Throws `conference.transport-missing` while it has none. */
  mediaOf(seatId: Id): MediaSeat {
    const seat = this.#media?.seat(seatId)
    if (!seat) throw new AppError('conference.transport-missing')
    return seat
  }

  async produce(seatId: Id, ask: RequestBody<'producer:create'>): Promise<Answers['producer:create']> {
    maySend(this.room, seatId, ask.source)
    const media = this.mediaOf(seatId)
    const producerId = await media.produce(ask)
    // Its transports were rebuilt while the worker was at it: what it made went with the old ones.
    if (this.mediaOf(seatId) !== media) throw new AppError('conference.transport-missing')
    try {
      this.apply(addProducer(this.room, seatId, { producerId, source: ask.source, paused: ask.paused }))
    } catch (error) {
      // The seat was lost while the worker was at it.
      media.closeProducer(producerId)
      throw error
    }
    this.#media?.share(media, producerId)
    return { producerId }
  }

  /** Somebody says that they begin to speak. */
  beginVoice(seatId: Id, producerId: string): void {
    mayBeginVoice(this.room, seatId, producerId)
    this.#media?.beginVoice(producerId)
  }

  /**
   * Opens a seat's media and answers with the call as it then is. Without a media server the call goes on without media:
   * `transports` is null. Asked twice at the same time it is done once.
   */
  #openMedia(seatId: Id): Promise<CallSnapshot> {
    const opening =
      this.#opening.get(seatId) ?? this.#openSeat(seatId).finally(() => this.#opening.delete(seatId))
    this.#opening.set(seatId, opening)
    return opening
  }

  async #openSeat(seatId: Id): Promise<CallSnapshot> {
    const capabilities = this.#capabilities.get(seatId)
    if (!capabilities) throw new AppError('conference.wrong-moment')
    // Before anything is awaited: what the old transports still bring must not count as the new ones'.
    this.#media?.closeSeat(seatId)
    this.apply(forgetProducers(this.room, seatId))
    let media: MediaSeat | null = null
    try {
      const room = (this.#media ??= this.#parts.media.openRoom(this.#listener))
      media = await room.openSeat(seatId, capabilities)
      this.#parts.logger.info({ ...this.#about(seatId), ...room.placeOf(seatId) }, 'media was opened')
      await room.offerFirst(media, offersWithinMs)
    } catch (error) {
      if (!isError(error, 'conference.media-unavailable')) throw error
    }
    const seat = this.room.seats.get(seatId)
    if (seat?.state !== 'present') {
      this.#media?.closeSeat(seatId)
      throw new AppError('conference.seat-lost')
    }
    media?.reception.announce()
    return this.#snapshot(seat)
  }

  /** The media lives as long as its conference, and not as long as somebody's open preview. */
  #freeMedia(): void {
    this.#media?.close()
    this.#media = null
  }

  readonly #listener: MediaListener = {
    consumerOffered: (seatId, offer) => this.#tellOne(seatId, tell([seatId], 'consumer:new', offer)),
    consumerChanged: (seatId, consumerId, to) =>
      this.#tellOne(seatId, tell([seatId], `consumer:${to}`, { consumerId })),
    layersChanged: (seatId, consumerId, spatialLayer) =>
      this.#tellOne(seatId, tell([seatId], 'consumer:layers', { consumerId, spatialLayer })),
    picturesHeld: (seatId, producerIds) =>
      this.#tellOne(seatId, tell([seatId], 'pictures:held', { producerIds: [...producerIds] })),
    layersWatched: (seatId, watched) => this.#tellOne(seatId, tell([seatId], 'producer:layers', watched)),
    speakerChanged: (seatId) => this.apply(hearSpeaker(this.room, seatId)),
    lost: (seatIds) => this.apply(loseMedia(this.room, seatIds)),
  }

  /** As the log tells it: by ids alone. */
  #about(seatId: Id) {
    const { meetingId, occurrenceId } = this.room
    return { requestId: this.#requests.get(seatId) ?? null, seatId, meetingId, occurrenceId }
  }

  // ---- Carrying out --------------------------------------------------------------------------------------------

  now(): number {
    return this.#parts.clock.now().epochMilliseconds
  }

  /** Carries out what a transition of the room wants done. */
  apply(effects: Effect[]): void {
    for (const effect of effects) this.#carryOut(effect)
    if (!this.room.running) {
      this.#freeMedia()
      this.#parts.onQuiet()
    }
    if (isOver(this.room)) this.#end()
    else this.#setTimer()
    if (effects.some(({ kind }) => kind === 'vacate' || kind === 'admit')) this.#chooseScreenCodec()
  }

  /** Screens are encoded with what everybody who is in can decode. */
  #chooseScreenCodec(): void {
    const present = presentIds(this.room)
    const codec = screenCodecFor(present.flatMap((seatId) => this.#capabilities.get(seatId) ?? []))
    if (codec === this.#screenCodec) return
    this.#screenCodec = codec
    for (const effect of tell(present, 'screen:codec', { codec })) this.#carryOut(effect)
  }

  /** What a host has decided is not said to be done before a crash could no longer undo it. */
  decided(effects: Effect[]): Promise<void> {
    this.apply(effects)
    return this.#parts.factsAreSafe()
  }

  /** The node goes down: everybody is told, every fact that is owed is written. Harmless twice. */
  stop(): void {
    this.apply(stopRoom(this.room, this.now()))
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'tell':
        return this.#outbox.tell(effect.to, effect.notice)
      case 'fact':
        return this.#parts.writeFact(effect.fact)
      case 'admit':
        return void this.#admit(effect.seatId)
      case 'vouch':
        for (const seatId of effect.to) {
          const seat = this.room.seats.get(seatId)
          if (seat) this.#tellOne(seatId, tell([seatId], 'pass:renewed', { pass: this.#parts.vouch(seat) }))
        }
        return
      case 'pause-producer':
        return void this.#media
          ?.seat(effect.seatId)
          ?.pauseProducer(effect.producerId, true)
          .catch((error: unknown) => this.#parts.logger.warn({ err: error }, 'a producer was not paused'))
      case 'close-producer':
        return this.#media?.seat(effect.seatId)?.closeProducer(effect.producerId)
      case 'vacate': {
        const connection = this.#connections.get(effect.seatId)
        this.#connections.delete(effect.seatId)
        this.#capabilities.delete(effect.seatId)
        this.#requests.delete(effect.seatId)
        this.#media?.closeSeat(effect.seatId)
        this.#parts.onVacated(effect.seatId)
        return connection?.end(effect.reason)
      }
    }
  }

  async #admit(seatId: Id): Promise<void> {
    try {
      const call = await this.#join(seatId)
      this.#tellOne(seatId, tell([seatId], 'admitted', { call }))
    } catch (error) {
      // Who left in the same moment needs no answer.
      if (isError(error, 'conference.seat-lost')) return
      this.#parts.logger.error({ err: error, seatId }, 'an admitted person got no media')
      this.#tellOne(seatId, tell([seatId], 'media:lost'))
    }
  }

  #tellOne(seatId: Id, effects: Effect[]): void {
    if (this.room.seats.has(seatId)) for (const effect of effects) this.#carryOut(effect)
  }

  #snapshot(seat: Seat): CallSnapshot {
    const media = this.#media?.seat(seat.id)
    return {
      ...callView(this.room, seat),
      pass: this.#parts.vouch(seat),
      transports: media?.transports() ?? null,
      consumers: media?.reception.offers() ?? [],
      watched: this.#media?.watchedOf(seat.id) ?? [],
      held: [...(media?.reception.held ?? [])],
      screenCodec: this.#screenCodec,
    }
  }

  #seat(seatId: Id): Seat {
    const seat = this.room.seats.get(seatId)
    if (!seat) throw new AppError('conference.seat-lost')
    return seat
  }

  #setTimer(): void {
    const due = nextDeadline(this.room)
    if (due === this.#due) return
    this.#clearTimer()
    if (due === null) return
    this.#due = due
    this.#timer = setTimeout(
      () => {
        this.#clearTimer()
        this.apply(passTime(this.room, this.now()))
      },
      Math.max(0, due - this.now()),
    )
  }

  #clearTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#due = null
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    this.#clearTimer()
    this.#outbox.close()
    this.#parts.onOver(this)
  }
}
