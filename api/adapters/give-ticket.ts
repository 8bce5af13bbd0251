import { type JoinAnswer, type Ticket, ticketLifeMs } from '../../contract/conference.ts'
import { signTicket } from '../../sfu/signal/ticket.ts'
import type { Directory } from './directory.ts'

type Deps = {
  directory: Pick<Directory, 'claim'>
  /** Signs tickets; the nodes know it too. */
  secret: string
  clock: { now(): Temporal.Instant }
  /** The request that asks for it; null where nobody asked. */
  requestId: () => string | null
}

/**
 * Finds the node that has the meeting, or gives it to one, and signs the ticket that this node believes for a minute.
 * Throws `conference.media-unavailable` when there is no node, `server.stopping` when there is none for a new meeting.
 */
export async function giveTicket(
  { directory, secret, clock, requestId }: Deps,
  seat: Omit<Ticket, 'nodeId' | 'requestId'>,
): Promise<JoinAnswer> {
  const { nodeId, url } = await directory.claim(seat.meetingId)
  const now = clock.now()
  return {
    ticket: await signTicket({ ...seat, nodeId, requestId: requestId() }, secret, now),
    url,
    expiresAt: now.add({ milliseconds: ticketLifeMs }).toString({ smallestUnit: 'millisecond' }),
    meetingId: seat.meetingId,
    title: seat.title,
  }
}
