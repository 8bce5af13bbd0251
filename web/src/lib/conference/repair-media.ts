/** What to do about a media transport whose connection has failed. Pure; `client.ts` obeys. */

export type MediaState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'
export type Repair = { do: 'nothing' } | { do: 'restart-ice'; afterMs: number } | { do: 'rebuild' }

/** How often ICE is restarted before the transport is given up. */
const restarts = 3
/** ICE `disconnected` often heals alone within a second or two (RFC 8445 consent checks). */
const patienceMs = 2000

/**
 * @param attempt how many restarts this break has already seen
 */
export function repairOf(state: MediaState, attempt: number): Repair {
  if (state !== 'disconnected' && state !== 'failed') return { do: 'nothing' }
  if (attempt >= restarts) return { do: 'rebuild' }
  return { do: 'restart-ice', afterMs: state === 'disconnected' && attempt === 0 ? patienceMs : 0 }
}
/** A restart that has not connected by then has failed. */
export const restartTimeoutMs = 6000
