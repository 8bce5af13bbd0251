import type { Clash } from '../contract/wire-error.ts'
import type { Actor } from '../contract/identity.ts'
import { maySee } from './meeting-rights.ts'
import type { BusyRow } from './ports.ts'

/** What is in the way, as far as the reader may know: of a private meeting only when it is. */
export function describeClash(actor: Actor, busy: BusyRow): Clash {
  const known = maySee(actor, busy)
  return {
    meetingId: known ? busy.meetingId : null,
    title: known ? busy.title : null,
    roomName: busy.roomName,
    startsAt: busy.startsAt,
    endsAt: busy.endsAt,
    zone: busy.zone,
  }
}
