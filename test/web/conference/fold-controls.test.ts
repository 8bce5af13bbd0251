import { describe, expect, it } from 'vitest'
import { type BarCommand, countFitting, foldControls } from '../../../web/src/lib/conference/fold-controls.ts'

const all: BarCommand[] = [
  ...(['microphone', 'camera', 'share', 'hand', 'view', 'people', 'chat'] as const),
  ...(['agenda', 'minutes', 'leave', 'end'] as const),
]

describe('folding the controls of the call', () => {
  it('counts whole controls, with a gap between but not behind them', () => {
    expect(countFitting(312, 48, 4)).toBe(6)
    expect(countFitting(308, 48, 4)).toBe(6)
    expect(countFitting(307, 48, 4)).toBe(5)
    expect(countFitting(0, 48, 4)).toBe(0)
  })

  it('folds nothing where all have room', () => {
    expect(foldControls(all, 11)).toEqual({ shown: all, folded: [] })
  })

  it('never folds one alone: its place is the one that the menu would take', () => {
    for (let most = 1; most <= all.length; most++)
      expect(foldControls(all, most).folded.length, String(most)).not.toBe(1)
  })

  it('keeps microphone, camera, hand, messages and the way out on a narrow phone, in their order', () => {
    expect(foldControls(all, 6)).toEqual({
      shown: ['microphone', 'camera', 'hand', 'chat', 'leave'],
      folded: ['share', 'view', 'people', 'agenda', 'minutes', 'end'],
    })
  })

  it('loses no control, and stands within its room with the button for the folded', () => {
    for (let most = 4; most <= all.length; most++) {
      const { shown, folded } = foldControls(all, most)
      expect([...shown, ...folded].sort()).toEqual([...all].sort())
      expect(shown.length + Number(folded.length > 0)).toBeLessThanOrEqual(most)
    }
  })

  it('keeps microphone, camera and the way out where there is room for nothing', () => {
    expect(foldControls(all, 0).shown).toEqual(['microphone', 'camera', 'leave'])
  })

  it('makes do with what a person may use', () => {
    expect(foldControls(['microphone', 'camera', 'hand', 'view', 'chat', 'leave'], 5).folded).toEqual([
      'view',
      'chat',
    ])
  })
})
