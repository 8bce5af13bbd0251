/**
 * Draws who speaks, ten times a second, straight on the tiles: `data-speaking` for the ring. Nothing reactive happens
 * here, so a hundred voices cost a hundred comparisons and no redrawing. The level comes with the sound itself
 * (RFC 6464), so nothing is decoded for it.
 */
import { meterHeight, SpeechGate } from './level.ts'

const tickMs = 100
/** A source that has been silent that long tells an old level. */
const staleMs = 400

type Voice = { gate: SpeechGate; loudness: (now: number) => number }

export class SpeakingWatch {
  readonly #voices = new Map<string, Map<string, Voice>>()
  readonly #tiles = new Map<string, Set<HTMLElement>>()
  #timer: ReturnType<typeof setInterval> | undefined

  /** Somebody's sound arrives through this receiver. */
  hear(seatId: string, voiceId: string, receiver: RTCRtpReceiver): void {
    this.#add(seatId, voiceId, (now) => {
      const latest = receiver.getSynchronizationSources()[0]
      return latest && now - latest.timestamp < staleMs ? (latest.audioLevel ?? 0) : 0
    })
  }

  /** My own microphone, as loud as others hear it. */
  hearMyself(seatId: string, loudness: () => number): void {
    this.#add(seatId, 'myself', loudness)
  }

  forget(seatId: string, voiceId: string): void {
    const voices = this.#voices.get(seatId)
    voices?.delete(voiceId)
    if (voices?.size) return
    this.#voices.delete(seatId)
    for (const tile of this.#tiles.get(seatId) ?? []) delete tile.dataset['speaking']
  }

  /** An attachment for the tile of a seat. */
  tile(seatId: string): (element: HTMLElement) => () => void {
    return (element) => {
      const tiles = this.#tiles.get(seatId) ?? new Set()
      this.#tiles.set(seatId, tiles.add(element))
      return () => {
        tiles.delete(element)
        if (!tiles.size) this.#tiles.delete(seatId)
      }
    }
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#voices.clear()
    this.#tiles.clear()
  }

  #add(seatId: string, voiceId: string, loudness: Voice['loudness']): void {
    const voices = this.#voices.get(seatId) ?? new Map<string, Voice>()
    this.#voices.set(seatId, voices.set(voiceId, { gate: new SpeechGate(), loudness }))
    this.#timer ??= setInterval(() => this.#tick(), tickMs)
  }

  #tick(): void {
    const now = performance.now()
    const wall = performance.timeOrigin + now
    for (const [seatId, voices] of this.#voices) {
      let speaking = false
      for (const { gate, loudness } of voices.values())
        speaking = gate.update(meterHeight(loudness(wall)), now) || speaking
      for (const tile of this.#tiles.get(seatId) ?? []) {
        const shown = 'speaking' in tile.dataset
        if (speaking && !shown) tile.dataset['speaking'] = ''
        else if (!speaking && shown) delete tile.dataset['speaking']
      }
    }
  }
}
