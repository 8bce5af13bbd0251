/** Which controls of the call stand in its bar, and which behind the button for what found no room. */
import type { Command } from './shortcuts.ts'

/** `end`: the other ways of leaving, which have no shortcut. */
export type BarCommand =
  | Extract<
      Command,
      'microphone' | 'camera' | 'share' | 'hand' | 'view' | 'people' | 'chat' | 'agenda' | 'minutes' | 'leave'
    >
  | 'end'

/** The first is reached for most often and goes last. */
const needed: readonly BarCommand[] = [
  'leave',
  'microphone',
  'camera',
  'hand',
  'chat',
  'people',
  'share',
  'agenda',
  'view',
  'minutes',
  'end',
]
/** Nobody is in a call without these, however narrow the window. */
const atLeast = 3

/** How many controls of at least `width` stand beside each other in `room`, all in CSS pixels. */
export const countFitting = (room: number, width: number, gap: number): number =>
  Math.max(0, Math.floor((room + gap) / (width + gap)))

/**
 * What is folded away so that no more than `most` buttons stand in the bar, the one for the folded included. Both keep the
 * order in which they came.
 */
export function foldControls(
  controls: readonly BarCommand[],
  most: number,
): { shown: BarCommand[]; folded: BarCommand[] } {
  if (controls.length <= most) return { shown: [...controls], folded: [] }
  const kept = needed.filter((one) => controls.includes(one)).slice(0, Math.max(atLeast, most - 1))
  return {
    shown: controls.filter((one) => kept.includes(one)),
    folded: controls.filter((one) => !kept.includes(one)),
  }
}
