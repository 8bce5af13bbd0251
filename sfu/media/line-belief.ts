/**
 * What the media worker may believe of a receiver's line, and when it has to look: pure, with the time given by whoever
 * asks. Left alone the worker believes in many times what it has ever sent, and when the line is short finds that out by
 * halves, second after second, while every queue on the way is full and the voice breaks up; and once little flows it
 * learns late that the line is wide again. So its belief is kept between what the first picture needs and what all that is
 * shown could take. While the line is short it may reach for a little more than is known, and is made to look, with a few
 * packets, whether that arrives. And when much is lost at once all pictures hold their breath until the queue is empty,
 * because the voice waits in the same one.
 */
import { bitrates } from './media-settings.ts'

/** What could flow over a line, in bit/s. */
export type LineNeeds = {
  /** The least with which the first picture is worth sending; 0 when nothing is shown. */
  least: number
  /** All that is shown, at its best. */
  most: number
}

/** What the worker may believe, in bit/s; `least` is 0 for as little as it finds. */
export type LineBounds = { least: number; most: number }

/** What becomes of what is sent: which part of it is lost lately, and how much is sent, in bit/s. */
export type LineLoss = { lost: number; sent: number }

/** A picture takes more than it was told for a moment, and room must be seen before it is used. */
const headroom = 1.3
/** Less than this is no bound: a picture that is made larger must not wait until the worker believes in it. */
const usualBound = 2_000_000
/** mediasoup takes no smaller bounds. */
const smallestBound = 30_000
/** The bounds are so far apart that there is something to look for between them. */
const apart = 1.1

/** An estimate below this part of the one before falls. */
const fallen = 0.95
/** So much of what is sent is lost by no accident: the line is full. */
const muchLost = 0.12
/** So much is heard: whole words are missing. */
const drownedLost = 0.25
/** Of what arrives when the line is full so much is kept: its queue has to empty. */
const keptPart = 0.75
/** So long the worker may not believe in more again (milliseconds). */
const cutMs = 2_500

/** So long pictures hold their breath; by the middle of it the queues of most routers are empty, and the line is measured. */
export const breathMs = 1_000
/** What is lost is counted over two seconds: until then a breath is still in the figures. */
const settlesMs = 3_000
/** Where a breath changes nothing, packets are lost whatever is sent: so long there is no other, and ever longer. */
const nextBreathMs = 12_000
const longestNextBreathMs = 120_000
/** When so much is lost for so long with the first picture alone, not even that one passes. */
const hopelessLost = 0.3
const hopelessMs = 3_500
/** A little is heard, too, when it goes on. */
const littleLost = 0.05
const littleHopelessMs = 8_000
/** Whoever has seen room so lately loses packets for another reason than that pictures flow. */
const roomMs = 8_000
/** It is tried again when there is so much more than it needs, and after a while; or at once when there is much more. */
const passes = 1.15
const passesSurely = 1.6
const tryAgainMs = 5_000
const longestTryAgainMs = 60_000
/** Whoever drowns again so soon after a breath, or is without hope again so soon after a try, has learnt nothing else. */
const againMs = 12_000

/** While the line is short the worker may reach for so many times what is known of it. */
const reachFactor = 2.5
/** There is enough to reach for, and not too much, while it is between these many times what is known. */
const reachable = { least: 1.5, most: 5 } as const
/**
 * So soon it is made to look when something is missing, and so soon again when it has found more; as long as it finds
 * nothing each look comes later, up to so late, since it finds a little too little.
 */
const lookEveryMs = 2_500
const lookOnMs = 500
const lookLateMs = 7_000
/** Whoever has just given everything up looks so many times in quick succession: a busy machine sees less than there is. */
const looksInDoubt = 3
/** Where everything flows, only not at its best, it looks ever more seldom. */
const lookSeldomMs = 20_000

/** What is sent and arrives, voices and all, passes, whatever a look makes the worker believe, for so long. */
const provenPart = 0.95
const provenMs = 4_000
const nothingLost = 0.02

