import type { Notices } from '../../contract/conference.ts'
import type { AppError } from '../../contract/errors.ts'
import type { Id } from '../../contract/values.ts'
import type { Fact } from './ports.ts'

export type NoticeName = keyof Notices
export type Notice = { [N in NoticeName]: { name: N; args: Parameters<Notices[N]> } }[NoticeName]

/** What a transition wants done. The room itself touches nothing outside of it. */
export type Effect =
  /** Seats without a socket miss their notices: they get the whole picture when they come back. */
  | { kind: 'tell'; to: Id[]; notice: Notice }
  | { kind: 'fact'; fact: Fact }
  /** A host has let this seat in: give it transports, then send `admitted`. */
  | { kind: 'admit'; seatId: Id }
  /** The seat is gone: free its media and keys, say why if there is a reason, and cut its socket. */
  | { kind: 'vacate'; seatId: Id; reason: AppError | null }
  /** Those in the call need a new proof that they are: the last one grows old. */
  | { kind: 'vouch'; to: Id[] }
  | { kind: 'pause-producer'; seatId: Id; producerId: string }
  | { kind: 'close-producer'; seatId: Id; producerId: string }

export function tell<N extends NoticeName>(to: Id[], name: N, ...args: Parameters<Notices[N]>): Effect[] {
  // The pair is sound by the signature; TypeScript does not correlate a union's members with a type parameter.
  return to.length > 0 ? [{ kind: 'tell', to, notice: { name, args } as Notice }] : []
}
