import fc from 'fast-check'
import { expect, it } from 'vitest'
import { layerFor } from '../../../contract/picture-layers.ts'
import { bitsFor, screenBits, sharePictures, type ShownPicture } from '../../../sfu/media/share-bandwidth.ts'

const cameraBits = [150_000, 500_000, 1_500_000]
const nobody: ReadonlySet<string> = new Set()
const camera = (producerId: string, over: Partial<ShownPicture> = {}): ShownPicture => ({
  producerId,
  source: 'camera',
  width: 320,
  place: 'tile',
  layerBits: cameraBits,
  ...over,
})
const screen = (producerId: string): ShownPicture => ({
  producerId,
  source: 'screen',
  width: 1920,
  place: 'screen',
  layerBits: [2_500_000],
})

const picture = (index: number): fc.Arbitrary<ShownPicture> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(screen(`s${index}`)) },
    {
      weight: 6,
      arbitrary: fc.record({
        producerId: fc.constant(`c${index}`),
        source: fc.constant('camera' as const),
        width: fc.integer({ min: 1, max: 8192 }),
        place: fc.constantFrom('stage' as const, 'tile' as const, 'screen' as const),
        layerBits: fc.integer({ min: 1, max: 3 }).map((layers) => cameraBits.slice(0, layers)),
      }),
    },
  )
const pictures = fc
  .integer({ min: 0, max: 30 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => picture(index))))
const budgets = fc.oneof(fc.constant(Infinity), fc.integer({ min: -100_000, max: 20_000_000 }))
const subset = (all: readonly ShownPicture[]) =>
  fc.subarray(all.map(({ producerId }) => producerId)).map((ids): ReadonlySet<string> => new Set(ids))
const scenes = pictures.chain((shown) =>
  fc.record({ shown: fc.constant(shown), budget: budgets, flowing: subset(shown) }),
)

const flowingOf = (shares: ReturnType<typeof sharePictures>) =>
  new Set([...shares].flatMap(([producerId, { flows }]) => (flows ? [producerId] : [])))

it('lets everything flow while nothing is short', () => {
  fc.assert(
    fc.property(pictures, (shown) => {
      expect(flowingOf(sharePictures(shown, Infinity, nobody)).size).toBe(shown.length)
    }),
  )
})

it('never gives up a screen, nor the only picture that there is', () => {
  fc.assert(
    fc.property(scenes, ({ shown, budget, flowing }) => {
      const shares = sharePictures(shown, budget, flowing)
      for (const { producerId, source } of shown)
        if (source === 'screen') expect(shares.get(producerId)?.flows).toBe(true)
      if (shown.length > 0) expect(flowingOf(shares).size).toBeGreaterThan(0)
    }),
  )
})

it('never gives a picture more than its tile can show, and a screen never fewer pixels than it has', () => {
  fc.assert(
    fc.property(scenes, ({ shown, budget, flowing }) => {
      const shares = sharePictures(shown, budget, flowing)
      for (const { producerId, source, width, layerBits } of shown) {
        const layer = shares.get(producerId)?.spatialLayer
        if (source === 'screen') expect(layer).toBe(layerBits.length - 1)
        else expect(layer).toBe(Math.min(layerFor(width), layerBits.length - 1))
      }
    }),
  )
})

it('promises no more than the line carries, but for a screen or the first picture', () => {
  fc.assert(
    fc.property(scenes, ({ shown, budget, flowing }) => {
      const shares = sharePictures(shown, budget, flowing)
      const promised = shown.filter(
        ({ producerId, source }) => source !== 'screen' && shares.get(producerId)?.flows,
      )
      const least = promised.map(({ layerBits }) => layerBits[0] ?? 0)
      const screens = bitsFor(shown.filter(({ source }) => source === 'screen'))
      if (promised.length > 1)
        expect(screens + least.reduce((sum, bits) => sum + bits, 0)).toBeLessThanOrEqual(budget)
    }),
  )
})

