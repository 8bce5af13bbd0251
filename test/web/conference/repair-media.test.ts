import { expect, it } from 'vitest'
import { repairOf } from '#lib/conference/repair-media.ts'

it('leaves a connection alone that works or is still connecting', () => {
  for (const state of ['new', 'connecting', 'connected', 'closed'] as const)
    expect(repairOf(state, 0)).toEqual({ do: 'nothing' })
})

it('gives a disconnected transport a moment to heal before it restarts ICE', () => {
  const repair = repairOf('disconnected', 0)
  expect(repair.do).toBe('restart-ice')
  expect(repair.do === 'restart-ice' && repair.afterMs).toBeGreaterThan(0)
})

it('restarts a failed transport at once', () => {
  expect(repairOf('failed', 0)).toEqual({ do: 'restart-ice', afterMs: 0 })
})

it('asks for new transports after three restarts that did not help', () => {
  expect(repairOf('failed', 2).do).toBe('restart-ice')
  expect(repairOf('failed', 3)).toEqual({ do: 'rebuild' })
})
