import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import type { Bus } from '../../../api/adapters/bus.ts'
import { createBus as createMemoryBus } from '../../../api/adapters/bus-memory.ts'
import { createBus as createRedisBus } from '../../../api/adapters/bus-redis.ts'
import type { Fact } from '../../../sfu/room/ports.ts'
import { createLog } from '../../support/log.ts'
import { forEachDeployment } from '../../support/redis.ts'
import { until } from '../../support/until.ts'

const meetingId = newId()
const fact = (): Fact => ({
  id: newId(),
  name: 'conference.alive',
  at: '2026-12-10T08:00:00.000Z',
  actorId: null,
  payload: { meetingId, occurrenceId: newId(), conferenceId: newId() },
})

forEachDeployment(({ kind, redis: connect }) => {
  /** Buses that share one road, as processes do; in one process there is one. */
  async function road() {
    const shared = await connect()
    const log = createLog()
    const open = (): Bus =>
      shared
        ? createRedisBus({
            redis: shared.redis,
            logger: log,
            prefix: `${shared.prefix}facts`,
            leaseMs: 300,
            pauseMs: 20,
          })
        : createMemoryBus()
    return { open, log, ...shared }
  }

  describe('facts', () => {
    it('are stored once each, in their order', async () => {
      const { open } = await road()
      const bus = open()
      const stored: string[] = []
      await bus.deliver(async ({ id }) => void stored.push(id))
      const facts = Array.from({ length: 30 }, fact)
      for (const one of facts) await bus.facts.append(one)
      await until('all are stored', () => stored.length >= facts.length)
      expect(stored).toEqual(facts.map(({ id }) => id))
      await bus.close()
    })

    it('arrive as they were told', async () => {
      const { open } = await road()
      const bus = open()
      const stored: Fact[] = []
      await bus.deliver(async (one) => void stored.push(one))
      const told: Fact = {
        id: newId(),
        name: 'participant.joined',
        at: '2026-12-10T08:00:00.123Z',
        actorId: null,
        payload: {
          meetingId,
          occurrenceId: newId(),
          conferenceId: newId(),
          seatId: newId(),
          personId: null,
          name: 'Țăranu „Ștefan”\n🙂',
          organisation: null,
          guest: true,
        },
      }
      await bus.facts.append(told)
      await until('it is stored', () => stored.length > 0)
      expect(stored).toEqual([told])
      await bus.close()
    })

    it('are not lost when they cannot be stored: they come again, and nothing overtakes them', async () => {
      const { open } = await road()
      const bus = open()
      const stored: string[] = []
      let broken = 3
      await bus.deliver(async ({ id }) => {
        if (broken-- > 0) throw new Error('the disk is full')
        stored.push(id)
      })
      const facts = Array.from({ length: 5 }, fact)
      // In one process the node hears of it and appends the same fact again.
      for (const one of facts) await until('it is taken', () => bus.facts.append(one).then(() => true))
      await until('all are stored', () => stored.length >= facts.length)
      expect(stored).toEqual(facts.map(({ id }) => id))
      await bus.close()
    })

    it('are refused or kept, but never lost, while nobody stores them', async () => {
      const { open } = await road()
      const node = open()
      const one = fact()
      const taken = await node.facts.append(one).then(
        () => true,
        () => false,
      )
      expect(taken).toBe(kind === 'redis')
      const stored: string[] = []
      const worker = kind === 'redis' ? open() : node
      await worker.deliver(async ({ id }) => void stored.push(id))
      if (!taken) await node.facts.append(one)
      await until('it is stored', () => stored.length > 0)
      expect(stored).toEqual([one.id])
      await worker.close()
      await node.close()
    })
  })

  describe('what hosts decide', () => {
    it('is known in every process as soon as it is told, where facts travel', async () => {
      const { open } = await road()
      const node = open()
      const web = kind === 'redis' ? open() : node
      await node.deliver(async () => undefined)
      const { payload } = fact()
      const about = { ...payload, seatId: newId() }
      const left = (reason: 'left' | 'removed'): Fact => ({
        ...{ ...fact(), name: 'participant.left', payload: { ...about, reason } },
      })
      const ended = (reason: 'host' | 'stopped'): Fact => ({
        ...{ ...fact(), name: 'conference.ended', payload: { ...payload, reason } },
      })
      const [removed, closed] = [left('removed'), ended('host')]
      for (const one of [fact(), left('left'), removed, ended('stopped'), closed])
        await node.facts.append(one)
      const decided = kind === 'redis' ? [removed.id, closed.id] : []
      expect((await web.decisions(payload.meetingId)).toSorted()).toEqual(decided.toSorted())
      expect(await web.decisions(newId())).toEqual([])
      for (const bus of new Set([node, web])) await bus.close()
    })
  })

  if (kind === 'memory') return
  describe('a worker that stores facts', () => {
    it('is one of several at a time, and another takes over what it leaves', async () => {
      const { open } = await road()
      const [node, first, second] = [open(), open(), open()]
      const stored: string[] = []
      let began: string | null = null
      let release = () => {}
      // Takes the first fact and says nothing more.
      void first.deliver(({ id }) => {
        began = id
        return new Promise((go) => (release = go))
      })
      const facts = Array.from({ length: 5 }, fact)
      for (const one of facts) await node.facts.append(one)
      await until('the first has begun', () => began)
      await second.deliver(async ({ id }) => void stored.push(id))
      await until('the second has stored all', () => stored.length >= facts.length)
      expect(began).toBe(facts[0]?.id)
      expect(stored).toEqual(facts.map(({ id }) => id))
      // It was only slow: what it stores late is stored already, and does no harm.
      release()
      for (const bus of [first, second, node]) await bus.close()
    })

    it('moves aside what no node may have said, and goes on', async () => {
      const { open, redis, prefix, log } = await road()
      const bus = open()
      const stored: string[] = []
      const lies = [
        'not JSON',
        '{"name":"meeting.booked"}',
        JSON.stringify({ ...fact(), name: 'person.changed', payload: { personId: newId() } }),
      ]
      for (const lie of lies) await redis?.xAdd(`${prefix}facts`, '*', { fact: lie })
      await redis?.xAdd(`${prefix}facts`, '*', { something: 'else' })
      const last = fact()
      await bus.facts.append(last)
      await bus.deliver(async ({ id }) => void stored.push(id))
      await until('the good one is stored', () => stored.length > 0)
      expect(stored).toEqual([last.id])
      expect(await redis?.xLen(`${prefix}facts:refused`)).toBe(4)
      expect(log.errors).toHaveLength(4)
      expect(await redis?.xLen(`${prefix}facts`)).toBe(0)
      await bus.close()
    })

    it('closes at once, also while it waits for facts', async () => {
      const { open } = await road()
      const bus = open()
      await bus.deliver(async () => undefined)
      await bus.close()
      await bus.close()
    })
  })
})
