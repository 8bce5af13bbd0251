import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { WatchedLayer } from '../../../contract/conference.ts'
import { LayerDemand } from '../../../sfu/media/layer-demand.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const patienceMs = 5_000
function listen() {
  const told: WatchedLayer['spatialLayer'][] = []
  const demand = new LayerDemand(({ spatialLayer }) => told.push(spatialLayer), patienceMs)
  demand.begin('camera')
  return { demand, heard: () => told.splice(0) }
}

it('lets a picture that nobody has watched yet rest after a while', () => {
  const { demand, heard } = listen()
  vi.advanceTimersByTime(patienceMs - 1)
  expect(heard()).toEqual([])
  vi.advanceTimersByTime(1)
  expect(heard()).toEqual([null])
  expect(demand.told('camera')).toEqual({ producerId: 'camera', spatialLayer: null, bits: null })
})

it('asks at once for what is wanted again, by anybody', () => {
  const { demand, heard } = listen()
  vi.advanceTimersByTime(patienceMs)
  heard()
  demand.want('camera', 'ana', 0)
  demand.want('camera', 'dan', 2)
  demand.want('camera', 'eva', 1)
  expect(heard()).toEqual([0, 2])
})

it('waits before it gives up a layer, and then gives up no more than nobody wants', () => {
  const { demand, heard } = listen()
  demand.want('camera', 'ana', 2)
  demand.want('camera', 'dan', 0)
  vi.advanceTimersByTime(patienceMs)
  // Everything is encoded until the first word; two layers above the smallest are watched.
  expect(heard()).toEqual([2])
  demand.want('camera', 'ana', null)
  vi.advanceTimersByTime(patienceMs - 1)
  expect(heard()).toEqual([])
  demand.want('camera', 'dan', 1)
  vi.advanceTimersByTime(1)
  expect(heard()).toEqual([1])
})

it('says nothing when a page is turned and turned back', () => {
  const { demand, heard } = listen()
  demand.want('camera', 'ana', 1)
  vi.advanceTimersByTime(patienceMs)
  heard()
  for (let turn = 0; turn < 5; turn++) {
    demand.want('camera', 'ana', null)
    vi.advanceTimersByTime(patienceMs / 2)
    demand.want('camera', 'ana', 1)
    vi.advanceTimersByTime(patienceMs * 2)
  }
  expect(heard()).toEqual([])
})

it('leaves no timer behind, and knows nothing of what is not sent', () => {
  const { demand, heard } = listen()
  demand.want('nothing', 'ana', 2)
  demand.end('camera')
  expect(vi.getTimerCount()).toBe(0)
  demand.begin('screen')
  demand.close()
  expect(vi.getTimerCount()).toBe(0)
  expect(heard()).toEqual([])
})

it('has a screen made smaller at once for a line that is short, and larger a while after none is', () => {
  const told: WatchedLayer['bits'][] = []
  const demand = new LayerDemand(({ bits }) => told.push(bits), patienceMs)
  demand.begin('screen')
  demand.want('screen', 'ana', 0)
  demand.want('screen', 'dan', 0, 550_000)
  demand.want('screen', 'eva', 0, 300_000)
  expect(told.splice(0)).toEqual([550_000, 300_000])
  expect(demand.told('screen')).toEqual({ producerId: 'screen', spatialLayer: 2, bits: 300_000 })
  demand.want('screen', 'eva', null)
  vi.advanceTimersByTime(patienceMs - 1)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1)
  expect(told.splice(0)).toEqual([550_000])
  demand.want('screen', 'dan', 0)
  vi.advanceTimersByTime(patienceMs)
  expect(told.splice(0)).toEqual([null])
  demand.close()
})
