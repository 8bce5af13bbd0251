/**
 * My own voice, measured on a copy of the microphone's track that stays live while the track itself is muted: so the
 * page can say "you are speaking, but you are muted". The copy goes nowhere.
 */
import { AudioLevel } from './audio-level.ts'
import { meterHeight, settle, SpeechGate } from './level.ts'

const tickMs = 80

export class OwnVoice {
  #copy: MediaStreamTrack | undefined
  #level: AudioLevel | undefined
  #of: MediaStreamTrack | null = null
  readonly #meters = new Set<HTMLElement>()
  #shown = 0
  readonly #gate = new SpeechGate()
  readonly #timer: ReturnType<typeof setInterval>
  /** Told when I begin and stop speaking into a muted microphone. */
  readonly #onMutedSpeech: (speaking: boolean) => void
  #mutedSpeech = false

  constructor(onMutedSpeech: (speaking: boolean) => void) {
    this.#onMutedSpeech = onMutedSpeech
    this.#timer = setInterval(() => this.#tick(), tickMs)
  }

  /** Measures this track from now on. */
  set track(track: MediaStreamTrack | null) {
    if (track === this.#of) return
    this.#level?.close()
    this.#copy?.stop()
    this.#of = track
    this.#copy = track?.clone()
    if (this.#copy) this.#copy.enabled = true
    this.#level = this.#copy && new AudioLevel(this.#copy)
  }

  /** An attachment: the element's `--level` (0 to 1) follows what others would hear. */
  readonly meter = (element: HTMLElement): (() => void) => {
    this.#meters.add(element)
    return () => this.#meters.delete(element)
  }

  close(): void {
    clearInterval(this.#timer)
    this.track = null
    this.#meters.clear()
  }

  #tick(): void {
    const height = meterHeight(this.#level?.read() ?? 0)
    const heard = this.#of?.enabled === true
    const mutedSpeech = this.#gate.update(height, performance.now()) && this.#of !== null && !heard
    if (mutedSpeech !== this.#mutedSpeech) {
      this.#mutedSpeech = mutedSpeech
      this.#onMutedSpeech(mutedSpeech)
    }
    if (!this.#meters.size) return
    this.#shown = settle(this.#shown, heard ? height : 0, tickMs)
    for (const meter of this.#meters) meter.style.setProperty('--level', this.#shown.toFixed(2))
  }
}
