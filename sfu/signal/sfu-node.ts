/** An SFU node: the conferences of this process, who may come to them, and how they end. */
import type { IncomingMessage } from 'node:http'
import type { Server } from 'socket.io'
import { v7 as uuid } from 'uuid'
import { conferenceNamespace, Handshake, type IceServer } from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'
import type { FailureReport, NodeReport } from '../../contract/running-conferences.ts'
import type { Id } from '../../contract/values.ts'
import {
  type MediaCounters,
  type MediaLoad,
  type MediaNode,
  openMediaNode,
  type WorkerState,
} from '../media/media-node.ts'
import type { MediaSettings } from '../media/media-settings.ts'
import type { ConsumersByLayer, MediaFlow } from '../media/stream-survey.ts'
import type { AllowanceRule } from '../room/allowance.ts'
import type { Clock, FactLog } from '../room/ports.ts'
import { instant, newRoom, presentIds } from '../room/room.ts'
import { defaultLimits, type RoomLimits } from '../room/room-limits.ts'
import { AddressAllowances } from './address-allowances.ts'
import { chatSeals } from './chat-seals.ts'
import { Conference } from './conference.ts'
import {
  type Admission,
  Connection,
  type ConferenceNamespace,
  type ConferenceSocket,
  type ConnectionCounters,
  wireError,
} from './connection.ts'
import { FactWriter } from './fact-writer.ts'
import { type JoinCounts, type JoinFailure, JoinLog } from './join-log.ts'
import { ReturnPasses } from './return-pass.ts'
import { SeatKeys } from './seat-keys.ts'
import { addressAllowance } from './socket-limits.ts'
import { verifyTicket } from './ticket.ts'

export type SfuNodeSettings = MediaSettings & {
  /** This node's name in the directory; tickets for another are refused. */
  nodeId: string
  /** What tickets are signed with: 32 bytes or more. */
  secret: string
  facts: FactLog
  /** How long facts may wait before they are written together, in milliseconds. Default 1000. */
  factDelayMs?: number
  clock: Clock
  /** Ways in for those whose network lets nothing else pass; made anew for each connection. */
  iceServers?: () => IceServer[]
  limits?: Partial<RoomLimits>
  /** The network that a connection comes from, behind whichever proxies. Default: the address of its socket. */
  networkOf?: (request: IncomingMessage) => string
  /** What the connections of one network may ask together. */
  addressAllowance?: AllowanceRule
}

export type SfuLoad = MediaLoad & { meetings: number; people: number; draining: boolean }

/** Totals since the process began, beside what is there now: for metrics. */
export type SfuCounters = MediaCounters &
  ConnectionCounters & {
    conferences: number
    seats: number
    seatKeys: number
    factsWritten: number
    factsWaiting: number
  }

/** How long an end for all is remembered, so that a ticket from before it does not begin the conference anew. */
const endMemoryMs = 10 * 60_000
/** How far back a report tells of people who did not get in. */
const failuresMs = 60 * 60_000
/** How long a host who decides waits for the fact log (milliseconds). */
const safeWithinMs = 2000
/** How long `close` waits for the fact log (milliseconds). */
const flushMs = 5000

/**
 * Starts the media workers and resolves when all of them listen. Rejects with a sentence that says what to do when one
 * cannot, and leaves nothing behind.
 */
export async function createSfuNode(settings: SfuNodeSettings): Promise<SfuNode> {
  return new SfuNode(settings, await openMediaNode(settings))
}

export class SfuNode {
  readonly #settings: SfuNodeSettings
  readonly #media: MediaNode
  readonly #facts: FactWriter
  readonly #limits: RoomLimits
  /** By occurrence: a meeting that recurs has a conference for each. */
  readonly #conferences = new Map<Id, Conference>()
  readonly #places = new Map<Id, Conference>()
  readonly #keys = new SeatKeys()
  readonly #addresses: AddressAllowances
  readonly #passes: ReturnPasses
  readonly #ended = new Map<Id, { at: number; begunAgain: boolean }>()
  /** When the last conference of each occurrence came to its end here, for as long as that may matter. */
  readonly #anewSince = new Map<Id, number>()
  readonly #counters: ConnectionCounters = { requests: 0, refused: 0, failed: 0, cut: 0 }
  readonly #joins = new JoinLog()
  readonly #drained: (() => void)[] = []
  #namespace: ConferenceNamespace | null = null
  #draining = false
  #closing: Promise<void> | null = null

  constructor(settings: SfuNodeSettings, media: MediaNode) {
    this.#settings = settings
    this.#media = media
    this.#limits = { ...defaultLimits, ...settings.limits }
    this.#addresses = new AddressAllowances(settings.addressAllowance ?? addressAllowance)
    this.#passes = new ReturnPasses(settings.nodeId, settings.secret)
    this.#facts = new FactWriter(settings.facts, settings.logger, settings.factDelayMs ?? 1000)
  }

