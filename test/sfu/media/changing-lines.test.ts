/** A line that changes, and what a receiver gets over it: the rules as they are, on lines that are only reckoned. */
import { describe, expect, it } from 'vitest'
import type { ShownPicture } from '../../../sfu/media/share-bandwidth.ts'
import { type Moment, simulate, type SimulatedLine } from '../support/simulated-line.ts'

const layerBits = [150_000, 500_000, 1_500_000]
const stage: ShownPicture = { producerId: 'stage', source: 'camera', width: 1280, place: 'stage', layerBits }
const tiles = Array.from({ length: 9 }, (_, index): ShownPicture => ({
  ...{ producerId: `tile ${index}`, source: 'camera', width: 320, place: 'tile', layerBits },
}))
const page = [stage, ...tiles]
const screen: ShownPicture = {
  ...{ producerId: 'screen', source: 'screen', width: 1920, place: 'screen', layerBits: [2_500_000] },
}
const meeting = [screen, stage, ...tiles.slice(0, 3)]

const kbit = (rate: number): SimulatedLine => ({ rate: rate * 1_000 })
const free = kbit(50_000)
const seconds = (count: number) => count * 1_000
/** One line after another, each for so many seconds. */
const after = (...parts: [line: SimulatedLine, forSeconds: number][]) => {
  const forMs = seconds(parts.reduce((sum, [, length]) => sum + length, 0))
  const line = (at: number) => {
    let from = 0
    for (const [one, length] of parts) if (at <= (from += seconds(length))) return one
    return parts.at(-1)![0]
  }
  return { line, forMs }
}
const between = (moments: readonly Moment[], from: number, to: number) =>
  moments.filter(({ at }) => at > seconds(from) && at <= seconds(to))
/** Seconds of the voice that are missing. */
const missing = (moments: readonly Moment[]) =>
  moments.reduce((sum, { voiceLost }) => sum + voiceLost / 10, 0)
/** How often pictures begin or cease to flow. */
const changes = (moments: readonly Moment[]) =>
  moments.filter((moment, index) => {
    const before = moments[index - 1]
    return before && [...before.pictures.keys()].sort().join() !== [...moment.pictures.keys()].sort().join()
  }).length
const isWhole = ({ pictures }: Moment) => pictures.size === page.length && pictures.get('stage') === 2

describe('a line that is wide again', () => {
  it.for([100, 150, 300, 450, 800, 1_200])(
    'brings a page back within ten seconds after %i kbit/s',
    (rate) => {
      const { line, forMs } = after([free, 20], [kbit(rate), 40], [free, 60])
      const moments = simulate(page, line, forMs)
      expect(isWhole(between(moments, 19, 20)[0]!)).toBe(true)
      expect(between(moments, 30, 60).some(isWhole)).toBe(false)
      const back = between(moments, 60, 120).find(isWhole)
      expect(back?.at ?? Infinity).toBeLessThan(seconds(70))
      expect(changes(between(moments, 70, 120))).toBe(0)
    },
  )

  it('does so every time, however often it has been short before', () => {
    const parts = Array.from({ length: 8 }, (): [SimulatedLine, number][] => [
      [free, 20],
      [kbit(300), 15],
    ]).flat()
    const { line, forMs } = after(...parts, [free, 20])
    const moments = simulate(page, line, forMs)
    for (let turn = 1; turn <= 8; turn++) {
      const wide = turn * 35
      expect(between(moments, wide, wide + 10).some(isWhole), `turn ${turn}`).toBe(true)
    }
  })

  it('brings a screen, the stage and tiles back where not even the screen had passed', () => {
    const { line, forMs } = after([free, 20], [kbit(100), 40], [free, 30])
    const moments = simulate(meeting, line, forMs)
    expect(between(moments, 60, 70).at(-1)?.pictures.size).toBe(meeting.length)
  })
})

describe('a line that stays short', () => {
  it.for([300, 450, 700, 1_000])('shows what passes without coming and going on %i kbit/s', (rate) => {
    const { line, forMs } = after([free, 10], [kbit(rate), 300])
    const steady = between(simulate(page, line, forMs), 70, 310)
    expect(changes(steady)).toBeLessThanOrEqual(16)
    expect(missing(steady)).toBeLessThan(2.4)
    // Whoever stands on the stage is seen all the time, and tiles as far as they pass.
    expect(steady.every(({ pictures }) => pictures.has('stage'))).toBe(true)
  })

  it('does not cost the voice anything for a picture that does not pass beside it', () => {
    const { line, forMs } = after([free, 10], [kbit(200), 300])
    expect(missing(between(simulate(page, line, forMs), 70, 310))).toBeLessThan(2.4)
  })

  it('costs the voice little even where every look says that it is wide', () => {
    const { line, forMs } = after([free, 10], [{ rate: 500_000, misleads: true }, 600])
    const steady = between(simulate(page, line, forMs), 20, 610)
    expect(missing(steady)).toBeLessThan(590 * 0.05)
  })
})

describe('a line that is suddenly short', () => {
  it.for([100, 150, 300, 450])('costs the voice little more than a second on %i kbit/s', (rate) => {
    const { line, forMs } = after([free, 20], [kbit(rate), 60])
    const moments = simulate(meeting, line, forMs)
    expect(missing(between(moments, 20, 40))).toBeLessThan(2)
    expect(missing(between(moments, 40, 80))).toBeLessThan(0.4)
  })

  it('still shows the screen where it passes', () => {
    const { line, forMs } = after([free, 20], [kbit(450), 60])
    const moments = simulate(meeting, line, forMs)
    expect(between(moments, 30, 80).every(({ pictures }) => pictures.has('screen'))).toBe(true)
  })
})

describe('a line that loses packets by accident', () => {
  it.for([0.15, 0.2, 0.3])('does not give pictures up for what they do not cause (%f)', (lost) => {
    const { line, forMs } = after([{ ...free, lost }, 300])
    const moments = simulate(page, line, forMs)
    const none = moments.filter(({ pictures }) => pictures.size === 0)
    expect(none.length / moments.length).toBeLessThan(0.05)
  })

  it.for([0.02, 0.05, 0.08])('gives nothing up for that (%f)', (lost) => {
    const { line, forMs } = after([{ ...free, lost }, 60])
    const moments = simulate(page, line, forMs)
    expect(between(moments, 5, 60).every(isWhole)).toBe(true)
  })
})
