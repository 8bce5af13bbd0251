import { expect, test } from 'vitest'
import { SeatKeys } from '../../../sfu/signal/seat-keys.ts'

test('leads back to the seat, and to nothing when forgotten', () => {
  const keys = new SeatKeys()
  const key = keys.issue('seat')
  expect(keys.find(key)).toBe('seat')
  expect(keys.find(`${key}x`)).toBeNull()
  keys.forget('seat')
  expect(keys.find(key)).toBeNull()
  expect(keys.size).toBe(0)
})

test('goes on working after a new one was given, until the new one is known to have arrived', () => {
  const keys = new SeatKeys()
  const first = keys.issue('seat')
  const lost = keys.issue('seat', first)
  const second = keys.issue('seat', first)
  expect([first, lost, second].map((key) => keys.find(key))).toEqual(['seat', null, 'seat'])
  keys.confirm('seat')
  expect([first, second].map((key) => keys.find(key))).toEqual([null, 'seat'])
  expect(keys.size).toBe(1)
})
