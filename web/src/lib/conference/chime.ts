/** Short tones made on the spot: no files, and quiet enough beside speech. */
import { audioContext } from './audio-level.ts'

export type Chime = 'knock' | 'admitted' | 'test'

/** Notes in hertz, one after another. */
const notes: Record<Chime, number[]> = {
  knock: [587, 587],
  admitted: [523, 784],
  test: [523, 659, 784],
}
const noteSeconds = 0.16

/** Plays a chime on the chosen loudspeaker. Silent while the browser does not allow sound yet. */
export async function chime(name: Chime, speakerId: string | null): Promise<void> {
  const context = audioContext() as AudioContext & { setSinkId?: (id: string) => Promise<void> }
  if (context.setSinkId) await context.setSinkId(speakerId ?? '').catch(() => undefined)
  if (context.state !== 'running') return
  notes[name].forEach((frequency, index) => {
    const from = context.currentTime + index * noteSeconds
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = frequency
    volume.gain.setValueAtTime(0, from)
    volume.gain.linearRampToValueAtTime(0.12, from + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, from + noteSeconds * 1.6)
    tone.connect(volume).connect(context.destination)
    tone.start(from)
    tone.stop(from + noteSeconds * 1.7)
  })
}
