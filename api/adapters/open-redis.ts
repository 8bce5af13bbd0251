/** All that several processes share through one Redis, behind one import: a process alone does not load any of it. */
import type { Logger } from 'pino'
import { createBus } from './bus-redis.ts'
import { createCounters } from './counters-redis.ts'
import { createDirectory } from './directory-redis.ts'
import { connectRedis } from './redis.ts'
import { shareSockets } from './sockets-redis.ts'

/** Throws a sentence when the server cannot be reached. */
export async function openRedis(url: string, logger: Pick<Logger, 'warn' | 'error'>) {
  const redis = await connectRedis(url, logger)
  return {
    createCounters: (secret: string) => createCounters(redis, secret),
    createDirectory: () => createDirectory(redis),
    createBus: () => createBus({ redis, logger }),
    shareSockets: () => shareSockets(redis),
    answers: async () => (await redis.ping()) === 'PONG',
    close: () => redis.close(),
  }
}
