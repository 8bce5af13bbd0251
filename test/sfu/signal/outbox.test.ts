import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PeerView } from '../../../contract/conference.ts'
import type { Notice } from '../../../sfu/room/effects.ts'
import { Outbox } from '../../../sfu/signal/outbox.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const view = (seatId: string, name = seatId): PeerView => ({
  ...{ seatId, name, organisation: null, role: 'participant', away: false, hand: null, producers: [] },
})
const joined = (seatId: string): Notice => ({ name: 'peer:joined', args: [view(seatId)] })
const changed = (seatId: string, name?: string): Notice => ({
  name: 'peer:changed',
  args: [view(seatId, name)],
})

function keep() {
  const told: { to: string[]; name: string; body: unknown }[] = []
  const outbox = new Outbox((to, { name, args }) => told.push({ to, name, body: args[0] }))
  return { outbox, told }
}

test('what happens alone is told at once', () => {
  const { outbox, told } = keep()
  outbox.tell(['ana'], joined('dan'))
  vi.advanceTimersByTime(1_000)
  outbox.tell(['ana', 'dan'], changed('dan'))
  expect(told.map(({ name }) => name)).toEqual(['peer:joined', 'peer:changed'])
})

test('a crowd is told of in one notice, which nobody hears about themselves', () => {
  const { outbox, told } = keep()
  outbox.tell(['ana'], joined('1'))
  outbox.tell(['ana', '1'], joined('2'))
  outbox.tell(['ana', '1', '2'], joined('3'))
  outbox.tell(['ana', '1', '2', '3'], changed('2', 'Second'))
  expect(told.splice(0)).toHaveLength(1)
  vi.advanceTimersByTime(100)
  expect(told).toEqual([
    {
      to: ['ana', '1'],
      name: 'peers:changed',
      body: { joined: [view('2', 'Second'), view('3')], changed: [] },
    },
    { to: ['2'], name: 'peers:changed', body: { joined: [view('3')], changed: [view('2', 'Second')] } },
    { to: ['3'], name: 'peer:changed', body: view('2', 'Second') },
  ])
})

test('nothing overtakes what was gathered, but streams, which say nothing about people', () => {
  const { outbox, told } = keep()
  outbox.tell(['ana'], joined('1'))
  outbox.tell(['ana'], joined('2'))
  outbox.tell(['ana'], { name: 'consumer:closed', args: [{ consumerId: 'c' }] })
  outbox.tell(['ana'], { name: 'peer:left', args: [{ seatId: '2', reason: 'left' }] })
  vi.advanceTimersByTime(1_000)
  expect(told.map(({ name }) => name)).toEqual(['peer:joined', 'consumer:closed', 'peer:joined', 'peer:left'])
})

test('closing tells what was gathered and leaves no timer', () => {
  const { outbox, told } = keep()
  outbox.tell(['ana'], joined('1'))
  outbox.tell(['ana'], joined('2'))
  outbox.close()
  expect(told).toHaveLength(2)
  expect(vi.getTimerCount()).toBe(0)
})
