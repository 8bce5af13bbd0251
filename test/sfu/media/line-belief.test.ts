import { beforeEach, describe, expect, it } from 'vitest'
import { LineBelief } from '../../../sfu/media/line-belief.ts'

const needs = { least: 150_000, most: 2_000_000 }
const seconds = (count: number) => count * 1_000
const drowned = { lost: 0.4, sent: 1_000_000 }

let belief: LineBelief
beforeEach(() => {
  belief = new LineBelief()
  belief.need(needs, Infinity, 0)
  belief.estimated(2_600_000, 0)
})

it('keeps what the worker believes between the least of use and what all that is shown could take', () => {
  expect(belief.bounds()).toEqual({ least: 150_000, most: 2_600_000 })
  belief.need({ least: 0, most: 0 }, Infinity, 0)
  const nothingShown = belief.bounds()
  expect(nothingShown.least).toBe(0)
  expect(nothingShown.most).toBeGreaterThan(0)
})

it('has what is lost measured when an estimate falls, and cuts it to less than what arrives', () => {
  expect(belief.estimated(2_590_000, seconds(1))).toBe(false)
  expect(belief.estimated(2_000_000, seconds(2))).toBe(true)
  expect(belief.measured({ lost: 0.05, sent: 1_000_000 }, seconds(2))).toBeNull()
  const kept = belief.measured({ lost: 0.2, sent: 1_000_000 }, seconds(2))
  expect(kept).toBeLessThan(800_000)
  expect(belief.bounds().most).toBe(kept)
  expect(belief.isForVoiceAlone).toBe(false)
  belief.pass(seconds(5))
  expect(belief.bounds().most).toBe(2_600_000)
})

describe('when the voice drowns', () => {
  it('lets no picture flow for a second, in which the worker may believe in as little as it finds', () => {
    belief.measured(drowned, seconds(10))
    expect(belief.isForVoiceAlone).toBe(true)
    expect(belief.bounds().least).toBe(0)
    belief.estimated(600_000, seconds(10.6))
    belief.pass(seconds(10.9))
    expect(belief.isForVoiceAlone).toBe(true)
    belief.pass(seconds(11.1))
    expect(belief.isForVoiceAlone).toBe(false)
    expect(belief.bounds().least).toBe(150_000)
  })

  it('gives pictures up where the first one does not pass, until there is more room than it needs', () => {
    belief.measured(drowned, seconds(10))
    belief.need(needs, 100_000, seconds(10))
    belief.estimated(90_000, seconds(10.6))
    belief.pass(seconds(11.1))
    expect(belief.hopelessSince).toBe(seconds(11.1))
    belief.estimated(155_000, seconds(60))
    expect(belief.isForVoiceAlone).toBe(true)
    belief.estimated(300_000, seconds(61))
    expect(belief.isForVoiceAlone).toBe(false)
  })

  it('tries the first picture ever later while that fails, but at once when there is much room', () => {
    const waits: number[] = []
    let at = 10
    for (let turn = 0; turn < 4; turn++) {
      belief.measured(drowned, seconds(at))
      belief.estimated(100_000, seconds(at + 0.6))
      belief.pass(seconds(at + 1.1))
      const from = at
      while (belief.isForVoiceAlone) belief.estimated(200_000, seconds((at += 1)))
      waits.push(at - from)
      at += 4
    }
    expect(waits.at(-1)).toBeGreaterThan(4 * waits[0]!)
    belief.measured(drowned, seconds(at))
    belief.estimated(100_000, seconds(at + 0.6))
    belief.pass(seconds(at + 1.1))
    belief.estimated(330_000, seconds(at + 3))
    expect(belief.isForVoiceAlone).toBe(false)
  })
})

describe('while the line is short', () => {
  it('reaches for a little more than is known, and looks again soon after it has found more', () => {
    belief.need(needs, 300_000, seconds(10))
    expect(belief.bounds().most).toBe(750_000)
    expect(belief.looks(seconds(11))).toBe(false)
    expect(belief.looks(seconds(12.5))).toBe(true)
    expect(belief.looks(seconds(13))).toBe(false)
    belief.need(needs, 700_000, seconds(13))
    expect(belief.bounds().most).toBe(1_750_000)
    expect(belief.looks(seconds(13.5))).toBe(true)
  })

  it('does not change its bound with every estimate', () => {
    belief.need(needs, 300_000, seconds(10))
    const before = belief.bounds()
    for (const known of [320_000, 400_000, 280_000, 180_000]) {
      belief.need(needs, known, seconds(11))
      expect(belief.bounds()).toEqual(before)
    }
  })

  it('looks at once for what has just been asked for', () => {
    belief.need({ least: 150_000, most: 4_000_000 }, Infinity, seconds(20))
    expect(belief.looks(seconds(20))).toBe(true)
    expect(belief.looks(seconds(20.1))).toBe(false)
  })

  it('is not talked out of what arrives by a look that a busy machine was too slow for', () => {
    belief.need(needs, 500_000, seconds(10))
    belief.estimated(500_000, seconds(11))
    expect(belief.estimated(180_000, seconds(12))).toBe(true)
    expect(belief.measured({ lost: 0, sent: 500_000 }, seconds(12))).toBeNull()
    expect(belief.bounds().least).toBeGreaterThan(400_000)
    belief.pass(seconds(17))
    expect(belief.bounds().least).toBe(150_000)
  })

  it('looks no more when all has its best, and seldom when only that is missing', () => {
    expect(belief.looks(seconds(20))).toBe(false)
    belief.estimated(1_500_000, seconds(21))
    const looks = Array.from({ length: 120 }, (_, index) => belief.looks(seconds(22 + index)))
    const count = looks.filter(Boolean).length
    expect(count).toBeGreaterThan(4)
    expect(count).toBeLessThan(12)
  })
})
