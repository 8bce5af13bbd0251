/** One connection to a node's `/conference` namespace, from dialling to its end. It never comes back by itself. */
import type { Socket } from 'socket.io-client'
import type {
  ConferenceClientToServer,
  ConferenceServerToClient,
  Handshake,
  Notices,
  Welcome,
} from '#contract/conference.ts'
import { conferenceNamespace } from '#contract/conference-times.ts'
import { AppError } from '#contract/errors.ts'
import type { WireError } from '#contract/wire-error.ts'
import { readWireError, wireError } from '#lib/api/request.ts'
import { bringOnce } from '#lib/bring-once.ts'

export type ConferenceSocket = Socket<ConferenceServerToClient, ConferenceClientToServer>

/** What is told about a connection that has been greeted. */
export type Listeners = {
  notice: <N extends keyof Notices>(name: N, payload: Parameters<Notices[N]>[0]) => void
  /** The line broke; the node keeps the seat for a while. */
  broke: () => void
}

/** Until the node's greeting must have come, milliseconds. */
const greetingMs = 10_000

/** Nothing of it is needed to draw the preview, so it comes beside it. */
export const bringSocket = bringOnce(() => import('socket.io-client'))

/**
 * Dials a node and waits for its greeting.
 *
 * @throws {AppError} what the node answered, or `server.unreachable` when it did not
 */
export async function connectSocket(
  url: string,
  handshake: Handshake,
  listeners: Listeners,
): Promise<{ socket: ConferenceSocket; welcome: Welcome }> {
  const { io } = await bringSocket().catch(() => {
    throw new AppError('server.unreachable')
  })
  const socket: ConferenceSocket = io(new URL(conferenceNamespace, url).href, {
    auth: handshake,
    // A new manager each time: reconnection is ours, with a ticket or a seat key of its own.
    forceNew: true,
    reconnection: false,
    // Straight to a websocket, which saves two round trips; long polling where a proxy forbids it.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    timeout: greetingMs,
  })
  return new Promise((resolve, reject) => {
    let greeted = false
    const fail = (error: AppError) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.disconnect()
      reject(error)
    }
    const timer = setTimeout(() => fail(new AppError('server.unreachable')), greetingMs)

    // What a middleware of the node refused carries the error as it travels elsewhere; the rest is the network's.
    const failAsTold = async (error: Error) => {
      const known = 'data' in error ? await readWireError(error.data) : null
      fail(known ?? new AppError('server.unreachable'))
    }
    socket.once('connect_error', (error) => void failAsTold(error))
    // The map in the contract pairs each name with its payload; `onAny` cannot say so.
    socket.onAny((name: keyof Notices, payload: unknown) => {
      if (greeted) return listeners.notice(name, payload as never)
      if (name === 'dismissed') {
        const { code, params } = payload as WireError
        return fail(wireError(code, params))
      }
      if (name !== 'welcome') return
      greeted = true
      clearTimeout(timer)
      resolve({ socket, welcome: payload as Welcome })
    })
    socket.once('disconnect', () => {
      if (greeted) listeners.broke()
      else fail(new AppError('server.unreachable'))
    })
  })
}

/** Ends a connection without its `broke`. */
export function closeSocket(socket: ConferenceSocket): void {
  socket.removeAllListeners()
  socket.offAny()
  socket.disconnect()
}
