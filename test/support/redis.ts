/** The same story in one process and over Redis. Each story over Redis has keys of its own, which are removed with it. */
import { randomBytes } from 'node:crypto'
import { afterAll, describe, it } from 'vitest'
import { connectRedis, type Redis } from '../../api/adapters/redis.ts'
import { createLog } from './log.ts'

export type Deployment = {
  kind: 'memory' | 'redis'
  /** A connection and a prefix for keys; null in one process. */
  redis: () => Promise<{ redis: Redis; prefix: string } | null>
}

export function forEachDeployment(tell: (deployment: Deployment) => void): void {
  describe('in one process', () => tell({ kind: 'memory', redis: async () => null }))
  const url = process.env['TEST_REDIS_URL']
  if (url) describe('over Redis', () => tell({ kind: 'redis', redis: opener(url) }))
  else if (process.env['CI'])
    describe('over Redis', () =>
      it('has a server to run on', () => {
        throw new Error('TEST_REDIS_URL is not set. `npm test` starts a private server and sets it.')
      }))
  else
    describe.skip('over Redis (TEST_REDIS_URL is not set)', () =>
      tell({ kind: 'redis', redis: async () => null }))
}

function opener(url: string): Deployment['redis'] {
  const closers: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const close of closers.reverse()) await close()
  })
  return async () => {
    const prefix = `test:${randomBytes(8).toString('hex')}:`
    const redis = await connectRedis(url, createLog())
    closers.push(async () => {
      for await (const keys of redis.scanIterator({ MATCH: `${prefix}*` }))
        if (keys.length > 0) await redis.del(keys)
      await redis.close()
    })
    return { redis, prefix }
  }
}
