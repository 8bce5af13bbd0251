import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { Server, type ServerOptions } from 'socket.io'
import { conferenceNamespace } from '../../contract/conference.ts'
import { socketLimits } from '../../sfu/signal/socket-limits.ts'
import { isFromUs } from '../plugins/auth.ts'
import type { Site } from '../site.ts'

/** How many sockets of this process each namespace has; `none`: those that have not said what they want. */
export function socketsOf(io: Server): Record<string, number> {
  const live = io.of('/live').sockets.size
  const conference = io.of(conferenceNamespace).sockets.size
  return { live, conference, none: Math.max(0, io.engine.clientsCount - live - conference) }
}

/** What makes the sockets of several processes one: socket.io's adapter. */
export type SocketAdapter = NonNullable<ServerOptions['adapter']>

/**
 * The socket.io server of this process; namespaces are attached to it by their owners. Connections are taken only from
 * our own pages: browsers do not apply the same-origin policy to websockets, so the server must (RFC 6455 §10.2).
 * `takes` says whether it takes connections at all: a worker only speaks to the sockets of other processes.
 */
export function createSockets(options: {
  site: Site
  adapter: SocketAdapter | null
  listener: HttpServer
  takes: () => boolean
  /** Counts a new connection; answers whether it is one too many. */
  isTooMuch: (request: IncomingMessage) => Promise<boolean>
}): Server {
  const { site, adapter, listener, takes, isTooMuch } = options
  return new Server(listener, {
    ...socketLimits,
    allowRequest: (request, decide) => {
      if (!takes() || !isFromUs(request.headers, site)) return decide(null, false)
      isTooMuch(request).then(
        (tooMuch) => decide(tooMuch ? 'too many connections' : null, !tooMuch),
        // Who cannot count turns nobody away.
        () => decide(null, true),
      )
    },
    // For pages that come from another process than the SFU node which they speak to.
    cors: {
      origin: (origin, decide) => decide(null, origin !== undefined && site.isOwn(origin)),
      credentials: true,
    },
    ...(adapter ? { adapter } : {}),
  })
}