export class LineBelief {
  /** Since when not even the first picture passes; null while it does, as far as we know. */
  hopelessSince: number | null = null
  #needs: LineNeeds = { least: 0, most: 0 }
  #available = 0
  #cut: { bits: number; until: number } | null = null
  #breathUntil: number | null = null
  #breathedAt = -Infinity
  #nextBreathMs = nextBreathMs
  /** What was found of the line when its queue was empty. */
  #found = Infinity
  /** How long the first picture is not tried again, and when it was last. */
  #tryAgainMs = tryAgainMs
  #triedAt = -Infinity
  /** Since when much is lost, and a little, although nothing but the first picture flows. */
  #lostSince: number | null = null
  #littleLostSince: number | null = null
  /** When there was much more room than the first picture needs. */
  #roomAt = -Infinity
  /** Up to where the worker may look; `Infinity` while nothing is short. */
  #reach = Infinity
  #lookDue = 0
  #lookEveryMs = lookEveryMs
  #lookedAt = -Infinity
  #looksInDoubt = 0
  /** What has arrived lately while the worker believed in less. */
  #proven: { bits: number; until: number } | null = null

  /** Whether no picture may flow: for a moment, or because not even the first one passes beside the voice. */
  get isForVoiceAlone(): boolean {
    return this.#breathUntil !== null || this.hopelessSince !== null
  }

  /** Whether all pictures hold their breath. */
  get holdsBreath(): boolean {
    return this.#breathUntil !== null
  }

  /** Whether the worker's ceiling is one that was set for a full line: an estimate that reaches it says nothing. */
  get isCut(): boolean {
    return this.#cut !== null
  }

