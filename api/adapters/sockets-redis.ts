import { createAdapter } from '@socket.io/redis-streams-adapter'
import { keyPrefix, type Redis } from './redis.ts'
import type { SocketAdapter } from './sockets.ts'

const streamName = `${keyPrefix}sockets`

/** The socket.io adapter by which a process speaks to the sockets of all others. */
export type SharedSockets = {
  adapter: SocketAdapter
  /** Resolves when this process hears what others say in a namespace that is there. */
  hears(namespace: string): Promise<void>
  /** Calls the listener when Redis was gone and is back: some of what others said meanwhile was not heard. */
  onReturn(listener: () => void): void
  close(): void
}

export function shareSockets(redis: Redis): SharedSockets {
  const connections = new Set<Redis>()
  const listeners = new Set<() => void>()
  const subscriptions = new Map<string, PromiseWithResolvers<void>>()
  const subscription = (channel: string) =>
    subscriptions.getOrInsertComputed(channel, () => Promise.withResolvers<void>())
  // Where the stream of messages ends now; there may be none yet.
  const end = redis.xInfoStream(streamName).then(
    (stream) => stream['last-generated-id'],
    () => '0-0',
  )

  const duplicate = (): Redis => {
    const connection = redis.duplicate()
    connections.add(connection)
    let came = false
    connection.on('error', () => undefined)
    connection.on('ready', () => {
      if (came) listeners.forEach((listener) => listener())
      came = true
    })
    // The adapter does not wait until it is subscribed, nor tell anybody.
    const subscribe = connection.subscribe.bind(connection)
    connection.subscribe = (async (channels: string[], ...rest: [never, never]) => {
      await subscribe(channels, ...rest)
      for (const channel of channels) subscription(channel).resolve()
    }) as typeof connection.subscribe
    // It reads from `$`, anew until something has come: what comes between two looks would be lost. We know where it begins.
    const read = connection.xRead.bind(connection)
    Object.assign(connection, {
      xRead: async ([{ key, id }]: [{ key: string; id: string }], ...rest: [never]) =>
        read([{ key, id: id === '$' ? await end : id }], ...rest),
    })
    // The adapter ends its connections with this, also one that has been ended; and it does not wait for the answer.
    connection.disconnect = async () => {
      if (connection.isOpen) connection.destroy()
    }
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
    streamName,
    channelPrefix: streamName,
    onlyPlaintext: true,
  })
  return {
    adapter: adapter as unknown as SocketAdapter,
    hears: (namespace) => subscription(`${streamName}#${namespace}#`).promise,
    onReturn: (listener) => void listeners.add(listener),
    close() {
      // The adapter's reader waits up to five seconds for a message: it is not waited for.
      for (const connection of connections) if (connection.isOpen) connection.destroy()
    },
  }
}
