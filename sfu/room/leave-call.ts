/** Leaving, being shown the door, and the end of the conference. */
import type { EventPayload } from '../../contract/events.ts'
import { AppError } from '../../contract/errors.ts'
import type { Id } from '../../contract/values.ts'
import { type Effect, tell } from './effects.ts'
import {
  fact,
  otherSeat,
  presentIds,
  type Room,
  type Seat,
  seatIn,
  seatsIn,
  seatThatMay,
  whoIs,
} from './room.ts'
import { tellLobby } from './show-room.ts'

type Departure = {
  at: number
  why: EventPayload<'participant.left'>['reason']
  /** What the person is told; nothing when they left by themselves. */
  reason?: AppError
  by?: Seat
}

/**
 * Gives up a seat, in whatever state it is. Whoever was in the call has left it, once; when nobody is left the time runs
 * from when the last one was last seen.
 */
export function vacate(room: Room, seat: Seat, { at, why, reason, by }: Departure): Effect[] {
  if (!room.seats.delete(seat.id)) return []
  const effects: Effect[] = [{ kind: 'vacate', seatId: seat.id, reason: reason ?? null }]
  if (seat.state === 'waiting') effects.push(...tellLobby(room))
  if (seat.state !== 'present' || !room.running) return effects

  effects.push(fact(room, 'participant.left', at, { seatId: seat.id, reason: why }, by?.personId ?? null))
  const others = presentIds(room)
  if (others.length === 0) room.running.emptySince = seat.awaySince ?? at
  if (why !== 'ended') effects.push(...tell(others, 'peer:left', { seatId: seat.id, reason: why }))
  if (room.running.speaker === seat.id) {
    room.running.speaker = null
    effects.push(...tell(others, 'speaker:changed', { seatId: null }))
  }
  return effects
}

/** The person leaves, from any state. The others stay, also when it was the last host: the lobby then waits for one. */
export function leaveCall(room: Room, seatId: Id, at: number): Effect[] {
  return vacate(room, seatIn(room, seatId, 'arriving', 'waiting', 'present'), { at, why: 'left' })
}

/**
 * A host removes somebody from the call, with every seat of the same ticket. That ticket is refused from then on; with
 * another one they knock at the lobby. Hosts do not remove one another. Throws `conference.not-allowed`
 * or `.peer-missing`.
 */
export function removePerson(room: Room, hostId: Id, seatId: Id, at: number): Effect[] {
  const by = seatThatMay(room, hostId, 'remove-others')
  const seat = otherSeat(room, seatId, 'present')
  if (seat.role === 'host') throw new AppError('conference.not-allowed')
  const who = whoIs(seat)
  if (who !== null) room.removedPeople.add(who)
  return showTheDoor(room, seat, 'conference.removed', by, at)
}

/** A host turns somebody in the lobby away. Throws `conference.not-allowed` or `.peer-missing`. */
export function denyPerson(room: Room, hostId: Id, seatId: Id, at: number): Effect[] {
  const by = seatThatMay(room, hostId, 'admit')
  return showTheDoor(room, otherSeat(room, seatId, 'waiting'), 'conference.denied', by, at)
}

function showTheDoor(
  room: Room,
  { ticketId, returnOf }: Seat,
  code: 'conference.removed' | 'conference.denied',
  by: Seat,
  at: number,
): Effect[] {
  room.refusedTickets.set(ticketId, { code, until: at + room.limits.ticketLifeMs })
  if (returnOf !== null) room.removedReturns.add(returnOf)
  return [...room.seats.values()]
    .filter((seat) => seat.ticketId === ticketId || (returnOf !== null && seat.returnOf === returnOf))
    .flatMap((seat) => vacate(room, seat, { at, why: 'removed', reason: new AppError(code), by }))
}

/** A host ends the conference for all, lobby and preview included. Throws `conference.not-allowed`. */
export function endCall(room: Room, hostId: Id, at: number): Effect[] {
  const by = seatThatMay(room, hostId, 'end')
  return closeRoom(room, at, 'host', new AppError('conference.ended'), by)
}

/** The node goes down in good order: everybody is told, and every fact that is still owed is given. Harmless twice. */
export function stopRoom(room: Room, at: number): Effect[] {
  return room.ended ? [] : closeRoom(room, at, 'stopped', new AppError('server.stopping'))
}

function closeRoom(room: Room, at: number, why: 'host' | 'stopped', reason: AppError, by?: Seat): Effect[] {
  const departure = { at, why: 'ended' as const, reason, ...(by ? { by } : {}) }
  // Those in the call last, so that hosts are not told about a lobby that is just being emptied.
  const seats = [...seatsIn(room, 'present'), ...seatsIn(room, 'waiting'), ...seatsIn(room, 'arriving')]
  const effects = seats.flatMap((seat) => vacate(room, seat, departure))
  effects.push(...endConference(room, at, why, by))
  room.ended = true
  return effects
}

/** The running conference is over; the room itself stays while somebody is in its lobby or preview. */
export function endConference(
  room: Room,
  at: number,
  reason: EventPayload<'conference.ended'>['reason'],
  by?: Seat,
): Effect[] {
  if (!room.running) return []
  const ended = fact(room, 'conference.ended', at, { reason }, by?.personId ?? null)
  room.running = null
  // With its node a conference does not come to its end: the next one goes on with it.
  if (reason !== 'stopped') room.anewSince = Math.max(room.anewSince, at)
  return [ended]
}
