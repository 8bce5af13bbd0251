/**
 * My own voice, measured on a copy of the microphone's track that stays live while the track itself is muted: so the
 * page can say "you are speaking, but you are muted", and the node can be told that I begin to speak before it has heard me.
 * The copy goes nowhere.
 */
import { AudioLevel } from './audio-level.ts'
import { meterHeight, Onset, settle, SpeechGate } from './level.ts'

/** As long as a packet of sound: two looks are what others may miss of a first word. */
const lookMs = 20
const drawMs = 80

export type OwnVoicePorts = {
  /** Told when I begin and stop speaking into a muted microphone. */
  onMutedSpeech: (speaking: boolean) => void
  /** I begin to speak into an open one. False when it cannot be said yet: then it is told again. */
  onBegin: () => boolean
}

export class OwnVoice {
  #copy: MediaStreamTrack | undefined
  #level: AudioLevel | undefined
  #of: MediaStreamTrack | null = null
  readonly #meters = new Set<HTMLElement>()
  #shown = 0
  #drawnAt = 0
  /** The highest since the meters were drawn. */
  #highest = 0
  readonly #gate = new SpeechGate()
  readonly #onset = new Onset()
  readonly #timer: ReturnType<typeof setInterval>
  readonly #ports: OwnVoicePorts
  #mutedSpeech = false
  #begun = false

  constructor(ports: OwnVoicePorts) {
    this.#ports = ports
    this.#timer = setInterval(() => this.#look(), lookMs)
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

  #look(): void {
    const height = meterHeight(this.#level?.read() ?? 0)
    const now = performance.now()
    const heard = this.#of?.enabled === true
    const speaking = this.#gate.update(this.#onset.update(height), now) && this.#of !== null
    const mutedSpeech = speaking && !heard
    if (mutedSpeech !== this.#mutedSpeech) {
      this.#mutedSpeech = mutedSpeech
      this.#ports.onMutedSpeech(mutedSpeech)
    }
    this.#begun = speaking && heard && (this.#begun || this.#ports.onBegin())
    this.#highest = Math.max(this.#highest, heard ? height : 0)
    if (now - this.#drawnAt >= drawMs) this.#draw(now)
  }

  #draw(now: number): void {
    this.#shown = settle(this.#shown, this.#highest, now - this.#drawnAt)
    this.#drawnAt = now
    this.#highest = 0
    for (const meter of this.#meters) meter.style.setProperty('--level', this.#shown.toFixed(2))
  }
}
