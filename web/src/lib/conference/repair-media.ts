/** What to do about a media transport whose connection has failed. Pure; `repair-transport.ts` obeys. */

export type MediaState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'
export type Repair = { do: 'nothing' } | { do: 'restart-ice'; afterMs: number } | { do: 'rebuild' }

/** How often ICE is restarted before the transport is given up. */
const restarts = 3
/** A restart is given so long before the next, and so is a line that hiccups again and again. */
const calmMs = 4000

/**
 * @param attempt how many restarts this break has already seen
 * @param sinceRestartMs how long ago ICE was last restarted, in this break or the one before
 */
export function repairOf(state: MediaState, attempt: number, sinceRestartMs = Infinity): Repair {
  if (state !== 'disconnected' && state !== 'failed') return { do: 'nothing' }
  if (attempt >= restarts) return { do: 'rebuild' }
  // `disconnected` is said after two and a half seconds without anything: waiting longer heals nothing.
  const afterMs = state === 'disconnected' ? Math.max(0, calmMs - sinceRestartMs) : 0
  return { do: 'restart-ice', afterMs }
}
/** A restart that has not connected by then has failed. */
export const restartTimeoutMs = 6000

/** How long what came all the time must have stopped to come until something is amiss ... */
const stillMs = 750
/**
 * ... if packets came in so many looks one after another, so many in each and so many in all: a small picture alone brings
 * two in each look, and has to come for longer than a voice to be missed.
 */
const steadyLooks = 4
const steadyEach = 2
const steadyPackets = 16
const none = { looks: 0, packets: 0, few: false }
/** Between two suspicions that nothing has confirmed the wait grows, from this ... */
const firstRestMs = 5000
/** ... to this. */
const longestRestMs = 60_000
/** A line that only hiccups is back by itself before this; what takes longer was broken, and was suspected rightly. */
const brokenMs = 1700

/**
 * Notices that media stands still, long before the browser says so: it waits two and a half seconds, in which a person at a
 * new address is neither seen nor heard. Only what came steadily can be missed.
 */
export class Stillness {
  #packets: number | null = null
  #cameAt = 0
  #steady = none
  #restMs = firstRestMs
  #quietUntil = 0
  #suspected = false

  /**
   * So many packets had come by then. Answers whether something is amiss.
   *
   * @param at milliseconds of any clock
   */
  look(packets: number, at: number): boolean {
    const more = this.#packets === null ? 0 : packets - this.#packets
    this.#packets = packets
    if (more !== 0) {
      const { looks, packets: many, few } = this.#steady
      if (more >= steadyEach) this.#steady = { looks: looks + 1, packets: many + more, few: false }
      // The last look before a break is a short one. Fewer than before are those of another transport.
      else this.#steady = few || more < 0 ? none : { ...this.#steady, few: true }
      if (this.#suspected && at - this.#cameAt >= brokenMs) this.#trust()
      this.#suspected = false
      this.#cameAt = at
      if (at > this.#quietUntil + longestRestMs) this.#restMs = firstRestMs
      return false
    }
    if (at - this.#cameAt < stillMs) return false
    const { looks, packets: many } = this.#steady
    this.#steady = none
    if (looks < steadyLooks || many < steadyPackets || at < this.#quietUntil) return false
    this.#quietUntil = at + this.#restMs
    this.#restMs = Math.min(this.#restMs * 2, longestRestMs)
    this.#suspected = true
    return true
  }

  /** What is to come may be less than what came: nothing is missed until it has been steady again. */
  forget(): void {
    this.#steady = none
  }

  /** The next break is noticed as soon as this one was: somebody on a train moves from address to address. */
  #trust(): void {
    this.#restMs = firstRestMs
    this.#quietUntil = 0
  }
}