  /**
   * What is shown has changed, or what is known of the line.
   *
   * @param known what it carries of pictures as far as is known, in bit/s; `Infinity` while nothing is short
   */
  need(needs: LineNeeds, known: number, at: number): void {
    const isMore = needs.most > this.#needs.most
    this.#needs = needs
    // What has just been asked for must not wait until the worker believes in it.
    if (isMore && this.#available > 0 && this.#available < needs.most)
      [this.#lookDue, this.#lookEveryMs] = [at, lookEveryMs]
    const before = this.#reach
    const isFine =
      before >= known * reachable.least && before <= Math.max(known * reachable.most, needs.least * 2)
    if (known === Infinity ? before === Infinity : isFine) return
    this.#reach = Math.max(known * reachFactor, needs.least * 2)
    // More was found: perhaps there is more still.
    const due = at + (before < this.#reach ? lookOnMs : lookEveryMs)
    this.#lookDue = this.#lookDue > at ? Math.min(this.#lookDue, due) : due
    this.#lookEveryMs = lookEveryMs
  }

  /**
   * The worker has estimated anew.
   *
   * @returns whether something is amiss, so that it should be measured what is lost
   */
  estimated(available: number, at: number): boolean {
    const falls = available < this.#available * fallen
    this.#available = available
    if (available >= this.#needs.least * passesSurely) this.#roomAt = at
    this.#hope(available, at)
    this.pass(at)
    if (!this.#isAtBottom) this.#lostSince = this.#littleLostSince = null
    return this.hopelessSince === null && (falls || this.#isAtBottom) && at - this.#breathedAt >= settlesMs
  }

  /** Time has passed: ends what was for a while. */
  pass(at: number): void {
    if (this.#cut && at >= this.#cut.until) this.#cut = null
    if (this.#proven && at >= this.#proven.until) this.#proven = null
    if (this.#breathUntil === null || at < this.#breathUntil) return
    this.#breathUntil = null
    this.#found = this.#available
    if (this.#found < this.#needs.least) this.#despair(at)
  }

  /** It was measured what is lost. Returns what a full line seems to carry, in bit/s, or null when it is not full. */
  measured({ lost, sent }: LineLoss, at: number): number | null {
    if (at - this.#breathedAt < settlesMs) return null
    const isDoubtful = this.#reach < Infinity || at - this.#lookedAt < lookOnMs
    if (lost >= littleLost) this.#proven = null
    else if (lost <= nothingLost && isDoubtful)
      this.#proven = { bits: sent * provenPart, until: at + provenMs }
    if (lost < hopelessLost) this.#lostSince = null
    else if (this.#isAtBottom) this.#lostSince ??= at
    if (lost < littleLost) this.#littleLostSince = null
    else if (this.#isAtBottom) this.#littleLostSince ??= at
    const arrives = sent * (1 - lost)
    const lasts =
      at - (this.#lostSince ?? at) >= hopelessMs || at - (this.#littleLostSince ?? at) >= littleHopelessMs
    const isHopeless = lasts && at - this.#roomAt >= roomMs
    const drowns = lost >= drownedLost
    // On average the first picture would pass, but it comes in bursts.
    const drownsAgain =
      drowns && at - this.#breathedAt < againMs && this.#found < this.#needs.least * passesSurely
    if (isHopeless || drownsAgain || (lost >= muchLost && arrives < this.#needs.least / 2)) this.#despair(at)
    // Where nothing but the first picture flows there is nothing to cut.
    else if (lost < muchLost || ((this.#cut || this.#isAtBottom) && !drowns)) return null
    const bits = this.hopelessSince === null ? Math.max(arrives * keptPart, smallestBound) : smallestBound
    const breathes = drowns && at - this.#breathedAt >= this.#nextBreathMs
    if (breathes) this.#breathe(at)
    else if (this.#isAtBottom) return null
    this.#cut = { bits, until: at + (breathes ? breathMs : cutMs) }
    return bits
  }

  /** What the worker may believe. */
  bounds(): LineBounds {
    const { least, most } = this.#needs
    const proven = this.#proven?.bits ?? 0
    const highest = Math.min(Math.max(most * headroom, usualBound), this.#reach, this.#seen)
    // Whoever holds their breath finds out what the line carries, however little, and whether the first picture would pass.
    if (this.holdsBreath)
      return { least: 0, most: Math.max(this.#cut?.bits ?? 0, least * 2, smallestBound * apart) }
    const lower = least > 0 && this.hopelessSince === null ? Math.max(least, proven, smallestBound) : 0
    return { least: lower, most: Math.max(this.#cut?.bits ?? highest, lower * apart, smallestBound * apart) }
  }

  /** Whether the worker should look now how far the line reaches. Answers once with yes. */
  looks(at: number): boolean {
    const isShort = this.#reach < Infinity
    if (at < this.#lookDue || this.#cut || (!isShort && this.#available >= this.#needs.most)) return false
    this.#lookEveryMs = Math.min(this.#lookEveryMs * 2, isShort ? lookLateMs : lookSeldomMs)
    this.#lookDue = at + (this.#looksInDoubt > 0 ? lookOnMs : this.#lookEveryMs)
    this.#looksInDoubt = Math.max(0, this.#looksInDoubt - 1)
    this.#lookedAt = at
    return true
  }

  #breathe(at: number): void {
    const isSoon = at - this.#breathedAt < this.#nextBreathMs * 2
    this.#nextBreathMs = isSoon ? Math.min(this.#nextBreathMs * 2, longestNextBreathMs) : nextBreathMs
    this.#breathedAt = at
    this.#breathUntil = at + breathMs
  }

  #despair(at: number): void {
    if (this.hopelessSince !== null) return
    this.#tryAgainMs =
      at - this.#triedAt < againMs ? Math.min(this.#tryAgainMs * 2, longestTryAgainMs) : tryAgainMs
    this.hopelessSince = at
    this.#proven = null
    this.#looksInDoubt = looksInDoubt
    this.#lookDue = at + lookOnMs
  }

  #hope(available: number, at: number): void {
    const { least } = this.#needs
    if (this.hopelessSince === null || available < least * passes) return
    if (available < least * passesSurely && at - this.hopelessSince < this.#tryAgainMs) return
    this.hopelessSince = null
    this.#triedAt = at
  }

  /** Up to where an estimate is told: one of exactly what a transport begins with is not. */
  get #seen(): number {
    return this.#available < bitrates.initialOutgoing * 0.9 ? bitrates.initialOutgoing * 0.98 : Infinity
  }

  get #isAtBottom(): boolean {
    const bottom = Math.max(this.#needs.least, this.#proven?.bits ?? 0)
    return this.hopelessSince === null && this.#available <= bottom * 1.1
  }
}
