import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  loudness,
  meterHeight,
  Onset,
  settle,
  SpeechGate,
  speechHeight,
  speechHoldMs,
} from '#lib/conference/level.ts'

describe('level', () => {
  it('measures silence as nothing and a full square wave as one', () => {
    expect(loudness(new Float32Array(128))).toBe(0)
    expect(loudness(Float32Array.from({ length: 128 }, (_, index) => (index % 2 ? 1 : -1)))).toBe(1)
    expect(loudness([])).toBe(0)
  })

  it('grows with loudness and stays between nothing and full', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          const [quiet, loud] = [meterHeight(Math.min(a, b)), meterHeight(Math.max(a, b))]
          expect(quiet).toBeLessThanOrEqual(loud)
          expect(quiet).toBeGreaterThanOrEqual(0)
          expect(loud).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  it('shows an ordinary voice well above a quiet room', () => {
    expect(meterHeight(10 ** (-20 / 20))).toBeGreaterThan(0.7)
    expect(meterHeight(10 ** (-52 / 20))).toBeLessThan(speechHeight)
    expect(meterHeight(Number.NaN)).toBe(0)
  })

  it('rises at once and sinks slowly', () => {
    expect(settle(0.1, 0.8, 50)).toBe(0.8)
    expect(settle(0.8, 0.1, 60)).toBeCloseTo(0.7)
    expect(settle(0.8, 0.1, 5000)).toBe(0.1)
  })

  it('takes a voice for one from the second look on, and a struck key for none', () => {
    const onset = new Onset()
    expect([0, 0.8, 0, 0.7, 0.8, 0.5].map((height) => onset.update(height))).toEqual([0, 0, 0, 0, 0.7, 0.5])
  })

  it('holds a speaker through the pause between two words', () => {
    const gate = new SpeechGate()
    expect(gate.update(0.8, 1000)).toBe(true)
    expect(gate.update(0, 1000 + speechHoldMs - 1)).toBe(true)
    expect(gate.update(0, 1000 + speechHoldMs)).toBe(false)
    expect(gate.update(0.05, 5000)).toBe(false)
  })
})
