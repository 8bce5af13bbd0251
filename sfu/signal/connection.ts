/** One socket with its seat: parses what it says, finds the handler that its state has for it, and acknowledges. */
import type { Namespace, Socket } from 'socket.io'
import {
  type ConferenceClientToServer,
  type ConferenceServerToClient,
  type RequestName,
  requests,
  type Welcome,
} from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'
import { fieldIssues, type WireError } from '../../contract/wire-error.ts'
import type { Id } from '../../contract/values.ts'
import type { Logger } from '../room/ports.ts'
import { type Allowance, fullAllowance, spendAll } from '../room/allowance.ts'
import type { AddressShare } from './address-allowances.ts'
import type { Conference, SeatConnection } from './conference.ts'
import { handlersIn } from './handlers.ts'
import { requestAllowance } from './socket-limits.ts'

type NoEvents = Record<string, never>
/** What the handshake found: whose seat this socket may take, and the key that it came with. */
export type Admission = { conference: Conference; seatId: Id; presentedKey: string | undefined }
export type ConferenceNamespace = Namespace<
  ConferenceClientToServer,
  ConferenceServerToClient,
  NoEvents,
  Admission
>
export type ConferenceSocket = Socket<ConferenceClientToServer, ConferenceServerToClient, NoEvents, Admission>

export const wireError = ({ code, params }: AppError): WireError => ({ code, params })

type Acknowledge = (answer: { ok: true; data: unknown } | { ok: false; error: WireError }) => void
type Packet = readonly [name: string, ...args: unknown[]]

export type ConnectionCounters = { requests: number; refused: number; failed: number; cut: number }

export class Connection implements SeatConnection {
  readonly #socket: ConferenceSocket
  readonly #conference: Conference
  readonly #seatId: Id
  readonly #logger: Logger
  readonly #counters: ConnectionCounters
  readonly #onFirstRequest: () => void
  readonly #allowance: Allowance
  readonly #address: AddressShare
  readonly #late: Packet[] = []
  #lateTimer: NodeJS.Timeout | null = null
  #spoken = false
  #ended = false
  /** How many requests have yet to be answered, and what waits for them. */
  #answering = 0
  #onAnswered: (() => void) | null = null

  constructor(
    socket: ConferenceSocket,
    logger: Logger,
    counters: ConnectionCounters,
    address: AddressShare,
    onFirstRequest: () => void,
  ) {
    this.#socket = socket
    this.#conference = socket.data.conference
    this.#seatId = socket.data.seatId
    this.#logger = logger
    this.#counters = counters
    this.#address = address
    this.#onFirstRequest = onFirstRequest
    this.#allowance = fullAllowance(requestAllowance, performance.now())
    socket.on('disconnect', () => {
      this.#stop()
      address.release()
      this.#conference.disconnect(this.#seatId, this)
    })
    // A middleware that never calls `next` is the only door: what it does not know reaches nothing.
    socket.use((packet) => this.#receive(packet as unknown as Packet))
  }

  welcome(welcome: Welcome): void {
    this.#socket.emit('welcome', welcome)
  }

  get id(): string {
    return this.#socket.id
  }

  end(reason: AppError | null): void {
    this.#end(reason, false)
  }

  /** `close` ends the connection below, too, which the page may share with its live updates. */
  #end(reason: AppError | null, close: boolean): void {
    if (this.#ended) return
    this.#stop()
    if (reason) this.#socket.emit('dismissed', wireError(reason))
    // After this turn and what is being answered, so that the acknowledgement of what led here goes out first.
    const cut = () => void setImmediate(() => this.#socket.disconnect(close))
    if (this.#answering > 0) this.#onAnswered = cut
    else cut()
  }

  #stop(): void {
    this.#ended = true
    this.#late.length = 0
    if (this.#lateTimer) clearTimeout(this.#lateTimer)
    this.#lateTimer = null
  }

  /** Takes a packet now if the allowance has room, otherwise in its turn; cuts a connection that does not stop. */
  #receive(packet: Packet): void {
    if (!this.#spoken && !this.#ended) {
      this.#spoken = true
      this.#onFirstRequest()
    }
    if (this.#late.length === 0 && this.#spend() === 0) return void this.#handle(packet)
    if (this.#ended) return void this.#handle(packet)
    this.#late.push(packet)
    if (this.#late.length > requestAllowance.queue) {
      this.#counters.cut += 1
      this.#logger.warn({ seatId: this.#seatId }, 'a connection asks too much and is cut')
      const retryAfterSeconds = Math.ceil((requestAllowance.burst * requestAllowance.everyMs) / 1000)
      this.#end(new AppError('request.limited', { retryAfterSeconds }), true)
    } else this.#lateTimer ??= setTimeout(() => this.#catchUp(), requestAllowance.everyMs)
  }

  /** Takes one of its own allowance and one of its address's, or says how long there is none. */
  #spend(): number {
    const address = [this.#address.allowance, this.#address.rule] as const
    return spendAll([[this.#allowance, requestAllowance], address], performance.now())
  }

  #catchUp(): void {
    this.#lateTimer = null
    for (let packet = this.#late[0]; packet; packet = this.#late[0]) {
      const wait = this.#spend()
      // Never in haste: an address that floods has many connections that wait.
      if (wait > 0)
        return void (this.#lateTimer = setTimeout(
          () => this.#catchUp(),
          Math.max(wait, requestAllowance.everyMs),
        ))
      this.#late.shift()
      void this.#handle(packet)
    }
  }

  /** Never rejects: whatever goes wrong is an acknowledgement, or at least a line in the log. */
  async #handle([name, ...args]: Packet): Promise<void> {
    this.#counters.requests += 1
    this.#answering += 1
    const acknowledge = acknowledgementIn(args)
    try {
      const data = await this.#answer(name, args)
      acknowledge({ ok: true, data })
    } catch (error) {
      if (error instanceof AppError) {
        this.#counters.refused += 1
        if (error.cause) this.#logger.warn({ request: name, err: error.cause }, 'media was refused')
        return acknowledge({ ok: false, error: wireError(error) })
      }
      this.#counters.failed += 1
      this.#logger.error({ request: name, seatId: this.#seatId, err: error }, 'a request failed')
      acknowledge({ ok: false, error: { code: 'server.failed', params: {} } })
    } finally {
      this.#answering -= 1
      if (this.#answering === 0) this.#onAnswered?.()
    }
  }

  #answer(name: string, args: unknown[]): unknown {
    if (!isRequest(name) || args.length !== 1) throw new AppError('request.malformed')
    const handlers = handlersIn[this.#ended ? 'gone' : this.#conference.stateOf(this.#seatId)]
    const handler = handlers[name] as
      ((conference: Conference, seatId: Id, body: unknown) => unknown) | undefined
    if (!handler) throw new AppError('conference.wrong-moment')
    const parsed = requests[name].safeParse(args[0])
    if (!parsed.success) throw new AppError('request.invalid', { issues: fieldIssues(parsed.error) })
    return handler(this.#conference, this.#seatId, parsed.data)
  }
}

const isRequest = (name: string): name is RequestName => Object.hasOwn(requests, name)

/** Takes the acknowledgement off the arguments. Without one (`leave` on closing the page) the answer goes nowhere. */
function acknowledgementIn(args: unknown[]): Acknowledge {
  if (typeof args.at(-1) !== 'function') return () => undefined
  return args.pop() as Acknowledge
}
