/**
 * A receiver's line as the media worker sees it: passes its estimates on, and tells it what it may believe
 * (`line-belief.ts`).
 */
import type { types } from 'mediasoup'
import { breathMs, LineBelief, type LineNeeds } from './line-belief.ts'
import type { LineEstimate } from './line-budget.ts'

/** Bounds that differ by less are the same. */
const sameBound = 0.1
/** The worker looks how far a line reaches when its bound changes, however little. */
const nudge = 0.98

export type LineTold = {
  /** The worker has estimated the line anew, or it was measured. */
  estimated: (estimate: LineEstimate) => void
  /** `isForVoiceAlone` may have changed. */
  voiceFirst: () => void
}

export class ReceivingLine {
  readonly #transport: types.Transport
  readonly #tell: LineTold
  readonly #belief = new LineBelief()
  #told = { least: 0, most: 0 }
  #nudged = false
  #asking = false
  #wasForVoiceAlone = false
  #breath: NodeJS.Timeout | null = null
  #closed = false

  constructor(transport: types.Transport, tell: LineTold) {
    this.#transport = transport
    this.#tell = tell
    transport.on('trace', (trace) => {
      if (trace.type === 'bwe') this.#estimated(trace.info)
    })
    // Fails only when the transport is gone.
    transport.enableTraceEvent(['bwe']).catch(() => undefined)
  }

  /** What is shown has changed, or what is known of the line, in bit/s (`LineBelief.need`). */
  need(needs: LineNeeds, known: number): void {
    const now = performance.now()
    this.#belief.need(needs, known, now)
    this.#bind()
    if (this.#belief.looks(now)) this.#look()
  }

  /** Since when not even the first picture passes; null while it does, as far as we know. */
  get hopelessSince(): number | null {
    return this.#belief.hopelessSince
  }

  /** Whether no picture may flow, so that the voice gets through. */
  get isForVoiceAlone(): boolean {
    return this.#belief.isForVoiceAlone
  }

  close(): void {
    this.#closed = true
    if (this.#breath) clearTimeout(this.#breath)
  }

  #estimated(info: unknown): void {
    const { availableBitrate, maxBitrate } = info as Partial<Record<string, unknown>>
    if (typeof availableBitrate !== 'number' || typeof maxBitrate !== 'number') return
    const now = performance.now()
    const { isCut } = this.#belief
    const isAmiss = this.#belief.estimated(availableBitrate, now)
    this.#bind()
    this.#tellVoice()
    // Under a bound that was cut an estimate at its ceiling says nothing.
    this.#tell.estimated({ available: availableBitrate, ceiling: isCut ? Infinity : maxBitrate })
    if (this.#belief.looks(now)) this.#look()
    if (isAmiss) void this.#measure()
  }

  /** Something is amiss: how much of what is sent arrives? */
  async #measure(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    const stats = (await this.#transport.getStats().catch(() => [])) as Partial<types.WebRtcTransportStat>[]
    this.#asking = false
    const { rtpPacketLossSent: lost = 0, rtpSendBitrate = 0, rtxSendBitrate = 0 } = stats[0] ?? {}
    const arrives = this.#belief.measured({ lost, sent: rtpSendBitrate + rtxSendBitrate }, performance.now())
    if (arrives === null || this.#closed) return
    this.#bind()
    this.#tellVoice()
    this.#tell.estimated({ available: arrives, ceiling: Infinity })
    if (this.#belief.holdsBreath && !this.#breath) this.#breathe()
  }

  /** Measures the line when its queue is empty, and goes on with what was found. */
  #breathe(): void {
    this.#breath = setTimeout(() => {
      this.#look()
      this.#breath = setTimeout(
        () => {
          this.#breath = null
          this.#belief.pass(performance.now())
          this.#bind()
          this.#tellVoice()
        },
        breathMs / 2 + 1,
      )
    }, breathMs / 2)
  }

  #tellVoice(): void {
    if (this.#wasForVoiceAlone === this.isForVoiceAlone) return
    this.#wasForVoiceAlone = this.isForVoiceAlone
    this.#tell.voiceFirst()
  }

  /** Makes the worker send a few packets as fast as it may believe the line to be. */
  #look(): void {
    this.#nudged = !this.#nudged
    this.#setMost(this.#told.most * (this.#nudged ? nudge : 1))
  }

  #setMost(bits: number): void {
    this.#ask(this.#transport.setMaxOutgoingBitrate(Math.round(bits)))
  }

  #ask(asked: Promise<unknown>): void {
    asked.catch(() => undefined) // It fails only with the transport.
  }

  /** Tells the worker what it may believe. */
  #bind(): void {
    const { least, most } = this.#belief.bounds()
    const bindMost = () => {
      // A lower bound must never be above the upper one, nor be met by a nudge.
      const fits = this.#told.most * nudge >= least
      if (fits && isSame(most, this.#told.most)) return
      this.#told.most = most
      this.#nudged = false
      this.#setMost(most)
    }
    if (most > this.#told.most) bindMost()
    if (least !== this.#told.least) {
      this.#told.least = least
      this.#ask(this.#transport.setMinOutgoingBitrate(Math.round(least)))
    }
    bindMost()
  }
}

const isSame = (one: number, other: number): boolean => Math.abs(one - other) <= other * sameBound
