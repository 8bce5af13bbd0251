import { expect, it } from 'vitest'
import { repairOf, Stillness } from '#lib/conference/repair-media.ts'

it('leaves a connection alone that works or is still connecting', () => {
  for (const state of ['new', 'connecting', 'connected', 'closed'] as const)
    expect(repairOf(state, 0)).toEqual({ do: 'nothing' })
})

it('restarts ICE at once when a transport is disconnected, but not again and again on a line that hiccups', () => {
  expect(repairOf('disconnected', 0)).toEqual({ do: 'restart-ice', afterMs: 0 })
  const soon = repairOf('disconnected', 0, 1_000)
  expect(soon.do === 'restart-ice' && soon.afterMs).toBeGreaterThan(1_000)
  expect(repairOf('disconnected', 1, 60_000)).toEqual({ do: 'restart-ice', afterMs: 0 })
})

it('restarts a failed transport at once', () => {
  expect(repairOf('failed', 0)).toEqual({ do: 'restart-ice', afterMs: 0 })
})

it('asks for new transports after three restarts that did not help', () => {
  expect(repairOf('failed', 2).do).toBe('restart-ice')
  expect(repairOf('failed', 3)).toEqual({ do: 'rebuild' })
})

/** Packets that come as told in each 300 ms; answers with the times at which something was found amiss. */
function watch(each: readonly number[], stillness = new Stillness(), from = 0): number[] {
  let packets = 0
  return each.flatMap((more, index) => {
    packets += more
    const at = from + index * 300
    return stillness.look(packets, at) ? [at] : []
  })
}
const some = (packets: number, looks: number) => Array.from({ length: looks }, () => packets)

it('notices within a second or so that what came steadily has stopped', () => {
  const [first, ...more] = watch([...some(15, 10), ...some(0, 20)])
  expect(first).toBeGreaterThan(9 * 300 + 600)
  expect(first).toBeLessThan(9 * 300 + 1_500)
  expect(more).toEqual([])
})

it('notices a break also in the middle between two looks', () => {
  expect(watch([...some(15, 10), 1, ...some(0, 20)])).toHaveLength(1)
})

it('misses a small picture that came alone, after a while longer', () => {
  expect(watch([...some(2, 4), ...some(0, 20)])).toEqual([])
  expect(watch([...some(2, 10), ...some(0, 20)])).toHaveLength(1)
})

it('misses nothing where little comes: silence, a muted call, a picture that pauses', () => {
  expect(watch(some(0, 100))).toEqual([])
  expect(watch(Array.from({ length: 100 }, (_, index) => (index % 5 ? 0 : 2)))).toEqual([])
  expect(watch(Array.from({ length: 100 }, (_, index) => (index % 3 ? 0 : 12)))).toEqual([])
})

it('notices each of several breaks that follow each other as soon as the first', () => {
  const move = [...some(15, 10), ...some(0, 8)]
  const suspicions = watch([...move, ...move, ...move, ...some(15, 1)])
  const breaks = [0, 1, 2].map((number) => (number * move.length + 9) * 300)
  expect(suspicions).toHaveLength(3)
  for (const [index, at] of suspicions.entries()) expect(at - breaks[index]!).toBeLessThan(1_500)
})

it('suspects ever more seldom a line that only hiccups, and at once again one that has been calm', () => {
  const stillness = new Stillness()
  const hiccups = Array.from({ length: 30 }, () => [...some(15, 6), ...some(0, 4)]).flat()
  const suspicions = watch(hiccups, stillness)
  expect(suspicions.length).toBeGreaterThan(2)
  expect(suspicions.length).toBeLessThan(7)
  const later = 10_000_000
  const again = watch([...some(15, 10), ...some(0, 20)], stillness, later)
  expect(again).toHaveLength(1)
})

it('misses nothing that was turned off, and what came steadily after that as soon as before', () => {
  const stillness = new Stillness()
  expect(watch(some(15, 10), stillness)).toEqual([])
  stillness.forget()
  expect(watch(some(0, 20), stillness, 3_000)).toEqual([])
  expect(watch([...some(15, 10), ...some(0, 20)], stillness, 9_000)).toHaveLength(1)
})
