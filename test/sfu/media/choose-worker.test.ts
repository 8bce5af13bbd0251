import { describe, expect, test } from 'vitest'
import { chooseWorker, defaultSpread, type WorkerLoad } from '../../../sfu/media/choose-worker.ts'

const worker = (name: string, load: Partial<WorkerLoad>) => ({
  ...{ name, cpu: 0, newcomers: 0, weight: 0, has: false },
  ...load,
})
const choose = (...workers: ReturnType<typeof worker>[]) => chooseWorker(workers, defaultSpread)?.name

test('a new meeting goes to the worker with the least to do', () => {
  expect(choose(worker('a', { cpu: 0.5 }), worker('b', { cpu: 0.2 }))).toBe('b')
  expect(choose(worker('a', { weight: 30 }), worker('b', { weight: 10 }))).toBe('b')
  expect(choose(worker('a', { newcomers: 3 }), worker('b', {}))).toBe('b')
  expect(choose()).toBeUndefined()
})

test('workers that idle are not told apart by a hundredth of a core', () => {
  expect(choose(worker('a', { cpu: 0.01, weight: 5 }), worker('b', { cpu: 0.03 }))).toBe('b')
})

describe('somebody who comes to a running meeting', () => {
  test('goes where it is, while its worker has room', () => {
    expect(choose(worker('its', { cpu: 0.59, has: true }), worker('idle', {}))).toBe('its')
  })

  test('goes elsewhere when its worker passes 60 % of its core', () => {
    expect(choose(worker('its', { cpu: 0.61, has: true }), worker('idle', {}))).toBe('idle')
  })

  test('goes elsewhere when a crowd came before, which the worker has not felt yet', () => {
    expect(choose(worker('its', { cpu: 0.2, newcomers: 45, has: true }), worker('idle', {}))).toBe('idle')
  })

  test('stays when the others are hardly better off: a further router costs pipes', () => {
    expect(choose(worker('its', { cpu: 0.7, has: true }), worker('busy', { cpu: 0.65 }))).toBe('its')
  })

  test('goes to the lightest of the workers that it is on already', () => {
    const its = worker('its', { cpu: 0.65, has: true })
    expect(choose(its, worker('also its', { cpu: 0.3, has: true }), worker('idle', {}))).toBe('also its')
  })
})
