/** What a benchmark can ask of the speaker in its browser. Everything passes as JSON. */
export interface SpeakerPort {
  /** Turns the tone on that stands for a voice. `tells` is whether the node is told that it begins. */
  speak(tells: boolean): void
  hush(): void
}