it('gives nobody less when the line carries more', () => {
  fc.assert(
    fc.property(scenes, fc.nat({ max: 5_000_000 }), ({ shown, budget, flowing }, more) => {
      const less = flowingOf(sharePictures(shown, budget, flowing))
      const enough = flowingOf(sharePictures(shown, budget + more, flowing))
      expect(enough.size).toBeGreaterThanOrEqual(less.size)
    }),
  )
})

it('serves screens before the stage and the stage before tiles', () => {
  fc.assert(
    fc.property(scenes, ({ shown, budget }) => {
      const shares = sharePictures(shown, budget, nobody)
      const priority = (place: 'screen' | 'stage' | 'tile') =>
        shown.flatMap((one) => {
          const is = one.source === 'screen' ? 'screen' : one.place === 'tile' ? 'tile' : 'stage'
          return is === place ? [shares.get(one.producerId)?.priority ?? 0] : []
        })
      expect(Math.min(256, ...priority('screen'))).toBeGreaterThan(Math.max(0, ...priority('stage')))
      expect(Math.min(256, ...priority('stage'))).toBeGreaterThan(Math.max(0, ...priority('tile')))
      // No tile flows while the stage does not.
      const stands = shown.some(
        ({ producerId, source, place }) =>
          source === 'camera' && place !== 'tile' && !shares.get(producerId)?.flows,
      )
      const tiles = shown.filter(({ source, place }) => source === 'camera' && place === 'tile')
      if (stands) for (const { producerId } of tiles) expect(shares.get(producerId)?.flows).toBe(false)
    }),
  )
})

it('does not change its mind while nothing changes', () => {
  fc.assert(
    fc.property(scenes, ({ shown, budget, flowing }) => {
      const once = flowingOf(sharePictures(shown, budget, flowing))
      const twice = flowingOf(sharePictures(shown, budget, once))
      expect(flowingOf(sharePictures(shown, budget, twice))).toEqual(twice)
    }),
  )
})

it('gives up tiles from the end, and takes them back with some room to spare', () => {
  const tiles = Array.from({ length: 6 }, (_, index) => camera(`c${index}`))
  const short = flowingOf(sharePictures(tiles, 500_000, new Set(tiles.map(({ producerId }) => producerId))))
  expect([...short]).toEqual(['c0', 'c1', 'c2'])
  expect(flowingOf(sharePictures(tiles, 610_000, short)).size).toBe(3)
  expect(flowingOf(sharePictures(tiles, 640_000, short)).size).toBe(4)
})

it('shows a crowd in half of its frames, and whoever is on the stage in all', () => {
  const crowd = Array.from({ length: 25 }, (_, index) => camera(`c${index}`))
  const shares = sharePictures(
    [camera('speaker', { place: 'stage', width: 1280 }), ...crowd],
    Infinity,
    nobody,
  )
  expect(shares.get('speaker')).toMatchObject({ spatialLayer: 2, temporalLayer: 2 })
  expect(shares.get('c3')).toMatchObject({ spatialLayer: 0, temporalLayer: 1 })
})

it('has a screen made so small that half of it passes through a short line, in steps, and never for nothing', () => {
  const shown = [screen('s0'), camera('c0')]
  expect(screenBits(shown, Infinity)).toBe(Infinity)
  expect(screenBits(shown, 3_000_000)).toBe(Infinity)
  expect(screenBits([camera('c0')], 300_000)).toBe(Infinity)
  for (const budget of [220_000, 300_000, 450_000, 700_000, 1_300_000]) {
    const bits = screenBits(shown, budget)
    expect(bits).toBeLessThan(2_500_000)
    expect(bits / 2).toBeLessThan(budget)
  }
  expect(screenBits([...shown, screen('s1')], 450_000)).toBeLessThan(screenBits(shown, 450_000))
  // What is believed of a line that has just become full is too little.
  expect(screenBits(shown, 30_000)).toBe(screenBits(shown, 220_000))
})
