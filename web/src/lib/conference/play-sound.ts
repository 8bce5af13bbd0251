/** The sound of others: an audio element for each voice, sent to the chosen loudspeaker. */

export class RemoteSound {
  readonly #voices = new Map<string, HTMLAudioElement>()
  #speakerId: string | null = null
  /** Told when the browser will not play before the person has pressed something, and when it does at last. */
  readonly #onBlocked: (blocked: boolean) => void

  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked
  }

  add(consumerId: string, track: MediaStreamTrack): void {
    const voice = new Audio()
    voice.srcObject = new MediaStream([track])
    voice.autoplay = true
    this.#voices.set(consumerId, voice)
    if (this.#speakerId) this.#sendTo(voice, this.#speakerId)
    this.#play(voice)
  }

  /** Plays a voice silently, or aloud again. */
  mute(consumerId: string, muted: boolean): void {
    const voice = this.#voices.get(consumerId)
    if (voice) voice.muted = muted
  }

  remove(consumerId: string): void {
    const voice = this.#voices.get(consumerId)
    this.#voices.delete(consumerId)
    if (!voice) return
    voice.pause()
    voice.srcObject = null
  }

  /** Plays what the browser held back. To be called from a press, which is what it waits for. */
  async unblock(): Promise<void> {
    await Promise.allSettled([...this.#voices.values()].map((voice) => voice.play()))
    this.#onBlocked([...this.#voices.values()].some((voice) => voice.paused))
  }

  set speaker(id: string | null) {
    this.#speakerId = id
    for (const voice of this.#voices.values()) this.#sendTo(voice, id ?? '')
  }

  close(): void {
    for (const id of [...this.#voices.keys()]) this.remove(id)
  }

  #play(voice: HTMLAudioElement): void {
    voice.play().catch((error: unknown) => {
      // Any other failure is the element's being taken away again.
      if ((error as Error).name === 'NotAllowedError') this.#onBlocked(true)
    })
  }

  #sendTo(voice: HTMLAudioElement, id: string): void {
    // A loudspeaker that is no longer there: the browser keeps the one it has.
    if ('setSinkId' in voice) voice.setSinkId(id).catch(() => undefined)
  }
}
