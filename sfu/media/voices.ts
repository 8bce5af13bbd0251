/**
 * Whose voices are forwarded in a meeting that is too large to forward all: the few that are loudest. Pure, with the time
 * given by whoever asks. A place that is free is always taken, so that nobody waits for being heard while few microphones
 * are open; a voice that speaks is kept until it pauses, unless somebody is much louder than what it brings (a fan, a
 * street).
 */
export type Loudness = { producerId: string; /** In dBov: 0 is the loudest that there is. */ level: number }

export type VoiceRule = {
  /** How many are forwarded. */
  most: number
  /** How long a pause may be within what somebody says, in milliseconds. */
  pauseMs: number
  /** By how many decibels somebody must be louder than one who makes sound all the time, to take that one's place ... */
  louderBy: number
  /** ... who has had it for so long, in milliseconds. */
  leastMs: number
}

type Voice = { loudAt: number; level: number; heardSince: number | null }

export class Voices {
  readonly #rule: VoiceRule
  /** Every open microphone, in the order in which they were opened. */
  readonly #voices = new Map<string, Voice>()

  constructor(rule: VoiceRule) {
    this.#rule = rule
  }

  /** Who is forwarded. */
  get heard(): string[] {
    return this.#heard().map(([producerId]) => producerId)
  }

  /** A microphone is opened: it is heard at once if there is room. Answers whether `heard` has changed, as all of these. */
  open(producerId: string, at: number): boolean {
    if (this.#voices.has(producerId)) return false
    const voice: Voice = { loudAt: at, level: -127, heardSince: null }
    this.#voices.set(producerId, voice)
    return this.#takeFree(voice, at)
  }

  /** A microphone is muted, or gone: whoever was loud last takes its place. */
  shut(producerId: string, at: number): boolean {
    const gone = this.#voices.get(producerId)
    this.#voices.delete(producerId)
    if (!gone || gone.heardSince === null) return false
    const next = [...this.#voices.values()]
      .filter(({ heardSince }) => heardSince === null)
      .sort((one, other) => other.loudAt - one.loudAt)[0]
    if (next) next.heardSince = at
    return true
  }

  /** Who is loud at this moment. */
  listen(levels: readonly Loudness[], at: number): boolean {
    let changed = false
    for (const { producerId, level } of levels) {
      const voice = this.#voices.get(producerId)
      if (voice) Object.assign(voice, { loudAt: at, level })
    }
    for (const { producerId } of levels.toSorted((one, other) => other.level - one.level)) {
      const voice = this.#voices.get(producerId)
      if (!voice || voice.heardSince !== null) continue
      if (this.#takeFree(voice, at)) changed = true
      else {
        const leaves = this.#whoYields(voice, at)
        if (!leaves) break // Those who follow are not as loud.
        leaves.heardSince = null
        voice.heardSince = at
        changed = true
      }
    }
    return changed
  }

  #takeFree(voice: Voice, at: number): boolean {
    if (this.#heard().length >= this.#rule.most) return false
    voice.heardSince = at
    return true
  }

  /** Who has been silent the longest, if that is more than a pause; else the quietest, if it is much quieter. */
  #whoYields(challenger: Voice, at: number): Voice | null {
    const { pauseMs, louderBy, leastMs } = this.#rule
    const heard = this.#heard().map(([, voice]) => voice)
    const [silent] = heard
      .filter(({ loudAt }) => at - loudAt > pauseMs)
      .sort((one, other) => one.loudAt - other.loudAt)
    if (silent) return silent
    const [quiet] = heard
      .filter(({ heardSince }) => at - (heardSince ?? at) >= leastMs)
      .sort((one, other) => one.level - other.level)
    return quiet && challenger.level - quiet.level >= louderBy ? quiet : null
  }

  #heard(): [string, Voice][] {
    return [...this.#voices].filter(([, { heardSince }]) => heardSince !== null)
  }
}
