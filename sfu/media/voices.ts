/**
 * Whose voices are forwarded in a meeting that is too large to forward all: the few that are loudest. Pure, with the time
 * given by whoever asks. A place that is free is always taken, so that nobody waits for being heard while few microphones
 * are open; a voice that speaks is kept until it pauses, unless somebody is much louder than what it brings (a fan, a
 * street).
 *
 * Loudness is known late. Whoever says that they begin to speak is therefore forwarded on trial, in the place of the one who
 * has been silent the longest and of nobody else, until it is heard that it is so. Being wrong costs one of few trials.
 */
import type { Id } from '../../contract/values.ts'
import { type Allowance, type AllowanceRule, fullAllowance, spend } from '../room/allowance.ts'

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
  /** How long somebody who says that they speak is forwarded without being heard to, in milliseconds. */
  trialMs: number
  /** How often somebody may be wrong about it. */
  trials: AllowanceRule
  /** How many of those who are not forwarded may be expected to be next. */
  soon: number
}

type Trial = { since: number; allowance: Allowance }
type Voice = { loudAt: number; level: number; heardSince: number | null; trial: Trial | null }

export class Voices {
  readonly #rule: VoiceRule
  /** Every open microphone, in the order in which they were opened. */
  readonly #voices = new Map<string, Voice>()
  /** By seat, for a microphone is soon closed and opened again. */
  readonly #allowances = new Map<Id, Allowance>()

  constructor(rule: VoiceRule) {
    this.#rule = rule
  }

  /** Who is forwarded. */
  get heard(): string[] {
    return this.#heard().map(([producerId]) => producerId)
  }

  /** Who may be next: open microphones that are not forwarded, whoever was loud last first. */
  get soon(): string[] {
    return this.#unheard()
      .slice(0, this.#rule.soon)
      .map(([producerId]) => producerId)
  }

  /** When the next trial is over, if there is one: `judge` is to be asked then. */
  get due(): number | null {
    const ends = this.#heard().flatMap(([, { trial }]) => (trial ? [trial.since + this.#rule.trialMs] : []))
    return ends.length > 0 ? Math.min(...ends) : null
  }

  /** A microphone is opened: it is heard at once if there is room. Answers whether `heard` has changed, as all of these. */
  open(producerId: string, at: number): boolean {
    if (this.#voices.has(producerId)) return false
    const voice: Voice = { loudAt: at, level: -127, heardSince: null, trial: null }
    this.#voices.set(producerId, voice)
    return this.#takeFree(voice, at)
  }

  /** A microphone is muted, or gone: whoever was loud last takes its place. */
  shut(producerId: string, at: number): boolean {
    const gone = this.#voices.get(producerId)
    this.#voices.delete(producerId)
    if (!gone || gone.heardSince === null) return false
    const [next] = this.#unheard()
    if (next) next[1].heardSince = at
    return true
  }

  /** This seat says that its person begins to speak. Nobody who was heard a moment ago, or is on trial, makes room for that. */
  begin(producerId: string, seatId: Id, at: number): boolean {
    const voice = this.#voices.get(producerId)
    if (!voice || voice.heardSince !== null) return false
    const leaves = this.#longestSilent(at)
    if (!leaves) return false
    const allowance = this.#allowances.get(seatId) ?? fullAllowance(this.#rule.trials, at)
    this.#allowances.set(seatId, allowance)
    if (spend(allowance, this.#rule.trials, at) > 0) return false
    exchange(leaves, voice, at)
    voice.trial = { since: at, allowance }
    return true
  }

  /** Whoever was not heard to speak within their trial leaves the place to the one who was loud last. */
  judge(at: number): boolean {
    const over = this.#heard().flatMap(([, voice]) =>
      voice.trial && at - voice.trial.since >= this.#rule.trialMs ? [voice] : [],
    )
    const next = this.#unheard()
    let changed = false
    for (const voice of over) {
      voice.trial = null
      const [, comes] = next.shift() ?? []
      if (!comes) continue
      exchange(voice, comes, at)
      changed = true
    }
    return changed
  }

  /** Who is loud at this moment. */
  listen(levels: readonly Loudness[], at: number): boolean {
    let changed = false
    for (const { producerId, level } of levels) {
      const voice = this.#voices.get(producerId)
      if (!voice) continue
      Object.assign(voice, { loudAt: at, level })
      if (voice.trial) voice.trial.allowance.left += 1 // It was true, and has cost nothing.
      voice.trial = null
    }
    for (const { producerId } of levels.toSorted((one, other) => other.level - one.level)) {
      const voice = this.#voices.get(producerId)
      if (!voice || voice.heardSince !== null) continue
      if (this.#takeFree(voice, at)) changed = true
      else {
        const leaves = this.#whoYields(voice, at)
        if (!leaves) break // Those who follow are not as loud.
        exchange(leaves, voice, at)
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

  /** The longest silent; else who is only on trial, for this one is heard; else the quietest, if it is much quieter. */
  #whoYields(challenger: Voice, at: number): Voice | null {
    const { louderBy, leastMs } = this.#rule
    const silent = this.#longestSilent(at)
    if (silent) return silent
    const heard = this.#heard().map(([, voice]) => voice)
    const [tried] = heard
      .flatMap((voice) => (voice.trial ? [{ voice, since: voice.trial.since }] : []))
      .sort((one, other) => one.since - other.since)
    if (tried) return tried.voice
    const [quiet] = heard
      .filter(({ heardSince }) => at - (heardSince ?? at) >= leastMs)
      .sort((one, other) => one.level - other.level)
    return quiet && challenger.level - quiet.level >= louderBy ? quiet : null
  }

  /** Who has been silent the longest, if that is more than a pause. */
  #longestSilent(at: number): Voice | null {
    const [silent] = this.#heard()
      .map(([, voice]) => voice)
      .filter(({ loudAt, trial }) => !trial && at - loudAt > this.#rule.pauseMs)
      .sort((one, other) => one.loudAt - other.loudAt)
    return silent ?? null
  }

  #heard(): [string, Voice][] {
    return [...this.#voices].filter(([, { heardSince }]) => heardSince !== null)
  }

  /** Whoever was loud last first. */
  #unheard(): [string, Voice][] {
    return [...this.#voices]
      .filter(([, { heardSince }]) => heardSince === null)
      .sort(([, one], [, other]) => other.loudAt - one.loudAt)
  }
}

function exchange(leaves: Voice, comes: Voice, at: number): void {
  leaves.heardSince = null
  leaves.trial = null
  comes.heardSince = at
}
