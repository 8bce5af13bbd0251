import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createCounters as createMemoryCounters } from '../../../api/adapters/counters-memory.ts'
import { createCounters as createRedisCounters } from '../../../api/adapters/counters-redis.ts'
import { forEachDeployment } from '../../support/redis.ts'
import { until } from '../../support/until.ts'

forEachDeployment(({ redis: connect }) => {
  const open = async () => {
    const shared = await connect()
    return shared ? createRedisCounters(shared.redis, 'secret', shared.prefix) : createMemoryCounters()
  }
  const key = () => `key ${randomUUID()}`

  describe('a counter', () => {
    it('counts, also many at once', async () => {
      const counters = await open()
      const mine = key()
      const counts = await Promise.all(Array.from({ length: 50 }, () => counters.hit(mine, 60)))
      expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 50 }, (_, index) => index + 1),
      )
      expect(await counters.peek(mine)).toBe(50)
      expect(await counters.peek(key())).toBe(0)
    })

    it('begins again when its window has ended, and is not prolonged by hits', async () => {
      const counters = await open()
      const mine = key()
      const { resetsInSeconds } = await counters.hit(mine, 1)
      expect(resetsInSeconds).toBe(1)
      await until('the window ends', async () => (await counters.hit(mine, 60)).count === 1)
    })

    it('does not tell those who can look into it whom it counts', async () => {
      const shared = await connect()
      if (!shared) return
      const { redis, prefix } = shared
      await createRedisCounters(redis, 'secret', prefix).hit('ana@example.ro', 60)
      const keys = await redis.keys(`${prefix}*`)
      expect(keys).toHaveLength(1)
      expect(keys[0]).not.toContain('ana')
    })

    it('is forgotten when asked', async () => {
      const counters = await open()
      const mine = key()
      await counters.hit(mine, 60)
      await counters.forget(mine)
      expect((await counters.hit(mine, 60)).count).toBe(1)
    })
  })
})

describe('counters in memory', () => {
  it('do not grow beyond their room, whoever floods them', async () => {
    const counters = createMemoryCounters()
    for (let count = 0; count < 150_000; count++) await counters.hit(`flood ${count}`, 900)
    expect(await counters.peek('flood 149999')).toBe(1)
    expect(await counters.peek('flood 0')).toBe(0)
  })
})
