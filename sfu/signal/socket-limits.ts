import type { ServerOptions } from 'socket.io'
import type { AllowanceRule } from '../room/allowance.ts'

/**
 * Options for the socket.io server that carries a conference. The largest honest message is a handful of kilobytes (the
 * RTP capabilities of a browser); a lost connection must be noticed well within a seat's minute.
 */
export const socketLimits = {
  maxHttpBufferSize: 64 * 1024,
  /** How long a connection may stay without saying what it wants (milliseconds). */
  connectTimeout: 10_000,
  pingInterval: 10_000,
  pingTimeout: 10_000,
  perMessageDeflate: false,
  serveClient: false,
} as const satisfies Partial<ServerOptions>

/**
 * What one connection may ask: the burst is a full call's consumers being resumed at once. Beyond it requests wait for
 * their turn; when `queue` of them wait, the connection is cut.
 */
export const requestAllowance: AllowanceRule & { queue: number } = { burst: 400, everyMs: 20, queue: 200 }
