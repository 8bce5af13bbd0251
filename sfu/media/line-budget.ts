/**
 * What a receiver's line carries, by what the media worker estimates. An estimate is only a bound when it has met one:
 * the worker never estimates more than its ceiling, so that an estimate at its ceiling says that there may be more. Pure,
 * with the time given by whoever asks.
 *
 * What is known to pass is used at once. When more flows and the line is short thereupon, our own growth was too much for
 * it, and the same is tried again ever later; but a line that becomes short by itself, or on which much more is found than
 * what had misled us, is another line, and nothing that was learnt of the old one holds anything back.
 */
export type LineEstimate = {
  /** What the worker believes the line to carry, in bit/s. */
  available: number
  /** The most that it would believe just now. */
  ceiling: number
}

/** An estimate this near its ceiling has met no bound. */
const nearCeiling = 0.85
/** So much more than all that is wanted is enough for good. */
const roomy = 1.2
/** Whoever has met no bound and knows nothing new tries a small picture more, so often (milliseconds). */
const stepBits = 200_000
const stepEveryMs = 2_000
/** What comes by itself with a fall of a moment is gone again by then (milliseconds); what was measured is believed at once. */
const doubtMs = 700
/** A shortage so soon after more has begun to flow is of our own making. */
const ownMs = 5_000
/** A line is another one when it falls so far by itself; less is no more than was hoped too much. */
const shortByItself = 0.6
/** What was too much is tried again after this, and ever later while that fails. */
const firstPatienceMs = 4_000
const longestPatienceMs = 60_000
/** So much more than what misled us is found only on another line. */
const otherLine = 1.5
const otherLineUnbound = 1.1
/** Of what was too much so much is not. */
const lessThanFailed = 0.95

export class LineBudget {
  /** In bit/s; `Infinity` while nothing is short. */
  bits = Infinity
  #flowing = 0
  /** That more was let flow, what was believed then, and since when it does. */
  #grew: { available: number; at: number } | null = null
  /** What was too much, the belief that misled us, and until when it is not tried again. */
  #failed: { bits: number; available: number; until: number } | null = null
  #patienceMs = firstPatienceMs / 2
  #steppedAt = -Infinity
  /** Since when less is estimated than what flows. */
  #belowSince: number | null = null

  /**
   * The worker has estimated anew.
   *
   * @param wanted what all that is shown would need
   * @param flowing what that part of it needs that flows
   */
  estimate({ available, ceiling }: LineEstimate, wanted: number, flowing: number, at: number): void {
    if (flowing > this.#flowing && this.#grew) this.#grew.at = at
    this.#flowing = flowing
    const meetsBound = available < ceiling * nearCeiling
    this.#belowSince = meetsBound && available < flowing ? (this.#belowSince ?? at) : null
    // A bound that leaves room for everything is no guess.
    if (available >= wanted * roomy) this.#grow(Infinity, available, at, meetsBound)
    else if (!meetsBound) this.#tryMore(available, wanted, at)
    else if (this.#belowSince !== null) {
      if (ceiling === Infinity || at - this.#belowSince >= doubtMs) this.#giveWay(available, flowing, at)
    } else if (this.bits === Infinity) return
    else if (available < this.bits) this.bits = available
    else this.#grow(available, available, at, meetsBound)
  }

  #giveWay(available: number, flowing: number, at: number): void {
    const isOwn = this.#grew !== null && at - this.#grew.at < ownMs
    if (available < flowing * shortByItself && !isOwn) {
      this.#patienceMs = firstPatienceMs / 2
      this.#failed = null
    } else {
      if (isOwn) this.#patienceMs = Math.min(this.#patienceMs * 2, longestPatienceMs)
      const misled = Math.max(this.#grew?.available ?? 0, this.#failed?.available ?? 0, flowing)
      this.#failed = { bits: flowing, available: misled, until: at + this.#patienceMs }
    }
    this.#grew = null
    this.bits = available
  }

  #tryMore(available: number, wanted: number, at: number): void {
    if (this.bits === Infinity) return
    if (available > this.bits) return this.#grow(available, available, at, false)
    if (at - this.#steppedAt < stepEveryMs) return
    const more = this.bits + stepBits
    this.#grow(more >= wanted * roomy ? Infinity : more, available, at, false)
  }

  #grow(bits: number, available: number, at: number, meetsBound: boolean): void {
    const failed = this.#failed
    // What has met no bound would be more still.
    const surely = failed && failed.available * (meetsBound ? otherLine : otherLineUnbound)
    const holds = failed && at < failed.until && available < (surely ?? 0)
    const allowed = holds ? Math.min(bits, failed.bits * lessThanFailed) : bits
    if (allowed <= this.bits) return
    this.bits = allowed
    this.#steppedAt = at
    this.#grew = { available, at: this.#grew?.at ?? -Infinity }
  }
}
