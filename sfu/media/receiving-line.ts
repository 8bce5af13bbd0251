/**
 * A receiver's line as the media worker sees it, and what the worker may believe of it. Left alone it believes in many
 * times what it has ever sent, and when the line is short finds that out by halves, second after second, while every queue
 * on the way is full and the voice breaks up; and once nothing flows it believes in less and less. So its belief is kept
 * between what the first picture needs and what all that is shown could take, and cut to what arrives when much is lost.
 */
import type { types } from 'mediasoup'
import type { LineEstimate } from './line-budget.ts'

/** What could flow over a line, in bit/s. */
export type LineNeeds = {
  /** The least with which the first picture is worth sending; 0 when nothing is shown. */
  least: number
  /** All that is shown, at its best. */
  most: number
}

/** A picture takes more than it was told for a moment, and room must be seen before it is used. */
const headroom = 1.3
/** Less than this is no bound: a picture that is made larger must not wait until the worker believes in it. */
const usualBound = 2_000_000
/** So much of what is sent is lost by no accident: the line is full. */
const muchLost = 0.12
/** When so much is lost for so long (milliseconds) with the first picture alone, not even that one passes. */
const hopelessLost = 0.3
const hopelessMs = 3_500
/** Of what arrives when the line is full so much is kept: its queue has to empty. */
const keptPart = 0.75
/** So long the worker may not believe in more again (milliseconds). */
const cutMs = 2_500
/** mediasoup takes no smaller bounds. */
const smallestBound = 30_000
/** Bounds that differ by less are the same. */
const sameBound = 0.1

export class ReceivingLine {
  readonly #transport: types.Transport
  readonly #tell: (estimate: LineEstimate) => void
  #needs: LineNeeds = { least: 0, most: 0 }
  #cut: { bits: number; until: number } | null = null
  #told = { least: 0, most: 0 }
  #before = 0
  /** Since when much is lost although nothing but the first picture flows. */
  #lostSince: number | null = null
  #asking = false
  /** Since when not even the first picture passes; null while it does, as far as we know. */
  hopelessSince: number | null = null

  constructor(transport: types.Transport, tell: (estimate: LineEstimate) => void) {
    this.#transport = transport
    this.#tell = tell
    transport.on('trace', (trace) => {
      if (trace.type === 'bwe') this.#estimated(trace.info)
    })
    // Fails only when the transport is gone.
    transport.enableTraceEvent(['bwe']).catch(() => undefined)
  }

  /** What is shown has changed. */
  need(needs: LineNeeds): void {
    this.#needs = needs
    this.#bind()
  }

  #estimated(info: unknown): void {
    const { availableBitrate, maxBitrate } = info as Partial<Record<string, unknown>>
    if (typeof availableBitrate !== 'number' || typeof maxBitrate !== 'number') return
    const now = performance.now()
    const falls = availableBitrate < this.#before * 0.95
    this.#before = availableBitrate
    const wasCut = this.#cut !== null
    if (this.#cut && now > this.#cut.until) this.#cut = null
    if (this.hopelessSince !== null && availableBitrate >= this.#needs.least) this.hopelessSince = null
    this.#bind()
    // Under a bound of ours an estimate at its ceiling says nothing.
    this.#tell({ available: availableBitrate, ceiling: wasCut ? Infinity : maxBitrate })
    const atBottom = this.hopelessSince === null && availableBitrate <= this.#needs.least * 1.1
    if (!atBottom) this.#lostSince = null
    if (atBottom || (falls && !wasCut)) void this.#measure(atBottom)
  }

  /** Something is amiss: how much of what is sent arrives? */
  async #measure(atBottom: boolean): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    const stats = (await this.#transport.getStats().catch(() => [])) as Partial<types.WebRtcTransportStat>[]
    this.#asking = false
    const { rtpPacketLossSent: lost = 0, rtpSendBitrate = 0, rtxSendBitrate = 0 } = stats[0] ?? {}
    const now = performance.now()
    if (lost < hopelessLost) this.#lostSince = null
    if (lost < muchLost) return
    const arrives = (rtpSendBitrate + rtxSendBitrate) * (1 - lost)
    if (atBottom && lost >= hopelessLost) this.#lostSince ??= now
    const lostFor = now - (this.#lostSince ?? now)
    if (lostFor >= hopelessMs || arrives < this.#needs.least / 2) this.hopelessSince ??= now
    const bits = this.hopelessSince === null ? Math.max(arrives * keptPart, smallestBound) : smallestBound
    this.#cut = { bits, until: now + cutMs }
    this.#bind()
    this.#tell({ available: this.#cut.bits, ceiling: Infinity })
  }

  /** Tells the worker what it may believe. */
  #bind(): void {
    const { least, most } = this.#needs
    const lower = least > 0 && this.hopelessSince === null ? Math.max(least, smallestBound) : 0
    const highest = most > 0 ? Math.max(most * headroom, usualBound) : 0
    const upper = this.#cut ? Math.max(this.#cut.bits, lower) : Math.max(highest, lower)
    const ask = (asked: Promise<unknown>) => void asked.catch(() => undefined) // It fails only with the transport.
    const raise = upper === 0 || upper > this.#told.most
    const bindMost = () => {
      const fits = this.#told.most === 0 || this.#told.most >= lower
      if (fits && isSame(upper, this.#told.most)) return
      this.#told.most = upper
      ask(this.#transport.setMaxOutgoingBitrate(Math.round(upper)))
    }
    // The lower bound must never be above the upper one, in between neither.
    if (raise) bindMost()
    if (lower !== this.#told.least) {
      this.#told.least = lower
      ask(this.#transport.setMinOutgoingBitrate(Math.round(lower)))
    }
    bindMost()
  }
}

const isSame = (one: number, other: number): boolean =>
  one === other || (one > 0 && other > 0 && Math.abs(one - other) <= other * sameBound)
