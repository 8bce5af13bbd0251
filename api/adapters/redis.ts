/** The connection to Redis that the processes of an installation share. */
import { createClient } from 'redis'
import type { Logger } from 'pino'

export type Redis = Awaited<ReturnType<typeof connectRedis>>

/** Everything of ours begins with this; several installations in one Redis use databases of their own (`redis://…/1`). */
export const keyPrefix = 'sfat:'

/**
 * Connects; a connection that is lost later comes back by itself, and commands wait for it. Throws a sentence when the
 * server cannot be reached at start.
 */
export async function connectRedis(url: string, logger: Pick<Logger, 'warn'>) {
  let connected = false
  const client = createClient({
    url,
    // Replies of streams have the form that socket.io's adapter reads only in this version of the protocol.
    RESP: 2,
    pingInterval: 30_000,
    socket: {
      connectTimeout: 5_000,
      // At start there is nothing to wait for: say at once that the address is wrong.
      reconnectStrategy: (retries) => (connected ? Math.min(50 * 2 ** retries, 2_000) : false),
    },
  })
  client.on('error', (error: unknown) => {
    if (connected) logger.warn({ err: error }, 'Redis does not answer; trying again')
  })
  try {
    await client.connect()
  } catch (error) {
    throw new Error('Redis cannot be reached at REDIS_URL: start it, or correct the address.', {
      cause: error,
    })
  }
  connected = true
  return client
}
