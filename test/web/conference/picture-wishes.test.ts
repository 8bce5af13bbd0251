import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { PeerView, Source } from '#contract/conference.ts'
import { pictureKey, PictureWishes } from '#lib/conference/picture-wishes.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const tile = Symbol('tile')
const sends = (seatId: string, ...sources: Source[]): PeerView => ({
  ...{ seatId, name: seatId, organisation: null, role: 'participant', away: false, hand: null },
  producers: sources.map((source) => ({ producerId: `${source} of ${seatId}`, source, paused: false })),
})
const ana = pictureKey('ana', 'camera')

/** Wishes whose views are written down, each picture as `producer width place`. */
function listen(pixelRatio = 1) {
  const told: string[][] = []
  const answers = { refuse: false }
  const wishes = new PictureWishes(
    async (_, { pictures }) => {
      told.push(pictures.map(({ producerId, width, place }) => `${producerId} ${width} ${place}`))
      if (answers.refuse) throw new Error('refused')
    },
    () => pixelRatio,
  )
  /** What has been told since the last look. */
  const heard = async () => {
    await vi.runAllTimersAsync()
    return told.splice(0)
  }
  return { wishes, heard, answers }
}

it('tells what is shown in one view, the most important first', async () => {
  const { wishes, heard } = listen()
  wishes.knowOnly([sends('ana', 'camera', 'microphone'), sends('ion', 'camera', 'screen')])
  wishes.show(ana, tile, 300)
  wishes.show(pictureKey('ion', 'camera'), tile, 900, 'stage')
  wishes.show(pictureKey('ion', 'screen'), tile, 1200, 'screen')
  expect(await heard()).toEqual([])
  wishes.renew()
  expect(await heard()).toEqual([
    ['screen of ion 1200 screen', 'camera of ion 900 stage', 'camera of ana 300 tile'],
  ])
})

it('says that nothing is shown, so that nothing is sent for nobody', async () => {
  const { wishes, heard } = listen()
  wishes.renew()
  expect(await heard()).toEqual([[]])
})

it('names a picture as soon as somebody sends it whose tile is there', async () => {
  const { wishes, heard } = listen()
  wishes.renew()
  wishes.show(ana, tile, 300)
  await heard()
  wishes.know(sends('ana', 'camera'))
  await vi.advanceTimersByTimeAsync(0)
  expect(await heard()).toEqual([['camera of ana 300 tile']])
  wishes.know(sends('ana'))
  expect(await heard()).toEqual([[]])
})

it('tells once of many changes while a window is being resized', async () => {
  const { wishes, heard } = listen()
  wishes.know(sends('ana', 'camera'))
  wishes.renew()
  wishes.show(ana, tile, 200)
  await heard()
  for (let width = 200; width <= 1300; width += 10) wishes.show(ana, tile, width)
  expect(await heard()).toEqual([['camera of ana 1300 tile']])
})

it('tells at once what grows, and then no oftener than sixteen times a second', async () => {
  const { wishes, heard } = listen()
  wishes.know(sends('ana', 'camera'))
  wishes.renew()
  wishes.show(ana, tile, 200)
  await heard()
  await vi.advanceTimersByTimeAsync(1_000)
  const began = performance.now()
  wishes.show(ana, tile, 400)
  expect(await heard()).toEqual([['camera of ana 400 tile']])
  expect(performance.now() - began).toBe(0)
  wishes.show(ana, tile, 800)
  wishes.show(ana, tile, 1200)
  expect(await heard()).toEqual([['camera of ana 1200 tile']])
  expect(performance.now() - began).toBe(60)
})

it('shows a picture as large as its largest tile, at its most important place', async () => {
  const { wishes, heard } = listen()
  const second = Symbol('second')
  wishes.know(sends('ana', 'camera'))
  wishes.renew()
  wishes.show(ana, tile, 700)
  wishes.show(ana, second, 200, 'stage')
  expect(await heard()).toEqual([['camera of ana 700 stage']])
  wishes.show(ana, second, 0)
  expect(await heard()).toEqual([['camera of ana 700 tile']])
  wishes.show(ana, tile, 0)
  expect(await heard()).toEqual([[]])
})

it('asks for more on a sharp screen: of a face what can be seen, of a shared screen all', async () => {
  const { wishes, heard } = listen(3)
  wishes.know(sends('ana', 'camera', 'screen'))
  wishes.renew()
  wishes.show(ana, tile, 400)
  wishes.show(pictureKey('ana', 'screen'), tile, 400, 'screen')
  expect(await heard()).toEqual([['screen of ana 1200 screen', 'camera of ana 600 tile']])
})

