import { describe, expect, test } from 'vitest'
import { LoadHistory } from '../../../web/src/lib/administration/load-history.ts'
import {
  flowOf,
  sayBits,
  sayCount,
  sayPart,
  sayTrip,
  sumFailures,
} from '../../../web/src/lib/administration/running-words.ts'

test('figures are said in the units that people would use', () => {
  expect(sayBits(0, 'ro')).toBe('0 bit/s')
  expect(sayBits(1_240_000, 'ro')).toBe('1,2 Mbit/s')
  expect(sayBits(184_000_000, 'en')).toBe('184 Mbit/s')
  expect(sayBits(2_500_000_000, 'en')).toBe('2.5 Gbit/s')
  expect(sayPart(0.0042, 'ro')).toBe('0,4 %')
  expect(sayPart(0.31, 'en')).toBe('31 %')
  expect(sayPart(null, 'en')).toBe('–')
  expect(sayTrip(31.4, 'en')).toBe('31 ms')
  expect(sayTrip(null, 'en')).toBe('–')
  expect(sayCount(1804, 'en')).toBe('1,804')
})

test('several nodes are one: sums, and means by what each of them sends', () => {
  const flow = { packetsPerSecond: 300, bitsPerSecond: 3_000, loss: 0.01, roundTripMs: 20 }
  const silent = { packetsPerSecond: 0, bitsPerSecond: 0, loss: null, roundTripMs: null }
  const other = { packetsPerSecond: 100, bitsPerSecond: 1_000, loss: 0.05, roundTripMs: 60 }
  expect(flowOf([flow, other, silent])).toEqual({
    ...{ packetsPerSecond: 400, bitsPerSecond: 4_000, roundTripMs: 30 },
    loss: expect.closeTo(0.02, 10),
  })
  expect(flowOf([])).toEqual(silent)
})

test('what kept people out is counted over all nodes, the most frequent first', () => {
  expect(
    sumFailures([
      { cause: 'conference.full', count: 2, lastAt: '2026-11-26T08:00:00.000Z' },
      { cause: 'conference.media-unavailable', count: 3, lastAt: '2026-11-26T08:01:00.000Z' },
      { cause: 'conference.full', count: 2, lastAt: '2026-11-26T08:02:00.000Z' },
    ]),
  ).toEqual([
    { cause: 'conference.full', count: 4, lastAt: '2026-11-26T08:02:00.000Z' },
    { cause: 'conference.media-unavailable', count: 3, lastAt: '2026-11-26T08:01:00.000Z' },
  ])
})

describe('the line of a worker', () => {
  const nodes = (...loads: number[]) => [{ nodeId: 'n', workers: loads.map((cpu) => ({ alive: true, cpu })) }]
  const keep = (history: LoadHistory, ...loads: number[]) =>
    history.keep({ nodes: nodes(...loads) as Parameters<LoadHistory['keep']>[0]['nodes'] })

  test('ends at the right edge, and a whole core is its top', () => {
    const history = new LoadHistory(3)
    keep(history, 0)
    keep(history, 1)
    expect(history.path('n', 0, 10, 20)).toBe('M5 20L10 0')
  })

  test('holds the newest looks, and nothing of workers that are gone', () => {
    const history = new LoadHistory(3)
    for (const load of [0.1, 0.5, 0.5, 0.5]) keep(history, load, load)
    expect(history.path('n', 1, 10, 20)).toBe('M0 10L5 10L10 10')
    keep(history, 0.5)
    expect(history.path('n', 1, 10, 20)).toBe('')
  })
})
