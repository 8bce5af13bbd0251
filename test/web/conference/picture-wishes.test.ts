import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { pictureKey, PictureWishes } from '#lib/conference/picture-wishes.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const key = pictureKey('ana', 'camera')
const tile = Symbol('tile')

/** Wishes whose requests are written down as `name layer`. */
function listen() {
  const asked: string[] = []
  const ask: ConstructorParameters<typeof PictureWishes>[0] = async (name, body) => {
    asked.push('spatialLayer' in body ? `${name} ${body.spatialLayer}` : name)
  }
  const wishes = new PictureWishes(ask, () => 1)
  /** What has been asked since the last look. */
  const heard = () => {
    vi.runAllTimers()
    return asked.splice(0)
  }
  return { wishes, heard }
}

it('lets a picture flow at once in the layer that its tile needs', () => {
  const { wishes, heard } = listen()
  wishes.show(key, tile, 600)
  wishes.attach('c1', key, true)
  expect(heard()).toEqual(['consumer:prefer-layers 1', 'consumer:resume'])
})

it('does not let flow what nobody sees, until its tile comes', () => {
  const { wishes, heard } = listen()
  wishes.attach('c1', key, true)
  expect(heard()).toEqual([])
  wishes.show(key, tile, 200)
  expect(heard()).toEqual(['consumer:prefer-layers 0', 'consumer:resume'])
})

it('asks once for many changes while a window is being resized', () => {
  const { wishes, heard } = listen()
  wishes.show(key, tile, 200)
  wishes.attach('c1', key, true)
  heard()
  for (let width = 200; width <= 1300; width += 10) wishes.show(key, tile, width)
  expect(heard()).toEqual(['consumer:prefer-layers 2'])
})

it('stops a picture when its last tile goes, and takes it up again', () => {
  const { wishes, heard } = listen()
  const second = Symbol('second')
  wishes.show(key, tile, 200)
  wishes.show(key, second, 700)
  wishes.attach('c1', key, true)
  expect(heard()).toEqual(['consumer:prefer-layers 1', 'consumer:resume'])
  wishes.show(key, second, 0)
  expect(heard()).toEqual(['consumer:prefer-layers 0'])
  wishes.show(key, tile, 0)
  expect(heard()).toEqual(['consumer:pause'])
  wishes.show(key, tile, 200)
  expect(heard()).toEqual(['consumer:resume'])
})

it('rests while the page is hidden', () => {
  const { wishes, heard } = listen()
  wishes.show(key, tile, 600)
  wishes.attach('c1', key, true)
  heard()
  wishes.asleep = true
  expect(heard()).toEqual(['consumer:pause'])
  wishes.asleep = false
  expect(heard()).toEqual(['consumer:resume'])
})

it('says everything again after a break of the line', () => {
  const { wishes, heard } = listen()
  wishes.show(key, tile, 600)
  wishes.attach('c1', key, true)
  wishes.attach('c2', pictureKey('ion', 'camera'), true)
  heard()
  wishes.renew()
  expect(heard()).toEqual(['consumer:prefer-layers 1', 'consumer:resume', 'consumer:pause'])
})

it('does not ask for layers where there are none', () => {
  const { wishes, heard } = listen()
  wishes.show(key, tile, 1200)
  wishes.attach('c1', key, false)
  expect(heard()).toEqual(['consumer:resume'])
})
