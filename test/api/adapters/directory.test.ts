import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { DirectoryTimes } from '../../../api/adapters/directory.ts'
import { createDirectory as createMemoryDirectory } from '../../../api/adapters/directory-memory.ts'
import { createDirectory as createRedisDirectory } from '../../../api/adapters/directory-redis.ts'
import { isError } from '../../../contract/errors.ts'
import { forEachDeployment } from '../../support/redis.ts'
import { until } from '../../support/until.ts'

/** Long for those who beat; a node that does not is given up within the test's patience. */
const times: DirectoryTimes = { nodeLeaseMs: 60_000, claimLeaseMs: 60_000 }
const short: DirectoryTimes = { nodeLeaseMs: 150, claimLeaseMs: 60_000 }

forEachDeployment(({ redis: connect }) => {
  const open = async (given = times) => {
    const shared = await connect()
    return shared ? createRedisDirectory(shared.redis, given, shared.prefix) : createMemoryDirectory(given)
  }
  const node = (name: string, load = 0, meetings: string[] = [], isOpen = true) => ({
    nodeId: name,
    url: `https://${name}.example.ro`,
    load,
    open: isOpen,
    meetings,
  })

  describe('the directory', () => {
    it('has no place for a meeting while no node lives', async () => {
      const directory = await open()
      const refused = await directory.claim(randomUUID()).catch((error: unknown) => error)
      expect(isError(refused, 'conference.media-unavailable')).toBe(true)
    })

    it('gives a meeting to the least loaded node, and keeps it there', async () => {
      const directory = await open()
      await directory.beat(node('a', 0.7))
      await directory.beat(node('b', 0.2))
      const meeting = randomUUID()
      expect(await directory.claim(meeting)).toEqual({ nodeId: 'b', url: 'https://b.example.ro' })
      await directory.beat(node('b', 0.9, [meeting]))
      expect((await directory.claim(meeting)).nodeId).toBe('b')
      expect((await directory.claim(randomUUID())).nodeId).toBe('a')
    })

    it('knows what the nodes that live say of themselves, and nothing of those that are gone', async () => {
      const directory = await open()
      const flow = { packetsPerSecond: 1, bitsPerSecond: 8_000, loss: null, roundTripMs: 12 }
      const report = (nodeId: string) => ({
        ...{ nodeId, draining: false, in: flow, out: flow, joins: 1, failures: [], conferences: [] },
        workers: [{ alive: true, cpu: 0.5 }],
      })
      for (const name of ['a', 'b']) {
        await directory.beat(node(name))
        await directory.report(report(name))
      }
      await directory.report({ ...report('b'), joins: 2 })
      const told = (await directory.reports()).sort((one, other) => (one.nodeId < other.nodeId ? -1 : 1))
      expect(told).toEqual([report('a'), { ...report('b'), joins: 2 }])
      await directory.leave('a')
      expect((await directory.reports()).map(({ nodeId }) => nodeId)).toEqual(['b'])
    })

    it('gives everybody the same node when many ask at once', async () => {
      const directory = await open()
      for (const name of ['a', 'b', 'c']) await directory.beat(node(name, 0.5))
      const meeting = randomUUID()
      const nodes = await Promise.all(Array.from({ length: 50 }, () => directory.claim(meeting)))
      expect(new Set(nodes.map(({ nodeId }) => nodeId)).size).toBe(1)
    })

    it('gives no new meeting to a node that is about to stop, and leaves it those that it has', async () => {
      const directory = await open()
      await directory.beat(node('a', 0))
      const meeting = randomUUID()
      await directory.claim(meeting)
      await directory.beat(node('b', 0.9))
      await directory.beat(node('a', 0, [meeting], false))
      expect((await directory.claim(meeting)).nodeId).toBe('a')
      expect((await directory.claim(randomUUID())).nodeId).toBe('b')
    })

    it('gives a meeting that has not begun on a node that is about to stop to another, and keeps it there', async () => {
      const directory = await open()
      await directory.beat(node('a', 0))
      const meeting = randomUUID()
      await directory.claim(meeting)
      await directory.beat(node('b', 0.9))
      await directory.beat(node('a', 0, [randomUUID()], false))
      expect((await directory.claim(meeting)).nodeId).toBe('b')
      await directory.beat(node('b', 0.9, [meeting]))
      await directory.beat(node('a', 0, [], false))
      expect((await directory.claim(meeting)).nodeId).toBe('b')
    })

    it('gives the meetings of a node that leaves to another at once', async () => {
      const directory = await open()
      await directory.beat(node('a', 0))
      const meeting = randomUUID()
      await directory.claim(meeting)
      await directory.beat(node('b', 0.9))
      await directory.leave('a')
      expect((await directory.claim(meeting)).nodeId).toBe('b')
      expect(await directory.nodes()).toEqual([{ nodeId: 'b', url: 'https://b.example.ro' }])
    })

    it('gives the meetings of a node that died without a word to another when its lease lapses', async () => {
      const directory = await open(short)
      const meeting = randomUUID()
      await directory.beat(node('dead', 0, [meeting]))
      const later = await until('another node has the meeting', async () => {
        await directory.beat(node('alive', 0.9))
        const { nodeId } = await directory.claim(meeting)
        return nodeId === 'alive' ? nodeId : null
      })
      expect(later).toBe('alive')
      // The dead one comes back, and believes that it still has the meeting: it stays where people now are.
      await directory.beat(node('dead', 0, [meeting]))
      await directory.beat(node('alive', 0.9, [meeting]))
      expect((await directory.claim(meeting)).nodeId).toBe('alive')
    })
  })
})
