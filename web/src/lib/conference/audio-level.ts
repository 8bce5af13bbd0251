/** How loud a track is, read when somebody wants to know; nothing runs in between. */
import { loudness } from './level.ts'

let shared: AudioContext | undefined

/**
 * The page's audio context. Browsers keep it silent until the person has done something on the page, so it is woken at
 * the first press of a key or pointer.
 */
export function audioContext(): AudioContext {
  if (shared) return shared
  const context = new AudioContext({ latencyHint: 'interactive' })
  shared = context
  const wake = () => {
    void context.resume().catch(() => undefined)
    if (context.state !== 'running') return
    for (const type of ['pointerdown', 'keydown']) document.removeEventListener(type, wake, true)
  }
  for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, wake, true)
  wake()
  return context
}

export class AudioLevel {
  readonly #source: MediaStreamAudioSourceNode
  readonly #analyser: AnalyserNode
  readonly #samples: Float32Array<ArrayBuffer>

  /** The track stays its owner's: closing the meter does not stop it. */
  constructor(track: MediaStreamTrack) {
    const context = audioContext()
    this.#analyser = context.createAnalyser()
    this.#analyser.fftSize = 512
    this.#samples = new Float32Array(this.#analyser.fftSize)
    this.#source = context.createMediaStreamSource(new MediaStream([track]))
    this.#source.connect(this.#analyser)
  }

  /** Loudness of the last 10 ms or so, 0 to 1. */
  read(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples)
    return loudness(this.#samples)
  }

  close(): void {
    this.#source.disconnect()
    this.#analyser.disconnect()
  }
}