  /** Serves the conference namespace of a socket.io server, which should be made with `socketLimits`. */
  attach(io: Server): void {
    const namespace = io.of(conferenceNamespace) as unknown as ConferenceNamespace
    this.#namespace = namespace
    namespace.use(async (socket, next) => {
      let refusal: Error | undefined
      try {
        socket.data = await this.#admit(socket.handshake.auth)
      } catch (error) {
        refusal = this.#refusal(error)
      }
      next(refusal)
    })
    namespace.on('connection', (socket) => this.#seat(socket))
  }

  load(): SfuLoad {
    return {
      ...this.#media.load(),
      meetings: this.#conferences.size,
      people: this.#conferences.values().reduce((sum, { room }) => sum + presentIds(room).length, 0),
      draining: this.#draining,
    }
  }

  /** The media workers, in the order of their ports. */
  workers(): WorkerState[] {
    return this.#media.workers()
  }

  /** What flows, and consumers by what they carry. */
  flow(): MediaFlow {
    return this.#media.flow()
  }

  consumersByLayer(): ConsumersByLayer {
    return this.#media.consumersByLayer()
  }

  /** How people have come in, and what kept others out. */
  joins(): JoinCounts {
    return this.#joins.counts()
  }

  /** Everything that an administrator looks at. */
  report(): NodeReport {
    const { in: received, out } = this.flow()
    const now = this.#settings.clock.now().epochMilliseconds
    return {
      nodeId: this.#settings.nodeId,
      draining: this.#draining,
      workers: this.workers(),
      in: received,
      out,
      joins: this.#joins.counts().joins,
      failures: byCause(this.#joins.since(now - failuresMs)),
      conferences: [...this.#conferences.values()].map((conference) => conference.report()),
    }
  }

  /** The meetings that somebody is in, waits for, or may still come back to. */
  liveMeetings(): Id[] {
    return [...new Set(this.#conferences.values().map(({ room }) => room.meetingId))]
  }

  counters(): SfuCounters {
    return {
      ...this.#media.counters(),
      ...this.#counters,
      conferences: this.#conferences.size,
      seats: this.#places.size,
      seatKeys: this.#keys.size,
      factsWritten: this.#facts.written,
      factsWaiting: this.#facts.waiting,
    }
  }

  /** Process ids of the media workers, for those who watch over them. */
  workerPids(): number[] {
    return this.#media.pids()
  }

  /** How many conferences have somebody in the call, or wait for somebody to come back to it. */
  get running(): number {
    return this.#conferences.values().reduce((sum, { room }) => sum + (room.running ? 1 : 0), 0)
  }

  /**
   * Begins no new conference (`server.stopping`) and resolves when the running ones are over. Whoever waits for one to begin
   * is sent to look for it on another node. Harmless twice.
   */
  async drain(): Promise<void> {
    this.#draining = true
    for (const conference of [...this.#conferences.values()]) if (!conference.room.running) conference.stop()
    if (this.running > 0) await new Promise<void>((resolve) => this.#drained.push(resolve))
  }

  /**
   * Ends everything: people are told, facts are written, workers are gone when it resolves. Harmless twice. The socket.io
   * server is its owner's to close, afterwards.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#draining = true
    for (const conference of [...this.#conferences.values()]) conference.stop()
    // Whoever is still in the handshake has no seat yet. Only here: other nodes may share the adapter.
    this.#namespace?.local.disconnectSockets(false)
    await this.#facts.close(flushMs)
    await this.#media.close()
  }

  // ---- Coming in -----------------------------------------------------------------------------------------------

  async #admit(auth: unknown): Promise<Admission> {
    if (this.#closing) throw new AppError('server.stopping')
    const handshake = Handshake.safeParse(auth)
    if (!handshake.success) throw new AppError('conference.ticket-invalid')
    return 'ticket' in handshake.data
      ? await this.#admitByTicket(handshake.data.ticket, handshake.data.pass)
      : this.#admitByKey(handshake.data.seatKey)
  }

  #admitByKey(presentedKey: string): Admission {
    const seatId = this.#keys.find(presentedKey)
    const conference = seatId === null ? undefined : this.#places.get(seatId)
    if (!seatId || !conference) throw new AppError('conference.seat-lost')
    return { conference, seatId, presentedKey }
  }

  async #admitByTicket(text: string, pass: string | undefined): Promise<Admission> {
    const { nodeId, secret, clock } = this.#settings
    const { ticket, ticketId, issuedAt } = await verifyTicket(text, secret, clock.now())
    if (ticket.nodeId !== nodeId) throw new AppError('conference.ticket-invalid')
    if (this.#closing) throw new AppError('server.stopping')

    const ended = this.#ended.get(ticket.occurrenceId)
    if (ended) {
      // A ticket from before it knows nothing of what hosts had decided until then.
      if (issuedAt <= ended.at)
        throw new AppError(ended.begunAgain ? 'conference.ticket-expired' : 'conference.ended')
      // Only a host begins again what a host has ended.
      if (!ended.begunAgain && ticket.role !== 'host') throw new AppError('conference.ended')
      ended.begunAgain = true
    }
    const now = clock.now().epochMilliseconds
    const returns = pass === undefined ? null : this.#passes.believe(pass, ticket, now)
    const conference = this.#conferences.get(ticket.occurrenceId) ?? this.#open(ticket)
    try {
      const seatId = conference.take(ticket, ticketId, returns)
      this.#places.set(seatId, conference)
      return { conference, seatId, presentedKey: undefined }
    } finally {
      // A conference that was opened for somebody who then got no seat is over at once.
      conference.apply([])
    }
  }

  #open({ meetingId, occurrenceId }: { meetingId: Id; occurrenceId: Id }): Conference {
    if (this.#draining) throw new AppError('server.stopping')
    const { clock, logger, secret } = this.#settings
    const conference = new Conference({
      room: newRoom({
        ...{ meetingId, occurrenceId, limits: this.#limits, newId: () => uuid() },
        seals: chatSeals(secret, occurrenceId),
        anewSince: this.#anewSince.get(occurrenceId) ?? 0,
      }),
      media: this.#media,
      clock,
      logger,
      writeFact: (fact) => this.#facts.write(fact),
      factsAreSafe: () => this.#facts.hurry(safeWithinMs),
      tellAll: (connections, { name, args }) =>
        // Only here: other nodes may share the adapter. `Notice` pairs each name with its arguments; socket.io's overloads
        // do not see that through the union.
        this.#namespace?.local.to(connections.map(({ id }) => id)).emit(name, ...(args as never)),
      vouch: (seat) => this.#passes.issue(occurrenceId, seat, clock.now().epochMilliseconds),
      onVacated: (seatId) => {
        this.#places.delete(seatId)
        this.#keys.forget(seatId)
      },
      mayBegin: () => !this.#draining,
      onQuiet: () => {
        if (this.#draining && this.running === 0) for (const resolve of this.#drained.splice(0)) resolve()
      },
      onOver: (gone) => this.#over(gone),
      joins: this.#joins,
    })
    this.#conferences.set(occurrenceId, conference)
    return conference
  }

  #seat(socket: ConferenceSocket): void {
    const { conference, seatId, presentedKey } = socket.data
    const { logger, networkOf } = this.#settings
    const address = networkOf?.(socket.request) ?? socket.handshake.address
    const share = this.#addresses.hold(address, performance.now())
    const connection = new Connection(socket, logger, this.#counters, share, () => this.#keys.confirm(seatId))
    try {
      const key = this.#keys.issue(seatId, presentedKey)
      const welcome = conference.connect(seatId, connection, key)
      connection.welcome({ ...welcome, iceServers: this.#settings.iceServers?.() ?? [] })
    } catch (error) {
      // The seat went between the handshake and here.
      this.#keys.forget(seatId)
      connection.end(this.#asAppError(error))
    }
  }

  #over({ room }: Conference): void {
    this.#conferences.delete(room.occurrenceId)
    const now = this.#settings.clock.now().epochMilliseconds
    for (const [occurrenceId, { at }] of this.#ended)
      if (now - at > endMemoryMs) this.#ended.delete(occurrenceId)
    for (const [occurrenceId, at] of this.#anewSince)
      if (now - at > endMemoryMs) this.#anewSince.delete(occurrenceId)
    if (room.ended) this.#ended.set(room.occurrenceId, { at: now, begunAgain: false })
    if (room.anewSince > 0) this.#anewSince.set(room.occurrenceId, room.anewSince)
  }

  /** What `connect_error` carries: socket.io sends `message` and `data` of the error. */
  #refusal(error: unknown): Error {
    const reason = this.#asAppError(error)
    this.#joins.failed(reason.code, this.#settings.clock.now().epochMilliseconds)
    return Object.assign(new Error(reason.code), { data: wireError(reason) })
  }

  #asAppError(error: unknown): AppError {
    if (error instanceof AppError) return error
    this.#settings.logger.error({ err: error }, 'a connection could not be admitted')
    return new AppError('server.failed')
  }
}

/** The most frequent first. */
function byCause(failures: JoinFailure[]): FailureReport[] {
  return [...Map.groupBy(failures, ({ cause }) => cause)]
    .map(([cause, all]) => ({
      cause,
      count: all.length,
      lastAt: instant(Math.max(...all.map(({ at }) => at))),
    }))
    .sort((one, other) => other.count - one.count)
}
