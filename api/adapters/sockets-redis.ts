import { createAdapter } from '@socket.io/redis-streams-adapter'
import { keyPrefix, type Redis } from './redis.ts'
import type { SocketAdapter } from './sockets.ts'

/** The socket.io adapter by which a process speaks to the sockets of all others, and how to end it. */
export function shareSockets(redis: Redis): { adapter: SocketAdapter; close(): void } {
  const connections = new Set<Redis>()

  const duplicate = (): Redis => {
    const connection = redis.duplicate()
    connection.on('error', () => undefined)
    // The adapter ends its connections with this, also one that has been ended; and it does not wait for the answer.
    connection.disconnect = async () => {
      if (connection.isOpen) connection.destroy()
    }
    connections.add(connection)
    return connection
  }

  // The adapter makes its own connections with `duplicate` and keeps no list of them, so we do.
  const owner = new Proxy(redis, {
    get(target, property) {
      if (property === 'duplicate') return duplicate
      const member: unknown = Reflect.get(target, property, target)
      return typeof member === 'function' ? (member as (...args: unknown[]) => unknown).bind(target) : member
    },
  })
  const adapter = createAdapter(owner, {
    streamName: `${keyPrefix}sockets`,
    channelPrefix: `${keyPrefix}sockets`,
    onlyPlaintext: true,
  })
  return {
    adapter: adapter as unknown as SocketAdapter,
    close() {
      // The adapter's reader waits up to five seconds for a message: it is not waited for.
      for (const connection of connections) if (connection.isOpen) connection.destroy()
    },
  }
}
