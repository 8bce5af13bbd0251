/**
 * The line to the node that runs the conference: the first greeting, requests with their time limits, and coming back
 * after a break (`reconnection.ts` decides how). Notices are handed on as they come.
 */
import type {
  Answers,
  CallSnapshot,
  Handshake,
  JoinAnswer,
  Notices,
  RequestBody,
  RequestName,
  Welcome,
} from '#contract/conference.ts'
import type { Acknowledged } from '#contract/conference.ts'
import { AppError } from '#contract/errors.ts'
import { socketLimits } from '#contract/limits.ts'
import { wireError } from '#lib/api/request.ts'
import { pause } from '#lib/pause.ts'
import { closeSocket, connectSocket, type ConferenceSocket } from './connect-socket.ts'
import { isPassing, type LinkEvent, type LinkState, pauseBefore, step } from './reconnection.ts'
import type { KeptSeat, SeatKeeper } from './seat-key.ts'

export type SignalPorts = {
  /** Asks the API for a new ticket. Rejects with an AppError. */
  askTicket: () => Promise<JoinAnswer>
  seats: SeatKeeper
  /** How long the seat outlives its line just now, milliseconds; endless while nothing is at stake. */
  graceMs: () => number
  /** The node greets a new connection: the first time and after each return. */
  onWelcome: (welcome: Welcome, url: string) => void
  onNotice: <N extends keyof Notices>(name: N, payload: Parameters<Notices[N]>[0]) => void
  /** Whether the line stands; an error when it never will again. */
  onLink: (link: 'connected' | 'returning' | AppError) => void
}

/** Requests that do no harm when they arrive twice, so that a lost acknowledgement is simply asked for again. */
const repeatable: ReadonlySet<RequestName> = new Set([
  'transport:restart-ice',
  'producer:pause',
  'producer:resume',
  'consumer:resume',
  'view:set',
  'hand:set',
])
const attemptMs = 4000
/**
 * Media that stands still and a node that is silent: the address has changed, and the socket has not noticed yet. So much
 * longer than usual a node may take to answer, within these limits.
 */
const silent = { times: 4, leastMs: 500, mostMs: 2000 } as const
const budgetMs = 12_000
/** So long a page that was loaded again tries to get back to its seat. */
const openMs = 20_000
/** A node is heard with every ping. Silence that is longer than the browser would wait for the next one was sleep. */
const sleptMs = socketLimits.pingMs + socketLimits.pongMs + 5_000

export class Signal {
  readonly #ports: SignalPorts
  #socket: ConferenceSocket | undefined
  #state: LinkState | { name: 'idle' } = { name: 'idle' }
  #at: { url: string; seatKey: string } | undefined
  #spareTicket: JoinAnswer | undefined
  /** Counts orders: an attempt that was overtaken by a later order changes nothing any more. */
  #turn = 0
  /** When the node was last heard, wall clock: a laptop that sleeps learns of the break only when it wakes. */
  #heardAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #retryNow: (() => void) | undefined
  #waiting = new Set<() => void>()
  /** How long the node usually takes to answer. */
  #answerMs = 0
  #closed = false

  constructor(ports: SignalPorts) {
    this.#ports = ports
    globalThis.addEventListener('online', this.#online)
  }

  /** Where the seat is and the key that brings it back; new with every connection. */
  get at(): { url: string; seatKey: string } | undefined {
    return this.#at
  }

  get connected(): boolean {
    return this.#socket?.connected === true && this.#state.name === 'connected'
  }

  /**
   * The first connection: back to the seat this tab still has, or in with a ticket.
   *
   * @throws {AppError} what the API or the node answered
   */
  async open(): Promise<void> {
    const kept = await this.#ports.seats.take()
    const until = Date.now() + openMs
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#comeIn(kept)
      } catch (error) {
        // A seat is not given up for a moment in which nothing gets through.
        if (!kept || this.#closed || !isPassing(error) || Date.now() >= until) throw error
        await pause(scattered(pauseBefore(attempt)))
        // Whoever went elsewhere in the page meanwhile must not take the seat again.
        if (this.#closed) throw error
      }
    }
  }

  /** To the seat that was kept; with a ticket, and what proves that I was in, where it or its node is gone. */
  async #comeIn(kept: KeptSeat | null): Promise<void> {
    let unreached: unknown
    if (kept) {
      try {
        return await this.#dial(kept.url, { seatKey: kept.seatKey })
      } catch (error) {
        if (isPassing(error)) unreached = error
      }
    }
    const { ticket, url } = await this.#ports.askTicket()
    // The meeting is still where it was, and so may be the seat.
    if (unreached && url === kept?.url) throw unreached
    const { pass } = this.#ports.seats
    await this.#dial(url, { ticket, ...(kept && pass ? { pass } : {}) })
  }