it('rests while the page is hidden', async () => {
  const { wishes, heard } = listen()
  wishes.know(sends('ana', 'camera'))
  wishes.renew()
  wishes.show(ana, tile, 600)
  await heard()
  wishes.asleep = true
  expect(await heard()).toEqual([[]])
  wishes.asleep = false
  expect(await heard()).toEqual([['camera of ana 600 tile']])
})

it('asks for small faces and whole screens on a line that is meant to be spared, or for nothing', async () => {
  const { wishes, heard } = listen()
  wishes.know(sends('ana', 'camera', 'screen'))
  wishes.renew()
  wishes.show(ana, tile, 600, 'stage')
  wishes.show(pictureKey('ana', 'screen'), tile, 900, 'screen')
  await heard()
  wishes.limit = 'low'
  expect(await heard()).toEqual([['screen of ana 900 screen', 'camera of ana 160 stage']])
  wishes.limit = 'none'
  expect(await heard()).toEqual([[]])
})

it('tells what changed while an answer was lost with the line, as soon as that answer comes', async () => {
  const told: string[][] = []
  const answers: (() => void)[] = []
  const wishes = new PictureWishes(
    (_, { pictures }) => {
      told.push(pictures.map(({ producerId, width }) => `${producerId} ${width}`))
      return new Promise((resolve) => answers.push(() => resolve(undefined)))
    },
    () => 1,
  )
  wishes.know(sends('ana', 'camera'))
  wishes.show(ana, tile, 300)
  wishes.renew()
  await vi.runAllTimersAsync()
  // The line breaks under it; somebody comes meanwhile; the line is back, and what was asked is asked again.
  wishes.know(sends('ion', 'camera'))
  wishes.show(pictureKey('ion', 'camera'), tile, 200)
  wishes.renew()
  await vi.runAllTimersAsync()
  expect(told).toEqual([['camera of ana 300']])
  answers[0]?.()
  await vi.runAllTimersAsync()
  expect(told[1]).toEqual(expect.arrayContaining(['camera of ana 300', 'camera of ion 200']))
})

it('says everything again after a break of the line, and what was refused when it is next asked', async () => {
  const { wishes, heard, answers } = listen()
  wishes.know(sends('ana', 'camera'))
  wishes.renew()
  wishes.show(ana, tile, 600)
  expect(await heard()).toHaveLength(1)
  wishes.renew()
  expect(await heard()).toEqual([['camera of ana 600 tile']])
  answers.refuse = true
  wishes.show(ana, tile, 700)
  expect(await heard()).toHaveLength(1)
  answers.refuse = false
  wishes.renew()
  expect(await heard()).toEqual([['camera of ana 700 tile']])
})

it('forgets those who have left while the line was broken', async () => {
  const { wishes, heard } = listen()
  wishes.knowOnly([sends('ana', 'camera'), sends('ion', 'camera')])
  wishes.renew()
  wishes.show(ana, tile, 600)
  wishes.show(pictureKey('ion', 'camera'), tile, 600)
  await heard()
  wishes.knowOnly([sends('ion', 'camera')])
  wishes.renew()
  expect(await heard()).toEqual([['camera of ion 600 tile']])
})

it('knows since when each picture has been asked for without a break', async () => {
  const { wishes, heard } = listen()
  vi.advanceTimersByTime(1_000)
  wishes.knowOnly([sends('ana', 'camera'), sends('ion', 'camera')])
  wishes.renew()
  wishes.show(ana, tile, 600)
  await heard()
  const first = wishes.shownSince('camera of ana')
  expect(first).toBeGreaterThan(0)
  vi.advanceTimersByTime(5_000)
  wishes.show(pictureKey('ion', 'camera'), tile, 600)
  await heard()
  expect(wishes.shownSince('camera of ana')).toBe(first)
  expect(wishes.shownSince('camera of ion')).toBeGreaterThanOrEqual(first + 5_000)
  wishes.show(ana, tile, 0)
  await heard()
  expect(wishes.shownSince('camera of ana')).toBe(0)
  wishes.show(ana, tile, 600)
  await heard()
  expect(wishes.shownSince('camera of ana')).toBeGreaterThan(first + 5_000)
})
