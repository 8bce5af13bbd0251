import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { isFromUs } from '../plugins/auth.ts'
import type { Site } from '../site.ts'

/** What makes several processes one: socket.io's adapter, or null when there is one process. */
export type SocketAdapter = NonNullable<ConstructorParameters<typeof Server>[1]>['adapter']

/** The largest message: RTP parameters of a producer are about 6 KB, a chat message at most 16 KB. */
const largestMessage = 128 * 1024

/**
 * The socket.io server of this process; namespaces are attached to it by their owners. Connections are taken only from
 * our own pages: browsers do not apply the same-origin policy to websockets, so the server must (RFC 6455 §10.2).
 * Without `listener` it only speaks to the sockets of other processes, as a worker does.
 */
export function createSockets(options: {
  site: Site
  adapter: SocketAdapter | null
  listener: HttpServer | null
}) {
  const { site, adapter, listener } = options
  const io = new Server({
    serveClient: false,
    maxHttpBufferSize: largestMessage,
    connectTimeout: 10_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: ({ headers }, decide) => decide(null, isFromUs(headers, site)),
    // For pages that come from another process than the SFU node which they speak to.
    cors: {
      origin: (origin, decide) => decide(null, origin !== undefined && site.isOwn(origin)),
      credentials: true,
    },
    ...(adapter ? { adapter } : {}),
  })
  if (listener) io.attach(listener)
  return io
}
