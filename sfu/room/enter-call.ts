/** From the preview into the call, by way of the lobby for those whom a host must let in. */
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
import { mustWait, peerView, tellLobby } from './show-room.ts'

/**
 * Arriving → waiting or present; the seat's state says which. A name is only heard from those without an account.
 * Throws `conference.full`; hosts enter a full call.
 */
export function enterCall(room: Room, seatId: Id, ask: { name?: string }, at: number): Effect[] {
  const seat = seatIn(room, seatId, 'arriving')
  if (mustWait(room, seat)) {
    if (seatsIn(room, 'waiting').length >= room.limits.waiting)
      throw new AppError('conference.full', { limit: room.limits.waiting })
    rename(seat, ask.name)
    seat.state = 'waiting'
    seat.waitingSince = at
    return tellLobby(room)
  }
  refuseIfFull(room, seat)
  rename(seat, ask.name)
  return becomePresent(room, seat, at)
}

/** A host lets somebody in from the lobby. Throws `conference.not-allowed`, `.peer-missing` or `.full`. */
export function admitPerson(room: Room, hostId: Id, seatId: Id, at: number): Effect[] {
  seatThatMay(room, hostId, 'admit')
  const seat = otherSeat(room, seatId, 'waiting')
  if (seat.awaySince !== null) throw new AppError('conference.peer-missing')
  refuseIfFull(room, seat)
  room.removedPeople.delete(whoIs(seat) ?? '')
  return [...becomePresent(room, seat, at), ...tellLobby(room), { kind: 'admit', seatId }]
}

function rename(seat: Seat, name: string | undefined): void {
  if (name !== undefined && seat.personId === null && seat.returnOf === null) seat.name = name
}

function refuseIfFull(room: Room, seat: Seat): void {
  if (seat.role !== 'host' && seatsIn(room, 'present').length >= room.limits.people)
    throw new AppError('conference.full', { limit: room.limits.people })
}

function becomePresent(room: Room, seat: Seat, at: number): Effect[] {
  const effects: Effect[] = []
  if (!room.running) {
    room.running = {
      id: room.newId(),
      startedAt: at,
      aliveAt: at,
      emptySince: null,
      chat: [],
      chatCharacters: 0,
      chatGoneUntil: '',
      handsRaised: 0,
      speaker: null,
    }
    effects.push(fact(room, 'conference.started', at, {}))
  }
  room.running.emptySince = null
  seat.state = 'present'
  const { id, personId, name, organisation, role, guestId } = seat
  effects.push(
    fact(room, 'participant.joined', at, {
      seatId: id,
      personId,
      name,
      organisation,
      guest: role === 'guest',
      guestId,
    }),
    // Whoever is back after a restart has not come: nobody is told so.
    ...tell(presentIds(room, id), seat.returnOf === null ? 'peer:joined' : 'peer:changed', peerView(seat)),
  )
  return effects
}
