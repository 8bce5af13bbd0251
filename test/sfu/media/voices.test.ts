import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Voices } from '../../../sfu/media/voices.ts'

const rule = {
  ...{ most: 2, pauseMs: 2_000, louderBy: 10, leastMs: 2_000 },
  ...{ trialMs: 1_000, trials: { burst: 3, everyMs: 10_000 }, soon: 2 },
}
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

describe('whoever says that they begin to speak', () => {
  /** Ana and Dan have the places; she was loud later than he was, and both are silent by now. */
  function silent(...others: string[]): Voices {
    const voices = opened('ana', 'dan', ...others)
    voices.listen(loud(['dan', -30]), 500)
    voices.listen(loud(['ana', -30]), 1_000)
    return voices
  }

  test('has at once the place of the one who has been silent the longest, and keeps it when it is heard that it is so', () => {
    const voices = silent('eva')
    expect(voices.begin('eva', 'Eva', 5_000)).toBe(true)
    expect(voices.heard).toEqual(['ana', 'eva'])
    expect(voices.due).toBe(6_000)
    voices.listen(loud(['eva', -30]), 5_400)
    expect(voices.due).toBeNull()
    expect(voices.judge(6_000)).toBe(false)
    expect(voices.heard).toEqual(['ana', 'eva'])
  })

  test('is forwarded no more after a second without having been heard, and who was loud last is again', () => {
    const voices = silent('eva')
    voices.begin('eva', 'Eva', 5_000)
    voices.listen(loud(['ana', -30]), 5_400)
    expect(voices.judge(5_999)).toBe(false)
    expect(voices.judge(6_000)).toBe(true)
    expect(voices.heard).toEqual(['ana', 'dan'])
  })

  test('takes nobody’s place who was heard a moment ago, nor that of another who has just said so', () => {
    const voices = silent('eva', 'ion', 'mia')
    voices.listen(loud(['dan', -60]), 4_000)
    expect(voices.begin('eva', 'Eva', 5_000)).toBe(true)
    expect(voices.heard).toEqual(['dan', 'eva'])
    for (const other of ['ion', 'mia', 'ana']) expect(voices.begin(other, other, 5_100)).toBe(false)
    expect(voices.heard).toEqual(['dan', 'eva'])
    // When there are more who say so than places, each has their turn.
    voices.listen(loud(['eva', -30]), 5_300)
    expect(voices.begin('ion', 'Ion', 7_000)).toBe(true)
    expect(voices.heard).toEqual(['eva', 'ion'])
  })

  test('gives way to somebody who is heard, and not the other way round', () => {
    const voices = silent('eva', 'ion')
    voices.begin('eva', 'Eva', 5_000)
    voices.listen(loud(['ana', -30]), 5_100)
    expect(voices.listen(loud(['ana', -30], ['ion', -50]), 5_300)).toBe(true)
    expect(voices.heard).toEqual(['ana', 'ion'])
    expect(voices.begin('eva', 'Eva', 5_400)).toBe(false)
    expect(voices.due).toBeNull()
  })

  test('and is wrong about it is believed three times, then once in ten seconds, whichever microphone they open', () => {
    const voices = silent('a liar')
    let at = 5_000
    let held = 0
    for (; at < 65_000; at += 100) {
      voices.judge(at)
      if (voices.begin('a liar', 'the liar', at)) held += 1
      if (at % 5_000 === 0) {
        voices.shut('a liar', at)
        voices.open('a liar', at)
      }
    }
    expect(held).toBe(3 + 5)
    // Whoever tells the truth is believed each time.
    voices.open('eva', at)
    for (let turn = 0; turn < 20; turn++, at += 5_000) {
      voices.judge(at)
      expect(voices.begin('eva', 'Eva', at)).toBe(true)
      voices.listen(loud(['eva', -30]), at + 300)
      voices.listen(loud(['ana', -30], ['dan', -30]), at + 2_500)
    }
  })

  test('and is not there, is muted or is heard already changes nothing', () => {
    const voices = silent('eva')
    voices.shut('eva', 4_000)
    for (const producerId of ['ana', 'eva', 'nobody']) {
      expect(voices.begin(producerId, producerId, 5_000)).toBe(false)
      expect(voices.due).toBeNull()
    }
    expect(voices.heard).toEqual(['ana', 'dan'])
  })

  test('is the only one left to be heard, and stays', () => {
    const voices = silent('eva')
    voices.begin('eva', 'Eva', 5_000)
    voices.shut('ana', 5_500)
    expect(voices.judge(6_000)).toBe(false)
    expect(voices.heard).toEqual(['dan', 'eva'])
    expect(voices.due).toBeNull()
  })
})

test('who may be next is whoever was loud last, and has opened the microphone last', () => {
  const voices = opened('ana', 'dan', 'eva', 'ion')
  voices.open('mia', 100)
  expect(voices.soon).toEqual(['mia', 'eva'])
  voices.listen(loud(['ana', -30], ['dan', -30], ['ion', -35]), 500)
  expect(voices.soon).toEqual(['ion', 'mia'])
})

test('nobody who is heard loses the place to those who say that they speak, whatever they say', () => {
  const step = fc.record({ who: fc.integer({ min: 2, max: 6 }), afterMs: fc.integer({ min: 1, max: 700 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const voices = opened(...Array.from({ length: 7 }, (_, who) => `microphone ${who}`))
      let at = 0
      for (const { who, afterMs } of steps) {
        at += afterMs
        voices.listen(loud(['microphone 0', -30], ['microphone 1', -35]), at)
        voices.judge(at)
        expect(voices.begin(`microphone ${who}`, `${who}`, at)).toBe(false)
      }
      expect(voices.heard).toEqual(['microphone 0', 'microphone 1'])
    }),
  )
})

test('whatever happens, as many are heard as there are places or open microphones', () => {
  const step = fc.record({
    act: fc.constantFrom('open', 'shut', 'listen', 'begin', 'judge'),
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
        } else if (act === 'begin') changed = voices.begin(producerId, producerId, at)
        else if (act === 'judge') changed = voices.judge(at)
        else changed = voices.listen(loud([producerId, level]), at)
        expect(voices.heard).toHaveLength(Math.min(rule.most, open.size))
        expect(voices.heard.every((one) => open.has(one))).toBe(true)
        expect(voices.soon).toHaveLength(Math.min(rule.soon, open.size - voices.heard.length))
        if (act === 'judge') expect(voices.due ?? Infinity).toBeGreaterThan(at)
        expect(changed).toBe(before.toSorted().join() !== voices.heard.toSorted().join())
      }
    }),
  )
})
