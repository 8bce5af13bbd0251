/** Taking a seat with a ticket, losing the socket, and coming back within the grace. */
import type { Ticket } from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'
import type { Id } from '../../contract/values.ts'
import { fullAllowance } from './allowance.ts'
import type { Effect } from './effects.ts'
import { vacate } from './leave-call.ts'
import { fact, type Return, type Room, type Seat, seatIn, seatsIn } from './room.ts'
import { tellChanged, tellLobby } from './show-room.ts'

/**
 * A verified ticket becomes a seat in the preview. The same ticket may take a few (`limits.seatsPerTicket`): the answer
 * to the first try may have been lost. Somebody who `returns` was let in already, unless they were shown the door since
 * or that conference has come to its end;
 * without an account they keep the name that they were let in with. Whoever was shown the door by a host of the node before
 * knocks. Throws `conference.removed` or `.denied` for a ticket whose bearer was shown the door here, `conference.ended`,
 * `conference.full`, or `request.limited`.
 */
export function takeSeat(
  room: Room,
  ticket: Ticket,
  ticketId: string,
  at: number,
  returns: Return | null = null,
): { seat: Seat; effects: Effect[] } {
  if (room.ended) throw new AppError('conference.ended')
  const refused = room.refusedTickets.get(ticketId)
  if (refused) throw new AppError(refused.code)

  const effects: Effect[] = []
  const arriving = seatsIn(room, 'arriving')
  const abandoned = arriving.filter((seat) => seat.awaySince !== null)
  const giveUp = (seat: Seat | undefined) => {
    if (seat) effects.push(...vacate(room, seat, { at, why: 'lost' }))
    return seat !== undefined
  }
  const ofTicket = [...room.seats.values()].filter((seat) => seat.ticketId === ticketId)
  if (
    ofTicket.length >= room.limits.seatsPerTicket &&
    !giveUp(abandoned.find((seat) => seat.ticketId === ticketId))
  )
    throw new AppError('request.limited', { retryAfterSeconds: Math.ceil(room.limits.graceMs / 1000) })
  if (
    effects.length === 0 &&
    arriving.length >= room.limits.arriving &&
    ticket.role !== 'host' &&
    !giveUp(abandoned[0])
  )
    throw new AppError('conference.full', { limit: room.limits.arriving })

  room.anewSince = Math.max(room.anewSince, millisecondsOf(ticket.anewSince))
  const counts =
    returns !== null &&
    ticket.shownOut !== true &&
    returns.at > room.anewSince &&
    !room.removedReturns.has(returns.seatId)
  const back = counts ? returns : null
  const seat: Seat = {
    id: room.newId(),
    ticketId,
    title: ticket.title,
    personId: ticket.personId,
    organisation: ticket.organisation,
    guestId: ticket.guestId ?? null,
    role: ticket.role,
    lobby: (ticket.lobby && back === null) || ticket.shownOut === true,
    returnOf: back?.seatId ?? null,
    name: ticket.personId === null && back ? back.name : ticket.name,
    state: 'arriving',
    awaySince: null,
    waitingSince: null,
    hand: null,
    sends: new Map(),
    chat: fullAllowance(room.limits.chat, at),
    handedBack: { messages: 0, characters: 0 },
  }
  room.seats.set(seat.id, seat)
  return { seat, effects }
}

const millisecondsOf = (text: string | null | undefined): number =>
  text ? Temporal.Instant.from(text).epochMilliseconds : 0

/** The socket is gone; the seat is kept for the grace. Harmless twice. */
export function stepAway(room: Room, seatId: Id, at: number): Effect[] {
  const seat = room.seats.get(seatId)
  if (!seat || seat.awaySince !== null) return []
  seat.awaySince = at
  if (seat.state === 'waiting') return tellLobby(room)
  if (seat.state !== 'present') return []
  return [fact(room, 'participant.away', at, { seatId }), ...tellChanged(room, seat)]
}

/** A socket has come back to its seat. Harmless when it never was away. Throws `conference.seat-lost` or `.ended`. */
export function comeBack(room: Room, seatId: Id, at: number): Effect[] {
  const seat = seatIn(room, seatId, 'arriving', 'waiting', 'present')
  if (seat.awaySince === null) return []
  seat.awaySince = null
  if (seat.state === 'waiting') return tellLobby(room)
  if (seat.state !== 'present') return []
  return [fact(room, 'participant.back', at, { seatId }), ...tellChanged(room, seat)]
}
