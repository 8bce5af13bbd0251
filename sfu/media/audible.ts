/**
 * Whose microphones a meeting hears: everybody's, until there are too many people; from then on the loudest few. Muting,
 * leaving, loudness and what people say of themselves are followed here, and whoever listens is told when the choice changes.
 */
import type { types } from 'mediasoup'
import { conferenceLimits } from '../../contract/limits.ts'
import type { Id } from '../../contract/values.ts'
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
  // Those who are heard by loudness are known after half a second.
  trialMs: 1_000,
  trials: { burst: conferenceLimits.voiceTrials, everyMs: conferenceLimits.voiceTrialEveryMs },
  soon: 10,
}

/** Who is heard, and who may be next: so that they are heard at once, all but the sending is done for them. */
export type Hearing = { heard: readonly string[] | 'all'; soon: readonly string[] }

export class Audible {
  readonly #rule: AudibleRule
  readonly #tell: (hearing: Hearing) => void
  readonly #voices: Voices
  #few = false
  #told = 'all/'
  #trial: NodeJS.Timeout | null = null

  constructor(rule: AudibleRule, tell: (hearing: Hearing) => void) {
    this.#rule = rule
    this.#tell = tell
    this.#voices = new Voices(rule)
  }

  /** The producers that are heard now. */
  get hearing(): Hearing {
    return this.#few ? { heard: this.#voices.heard, soon: this.#voices.soon } : { heard: 'all', soon: [] }
  }

  /** So many people are there. */
  count(people: number): void {
    const { beyondPeople, slackPeople } = this.#rule
    const few = people > (this.#few ? beyondPeople - slackPeople : beyondPeople)
    if (few === this.#few) return
    this.#few = few
    this.#settle()
  }

  /** A microphone is there, open or not. Forgotten by itself when it is gone. */
  follow(microphone: types.Producer): void {
    const { id, observer } = microphone
    const open = () => this.#follow((at) => this.#voices.open(id, at))
    const shut = () => this.#follow((at) => this.#voices.shut(id, at))
    observer.on('resume', open)
    observer.on('pause', shut)
    observer.once('close', shut)
    if (!microphone.paused && !microphone.closed) open()
  }

  /** Who is loud at this moment. */
  listen(levels: readonly Loudness[]): void {
    this.#follow((at) => this.#voices.listen(levels, at))
  }

  /** Somebody says that they begin to speak; where everybody is heard anyway, nothing comes of it. */
  begin(producerId: string, seatId: Id): void {
    if (this.#few) this.#follow((at) => this.#voices.begin(producerId, seatId, at))
  }

  /** Nobody is told any more. Harmless twice. */
  close(): void {
    if (this.#trial) clearTimeout(this.#trial)
    this.#trial = null
  }

  #follow(change: (at: number) => void): void {
    const at = performance.now()
    change(at)
    this.#settle()
    const { due } = this.#voices
    if (due === null) return
    // One that comes too early finds nothing to judge, and waits again.
    this.#trial ??= setTimeout(() => {
      this.#trial = null
      this.#follow((then) => this.#voices.judge(then))
    }, due - at)
    this.#trial.unref()
  }

  #settle(): void {
    const { hearing } = this
    const told = `${hearing.heard}/${hearing.soon}`
    if (told === this.#told) return
    this.#told = told
    this.#tell(hearing)
  }
}
