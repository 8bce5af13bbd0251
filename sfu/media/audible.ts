/**
 * Whose microphones a meeting hears: everybody's, until there are too many people; from then on the loudest few. Muting,
 * leaving and loudness are followed here, and whoever listens is told when the choice changes.
 */
import type { types } from 'mediasoup'
import { conferenceLimits } from '../../contract/limits.ts'
import { type Loudness, type VoiceRule, Voices } from './voices.ts'

export type AudibleRule = VoiceRule & {
  /** With more people than this only the loudest are heard ... */
  beyondPeople: number
  /** ... until so many are gone again: at the very limit a meeting must not be made anew with each who comes and goes. */
  slackPeople: number
}

export const defaultAudible: AudibleRule = {
  beyondPeople: conferenceLimits.voicesBeyondPeople,
  slackPeople: 3,
  most: conferenceLimits.voicesHeard,
  pauseMs: 2_000,
  louderBy: 10,
  leastMs: 2_000,
}

export class Audible {
  readonly #rule: AudibleRule
  readonly #tell: (heard: readonly string[] | 'all') => void
  readonly #voices: Voices
  #few = false

  constructor(rule: AudibleRule, tell: (heard: readonly string[] | 'all') => void) {
    this.#rule = rule
    this.#tell = tell
    this.#voices = new Voices(rule)
  }

  /** The producers that are heard now. */
  get heard(): readonly string[] | 'all' {
    return this.#few ? this.#voices.heard : 'all'
  }

  /** So many people are there. */
  count(people: number): void {
    const { beyondPeople, slackPeople } = this.#rule
    const few = people > (this.#few ? beyondPeople - slackPeople : beyondPeople)
    if (few === this.#few) return
    this.#few = few
    this.#tell(this.heard)
  }

  /** A microphone is there, open or not. Forgotten by itself when it is gone. */
  follow(microphone: types.Producer): void {
    const { id, observer } = microphone
    const now = () => performance.now()
    const open = () => this.#settle(this.#voices.open(id, now()))
    const shut = () => this.#settle(this.#voices.shut(id, now()))
    observer.on('resume', open)
    observer.on('pause', shut)
    observer.once('close', shut)
    if (!microphone.paused && !microphone.closed) open()
  }

  /** Who is loud at this moment. */
  listen(levels: readonly Loudness[]): void {
    this.#settle(this.#voices.listen(levels, performance.now()))
  }

  #settle(changed: boolean): void {
    if (changed && this.#few) this.#tell(this.#voices.heard)
  }
}
