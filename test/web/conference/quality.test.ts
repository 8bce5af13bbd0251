import { expect, it } from 'vitest'
import { judge } from '#lib/conference/quality.ts'

const start = { packets: 1000, lost: 0, frozenSeconds: 0 }

it('calls a line without loss good', () => {
  expect(judge(start, { packets: 1150, lost: 0, frozenSeconds: 0 }, 3, 'poor')).toBe('good')
})

it('calls it poor when a tenth is lost or the picture stands still', () => {
  expect(judge(start, { packets: 1090, lost: 10, frozenSeconds: 0 }, 3, 'good')).toBe('poor')
  expect(judge(start, { packets: 1150, lost: 0, frozenSeconds: 1 }, 3, 'good')).toBe('poor')
})

it('keeps the last judgement between the two limits, so that the sign does not blink', () => {
  const between = { packets: 1095, lost: 5, frozenSeconds: 0 }
  expect(judge(start, between, 3, 'good')).toBe('good')
  expect(judge(start, between, 3, 'poor')).toBe('poor')
})

it('takes silence (nothing sent at all) for a good line', () => {
  expect(judge(start, start, 3, 'good')).toBe('good')
})

it('does not take a picture that was paused for one that stands still', () => {
  expect(judge(start, { packets: 1150, lost: 0, frozenSeconds: 20 }, 4, 'good')).toBe('good')
})
