import type { ServerOptions } from 'socket.io'
import { conferenceLimits, socketLimits as limits } from '../../contract/limits.ts'
import type { AllowanceRule } from '../room/allowance.ts'

/** Options for the socket.io server that carries a conference. */
export const socketLimits = {
  maxHttpBufferSize: limits.messageBytes,
  connectTimeout: limits.silentMs,
  pingInterval: limits.pingMs,
  pingTimeout: limits.pongMs,
  perMessageDeflate: false,
  serveClient: false,
} as const satisfies Partial<ServerOptions>

/** What all connections of one address may ask together: of an institution's, that holds a meeting of hundreds behind it. */
export const addressAllowance: AllowanceRule = {
  burst: conferenceLimits.addressBurst,
  everyMs: conferenceLimits.addressEveryMs,
}

/** What one connection may ask. Beyond the burst requests wait for their turn; when `queue` of them wait, it is cut. */
export const requestAllowance: AllowanceRule & { queue: number } = {
  burst: conferenceLimits.requestBurst,
  everyMs: conferenceLimits.requestEveryMs,
  queue: conferenceLimits.requestQueue,
}
