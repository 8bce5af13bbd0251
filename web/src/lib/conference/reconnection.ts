/**
 * What to do when the line to the node breaks. A pure machine: the signal feeds it events and obeys.
 *
 *   connected ── broke ──▶ returning ── back ──▶ connected
 *                             │ (the node has lost the seat, or another node has the meeting)
 *                             ▼
 *                         re-entering ── back ──▶ connected
 *                             │
 *                             ▼
 *                           over
 */
import { AppError, type ErrorCode } from '#contract/errors.ts'

export type LinkState =
  | { name: 'connected' }
  /** Coming back to the kept seat with its key; `since` is when the line broke, milliseconds. */
  | { name: 'returning'; since: number; attempt: number }
  /** The seat is gone though we were hardly away (the node started anew): taking a new one with a new ticket. */
  | { name: 're-entering'; since: number; attempt: number }
  | { name: 'over'; code: ErrorCode }

export type LinkEvent =
  | { name: 'broke' }
  | { name: 'back' }
  /** An attempt did not get through. */
  | { name: 'failed' }
  /** The node answered, and said no. */
  | { name: 'refused'; code: ErrorCode }
  /** The directory gave the meeting to another node. */
  | { name: 'moved' }

export type LinkOrder =
  { do: 'nothing' } | { do: 'return'; afterMs: number } | { do: 're-enter'; afterMs: number } | { do: 'stop' }

export type LinkLimits = {
  /** How long the node keeps a seat without its socket, milliseconds. */
  graceMs: number
}

/** The first attempt is at once: most breaks are a Wi-Fi that changed and is already back. */
const pauses = [0, 400, 800, 1500, 2500]
export const pauseBefore = (attempt: number): number => pauses[Math.min(attempt, pauses.length - 1)] as number

/** Refusals that a new ticket cures, as long as the person was here a moment ago. */
const curable: readonly ErrorCode[] = [
  'conference.seat-lost',
  'conference.ticket-expired',
  'conference.ticket-invalid',
]
/** Refusals that pass by themselves. */
const passing: readonly ErrorCode[] = [
  'server.busy',
  'server.stopping',
  'server.unreachable',
  'request.limited',
  'conference.media-unavailable',
]

/** Whether what could not be had may be had a moment later. */
export const isPassing = (error: unknown): boolean =>
  error instanceof AppError && passing.includes(error.code)

/** The next state and what to do now. `now` and the answers are milliseconds of one monotonic clock. */
export function step(
  state: LinkState,
  event: LinkEvent,
  now: number,
  { graceMs }: LinkLimits,
): { state: LinkState; order: LinkOrder } {
  if (state.name === 'over') return { state, order: { do: 'nothing' } }
  if (event.name === 'back') return { state: { name: 'connected' }, order: { do: 'nothing' } }

  const since = state.name === 'connected' ? now : state.since
  const attempt = state.name === 'connected' ? 0 : state.attempt + 1
  const over = (code: ErrorCode) => ({
    state: { name: 'over', code } as const,
    order: { do: 'stop' } as const,
  })
  // After a longer absence (a laptop that slept) nobody is brought back into a room with an open microphone unasked.
  const tooLong = now - since >= graceMs

  if (event.name === 'refused' && !passing.includes(event.code)) {
    if (!curable.includes(event.code)) return over(event.code)
    if (tooLong || attempt > 30) return over('conference.seat-lost')
    return {
      state: { name: 're-entering', since, attempt: state.name === 're-entering' ? attempt : 0 },
      order: { do: 're-enter', afterMs: state.name === 're-entering' ? pauseBefore(attempt) : 0 },
    }
  }
  if (tooLong) return over('conference.seat-lost')
  if (event.name === 'moved')
    return { state: { name: 're-entering', since, attempt: 0 }, order: { do: 're-enter', afterMs: 0 } }
  if (event.name === 'broke' && state.name !== 'connected')
    // A second break before the answer to the first: the attempt under way failed.
    return step(state, { name: 'failed' }, now, { graceMs })
  if (state.name === 're-entering')
    return {
      state: { name: 're-entering', since, attempt },
      order: { do: 're-enter', afterMs: pauseBefore(attempt) },
    }
  return {
    state: { name: 'returning', since, attempt },
    order: { do: 'return', afterMs: pauseBefore(attempt) },
  }
}
