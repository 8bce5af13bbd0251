import { setTimeout as pause } from 'node:timers/promises'
import { type JoinAnswer, type Ticket, ticketLifeMs } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'
import { signTicket } from '../../sfu/signal/ticket.ts'
import type { Bus } from './bus.ts'
import type { Directory } from './directory.ts'

type Deps = {
  directory: Pick<Directory, 'claim'>
  decisions: Bus['decisions']
  /** Those of these facts that the attendance, which tickets are made from, does not know of yet. */
  unrecorded(factIds: Id[]): Promise<Id[]>
  /** How long they are waited for, looking again after ever longer pauses (milliseconds). Default: two seconds. */
  pausesMs?: readonly number[]
  /** Signs tickets; the nodes know it too. */
  secret: string
  clock: { now(): Temporal.Instant }
  /** The request that asks for it; null where nobody asked. */
  requestId: () => string | null
}
type Seat = Omit<Ticket, 'nodeId' | 'requestId'>

const twoSeconds = [20, 40, 80, 160, 320, 640, 740]

/**
 * Finds the node that has the meeting, or gives it to one, and signs the ticket that this node believes for a minute.
 * `askSeat` says what the ticket is to say; it is asked once more where hosts may have decided something since.
 * Throws what `askSeat` throws, `conference.media-unavailable` when there is no node, `server.stopping` when there is none
 * for a new meeting.
 */
export async function giveTicket(deps: Deps, askSeat: () => Promise<Seat>): Promise<JoinAnswer> {
  const { directory, secret, clock, requestId } = deps
  const asked = await askSeat()
  // In this order: a node that has the meeting knows what was decided there, and one that gets it now does not.
  const { nodeId, url } = await directory.claim(asked.meetingId)
  const seat = await afterDecisions(deps, asked, askSeat)
  const now = clock.now()
  return {
    ticket: await signTicket({ ...seat, nodeId, requestId: requestId() }, secret, now),
    url,
    expiresAt: now.add({ milliseconds: ticketLifeMs }).toString({ smallestUnit: 'millisecond' }),
    meetingId: seat.meetingId,
    title: seat.title,
  }
}

/**
 * The seat by what hosts of the meeting have decided, in however another process. While that cannot be known, whoever
 * comes knocks: a host sees who it is.
 */
async function afterDecisions(
  { decisions, unrecorded, pausesMs = twoSeconds }: Deps,
  asked: Seat,
  askSeat: () => Promise<Seat>,
): Promise<Seat> {
  const decided = await decisions(asked.meetingId)
  if (decided.length === 0) return asked
  let missing = await unrecorded(decided)
  for (const ms of pausesMs) {
    if (missing.length === 0) break
    await pause(ms)
    missing = await unrecorded(missing)
  }
  const seat = await askSeat()
  return missing.length === 0 ? seat : { ...seat, shownOut: true }
}