  /**
   * Asks the node for something. While the line is broken the request waits for it; `repeatable` ones are asked again
   * when no answer comes.
   *
   * @throws {AppError} the node's refusal, or `server.unreachable` after 12 s without an answer
   */
  async ask<N extends RequestName>(name: N, body: RequestBody<N>): Promise<Answers[N]> {
    const deadline = Date.now() + budgetMs
    for (;;) {
      await this.#untilConnected(deadline)
      const left = deadline - Date.now()
      const mends = name === 'transport:restart-ice'
      const patience = repeatable.has(name) ? Math.min(mends ? this.#silentMs() : attemptMs, left) : left
      let answer: Acknowledged<N>
      const askedAt = performance.now()
      try {
        answer = await emit(this.#socket as ConferenceSocket, name, body, patience)
      } catch {
        if (mends && this.connected) this.#feed({ name: 'broke' })
        if (repeatable.has(name) && !this.#closed && Date.now() < deadline) continue
        throw new AppError('server.unreachable')
      }
      this.#heardAt = Date.now()
      this.#answerMs += (performance.now() - askedAt - this.#answerMs) / 8
      if (answer.ok) {
        this.#keepPass(answer.data)
        return answer.data
      }
      throw wireError(answer.error.code, answer.error.params)
    }
  }

  #silentMs(): number {
    return Math.min(Math.max(this.#answerMs * silent.times, silent.leastMs), silent.mostMs)
  }

  /** Ends the line for good. Safe to call twice. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    globalThis.removeEventListener('online', this.#online)
    if (this.#socket) closeSocket(this.#socket)
    this.#socket = undefined
    this.#wake()
  }

  async #dial(url: string, handshake: Handshake, turn = this.#turn): Promise<void> {
    const { socket, welcome } = await connectSocket(url, handshake, {
      notice: (name, payload) => {
        this.#heardAt = Date.now()
        this.#keepPass(payload)
        if (name === 'dismissed')
          this.#feed({ name: 'refused', code: (payload as { code: AppError['code'] }).code })
        else this.#ports.onNotice(name, payload)
      },
      broke: () => {
        if (this.#socket === socket) this.#feed({ name: 'broke' })
      },
    })
    if (this.#closed || turn !== this.#turn) return closeSocket(socket)
    this.#socket = socket
    this.#heardAt = Date.now()
    socket.io.on('ping', () => (this.#heardAt = Date.now()))
    this.#at = { url, seatKey: welcome.seatKey }
    this.#state = { name: 'connected' }
    this.#keepPass(welcome)
    this.#ports.onLink('connected')
    this.#ports.onWelcome(welcome, url)
    this.#wake()
  }

  /** Gives the state machine an event and does what it orders. */
  #feed(event: LinkEvent): void {
    if (this.#closed || this.#state.name === 'idle') return
    const slept = Date.now() - this.#heardAt > sleptMs
    const now =
      event.name === 'broke' && this.#state.name === 'connected' && slept ? this.#heardAt : Date.now()
    const graceMs = this.#ports.graceMs()
    const { state, order } = step(this.#state, event, now, { graceMs })
    this.#state = state
    clearTimeout(this.#timer)
    const turn = ++this.#turn
    if (this.#socket) closeSocket(this.#socket)
    this.#socket = undefined
    if (order.do === 'stop') {
      const code = state.name === 'over' ? state.code : 'server.unreachable'
      this.close()
      this.#ports.seats.forget()
      this.#ports.onLink(wireError(code, {}))
      return
    }
    this.#ports.onLink('returning')
    this.#retryNow = () => {
      this.#retryNow = undefined
      clearTimeout(this.#timer)
      void (order.do === 're-enter' ? this.#reEnter(turn) : this.#return(turn))
    }
    this.#timer = setTimeout(() => this.#retryNow?.(), order.do === 'nothing' ? 0 : scattered(order.afterMs))
  }

  async #return(turn: number): Promise<void> {
    const at = this.#at
    if (!at) return
    // The node itself may be gone and its meeting elsewhere: every third attempt also asks the directory.
    if (this.#state.name === 'returning' && this.#state.attempt % 3 === 2) void this.#askWhetherMoved(at.url)
    try {
      await this.#dial(at.url, { seatKey: at.seatKey }, turn)
    } catch (error) {
      this.#feedBack(error, turn)
    }
  }

  async #reEnter(turn: number): Promise<void> {
    try {
      const { ticket, url } = this.#spareTicket ?? (await this.#ports.askTicket())
      this.#spareTicket = undefined
      const { pass } = this.#ports.seats
      await this.#dial(url, { ticket, ...(pass ? { pass } : {}) }, turn)
    } catch (error) {
      this.#feedBack(error, turn)
    }
  }

  async #askWhetherMoved(url: string): Promise<void> {
    const answer = await this.#ports.askTicket().catch(() => undefined)
    if (!answer || answer.url === url || this.#state.name !== 'returning') return
    this.#spareTicket = answer
    this.#feed({ name: 'moved' })
  }

  #feedBack(error: unknown, turn: number): void {
    if (turn !== this.#turn) return
    const code = error instanceof AppError ? error.code : 'server.unreachable'
    this.#feed(code === 'server.unreachable' ? { name: 'failed' } : { name: 'refused', code })
  }

  /** Whatever brings a snapshot of the call brings the newest pass. */
  #keepPass(said: object | null | undefined): void {
    // Some answers and notices say nothing.
    if (!said) return
    if ('call' in said && said.call) this.#ports.seats.renew((said.call as CallSnapshot).pass)
    else if ('pass' in said) this.#ports.seats.renew(said.pass as string)
  }

  readonly #online = () => this.#retryNow?.()

  async #untilConnected(deadline: number): Promise<void> {
    while (!this.connected) {
      const left = deadline - Date.now()
      if (this.#closed || left <= 0) throw new AppError('server.unreachable')
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, left)
        const waiting = this.#waiting
        function done() {
          clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
        waiting.add(done)
      })
    }
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}

/** A whole meeting that lost its node does not come back in the same instant. */
const scattered = (ms: number): number => ms * (0.75 + Math.random() / 2)

/** Rejects when the time is over or the line breaks before the answer. */
function emit<N extends RequestName>(
  socket: ConferenceSocket,
  name: N,
  body: RequestBody<N>,
  patienceMs: number,
): Promise<Acknowledged<N>> {
  // socket.io's own types cannot follow a name that is still generic; the maps in the contract do.
  const emitter = socket.timeout(patienceMs) as unknown as {
    emitWithAck: (name: N, body: RequestBody<N>) => Promise<Acknowledged<N>>
  }
  return emitter.emitWithAck(name, body)
}
