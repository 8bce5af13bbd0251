/** From the loudness of a signal to what a meter shows. */

/** Quieter than this is drawn as nothing; a voice close to a microphone is around −20 dBFS. */
const floor = -55
const ceiling = -12

/** Root mean square of samples between −1 and 1. */
export function loudness(samples: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < samples.length; index++) sum += (samples[index] as number) ** 2
  return samples.length ? Math.sqrt(sum / samples.length) : 0
}

/** Linear loudness (0 to 1) as the height of a meter (0 to 1), even in decibels as hearing is. */
export function meterHeight(linear: number): number {
  if (!(linear > 0)) return 0
  const decibels = 20 * Math.log10(linear)
  return Math.min(1, Math.max(0, (decibels - floor) / (ceiling - floor)))
}

/** A meter that jumps up with a word and sinks slowly after it, so that it can be followed with the eye. */
export function settle(shown: number, height: number, elapsedMs: number): number {
  return height >= shown ? height : Math.max(height, shown - elapsedMs / 600)
}

/** A meter above this is somebody speaking rather than a room's noise. */
export const speechHeight = 0.3
/** A pause between words is not the end of speaking. */
export const speechHoldMs = 700

/** A key that is struck is loud, too: a voice is loud in this look at it and in the one before. */
export class Onset {
  #before = 0

  /** The height that both looks have. */
  update(height: number): number {
    const both = Math.min(this.#before, height)
    this.#before = height
    return both
  }
}

/** Remembers when a voice was last heard, so that the ring round a tile does not flicker between words. */
export class SpeechGate {
  #heardAt = -Infinity

  /** Whether the person is speaking at `now`, given the meter's height. Milliseconds, any origin. */
  update(height: number, now: number): boolean {
    if (height >= speechHeight) this.#heardAt = now
    return now - this.#heardAt < speechHoldMs
  }
}
