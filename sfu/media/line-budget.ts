/**
 * What a receiver's line carries, by what the media worker estimates. An estimate is only a bound when it has met one:
 * the worker never estimates much more than what it is asked to send, so that an estimate at its own ceiling says
 * nothing. Pure, with the time given by whoever asks.
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
/** After a shortage more is tried in steps of one small picture: after this, and ever later while that fails. */
const firstPatienceMs = 5_000
const longestPatienceMs = 60_000
const stepBits = 200_000

export class LineBudget {
  /** In bit/s; `Infinity` while nothing is short. */
  bits = Infinity
  #patienceMs = firstPatienceMs
  #shortAt = -Infinity

  /**
   * The worker has estimated anew.
   *
   * @param wanted what all that is shown would need
   * @param flowing what that part of it needs that flows
   */
  estimate({ available, ceiling }: LineEstimate, wanted: number, flowing: number, at: number): void {
    if (available < ceiling * nearCeiling) {
      // A bound that leaves room for everything is no guess.
      if (available >= wanted * roomy) this.bits = Infinity
      if (available >= wanted) return this.#tryMore(wanted, at)
      // Something must give way: whoever tried for more did so in vain.
      if (available < flowing) {
        const again = at - this.#shortAt < longestPatienceMs * 2
        this.#patienceMs = again ? Math.min(this.#patienceMs * 2, longestPatienceMs) : firstPatienceMs
        this.#shortAt = at
      }
      this.bits = available
    } else this.#tryMore(wanted, at)
  }

  #tryMore(wanted: number, at: number): void {
    if (this.bits === Infinity || at - this.#shortAt < this.#patienceMs) return
    this.bits += stepBits
    if (this.bits >= wanted * roomy) this.bits = Infinity
    else this.#shortAt = at - this.#patienceMs + firstPatienceMs
  }
}
