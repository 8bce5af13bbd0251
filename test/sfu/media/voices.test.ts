import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Voices } from '../../../sfu/media/voices.ts'

const rule = { most: 2, pauseMs: 2_000, louderBy: 10, leastMs: 2_000 }
const loud = (...levels: [producerId: string, level: number][]) =>
  levels.map(([producerId, level]) => ({ producerId, level }))

function opened(...producerIds: string[]): Voices {
  const voices = new Voices(rule)
  for (const producerId of producerIds) voices.open(producerId, 0)
  return voices
}

test('while few microphones are open all of them are heard, before anybody says a word', () => {
  const voices = opened('ana')
  expect(voices.open('dan', 0)).toBe(true)
  expect(voices.open('eva', 0)).toBe(false)
  expect(voices.heard).toEqual(['ana', 'dan'])
})

describe('whoever speaks', () => {
  test('takes the place of the one who has been silent the longest', () => {
    const voices = opened('ana', 'dan', 'eva')
    voices.listen(loud(['dan', -30]), 1_000)
    expect(voices.listen(loud(['eva', -40]), 3_100)).toBe(true)
    // Dan's pause is longer than one within a sentence, and Ana's still longer.
    expect(voices.heard).toEqual(['dan', 'eva'])
  })

  test('is not dropped in the middle of a sentence', () => {
    const voices = opened('ana', 'dan', 'eva')
    for (let at = 0; at < 10_000; at += 250) {
      const both = at % 1_000 === 0 ? loud(['ana', -30], ['dan', -30]) : []
      expect(voices.listen([...both, ...loud(['eva', -28])], at)).toBe(false)
    }
    expect(voices.heard).toEqual(['ana', 'dan'])
  })

  test('is not shut out by a fan that never pauses', () => {
    const voices = opened('ana', 'a fan', 'eva')
    const look = (at: number, ...levels: [string, number][]) =>
      voices.listen(loud(['ana', -30], ['a fan', -55], ...levels), at)
    look(0)
    expect(look(1_000, ['eva', -30])).toBe(false)
    expect(look(2_000, ['eva', -30])).toBe(true)
    expect(voices.heard).toEqual(['ana', 'eva'])
  })
})

test('who is muted leaves the place to the one who was loud last', () => {
  const voices = opened('ana', 'dan', 'eva', 'ion')
  voices.listen(loud(['ana', -30], ['dan', -30], ['ion', -35]), 500)
  expect(voices.shut('ana', 1_000)).toBe(true)
  expect(voices.heard).toEqual(['dan', 'ion'])
  expect(voices.shut('eva', 1_000)).toBe(false)
})

test('whatever happens, as many are heard as there are places or open microphones', () => {
  const step = fc.record({
    act: fc.constantFrom('open', 'shut', 'listen'),
    who: fc.integer({ min: 0, max: 6 }),
    level: fc.integer({ min: -60, max: -10 }),
    afterMs: fc.integer({ min: 0, max: 3_000 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const voices = new Voices(rule)
      const open = new Set<string>()
      let at = 0
      for (const { act, who, level, afterMs } of steps) {
        at += afterMs
        const producerId = `microphone ${who}`
        const before = voices.heard
        let changed: boolean
        if (act === 'open') {
          changed = voices.open(producerId, at)
          open.add(producerId)
        } else if (act === 'shut') {
          changed = voices.shut(producerId, at)
          open.delete(producerId)
        } else changed = voices.listen(loud([producerId, level]), at)
        expect(voices.heard).toHaveLength(Math.min(rule.most, open.size))
        expect(voices.heard.every((one) => open.has(one))).toBe(true)
        expect(changed).toBe(before.toSorted().join() !== voices.heard.toSorted().join())
      }
    }),
  )
})
