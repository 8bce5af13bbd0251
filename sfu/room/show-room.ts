/** The room as each of those in it may see it. */
import type { CallSnapshot, PeerView, WaitingView, Welcome } from '../../contract/conference.ts'
import type { Effect } from './effects.ts'
import { tell } from './effects.ts'
import { permissionsOf } from './permissions.ts'
import { instant, may, presentIds, type Room, type Seat, seatsIn, whoIs } from './room.ts'

export const peerView = (seat: Seat): PeerView => ({
  seatId: seat.id,
  name: seat.name,
  organisation: seat.organisation,
  role: seat.role,
  away: seat.awaySince !== null,
  hand: seat.hand,
  producers: [...seat.sends.values()].map((sent) => ({ ...sent })),
})

/** Those who knock, the longest first. Who has lost the connection cannot be let in, and is not listed until back. */
export const waitingView = (room: Room): WaitingView[] =>
  seatsIn(room, 'waiting')
    .filter((seat) => seat.awaySince === null)
    .sort((one, other) => (one.waitingSince ?? 0) - (other.waitingSince ?? 0))
    .map(({ id, name, organisation, waitingSince }) => ({
      seatId: id,
      name,
      organisation,
      since: instant(waitingSince ?? 0),
    }))

/** Whether this seat must be let in by a host. */
export const mustWait = (room: Room, seat: Seat): boolean =>
  seat.role !== 'host' && (seat.lobby || room.removedPeople.has(whoIs(seat) ?? ''))

/** The call without its media, for a seat that is present. */
export function callView(
  room: Room,
  seat: Seat,
): Omit<CallSnapshot, 'transports' | 'consumers' | 'watched' | 'held' | 'screenCodec' | 'pass'> {
  const { running } = room
  if (!running) throw new Error('a seat is present and no conference is running')
  return {
    conferenceId: running.id,
    startedAt: instant(running.startedAt),
    you: peerView(seat),
    permissions: [...permissionsOf[seat.role]],
    peers: seatsIn(room, 'present')
      .filter((peer) => peer !== seat)
      .map(peerView),
    waiting: may(seat, 'admit') ? waitingView(room) : [],
    chat: [...running.chat],
    speaker: running.speaker,
  }
}

/** What a connection is greeted with, as far as the room knows. */
export const greeting = (
  room: Room,
  seat: Seat,
): Pick<Welcome, 'seatId' | 'title' | 'you' | 'lobby' | 'present' | 'state' | 'returning'> => {
  const lobby = mustWait(room, seat)
  return {
    seatId: seat.id,
    title: seat.title,
    you: { name: seat.name, organisation: seat.organisation, role: seat.role },
    lobby,
    returning: seat.returnOf !== null && !lobby,
    // Whoever has the guest link must not learn from it who is in.
    present: lobby && seat.state !== 'present' ? [] : seatsIn(room, 'present').map((peer) => peer.name),
    state: seat.state,
  }
}

export const tellChanged = (room: Room, seat: Seat): Effect[] =>
  tell(presentIds(room), 'peer:changed', peerView(seat))

export const tellLobby = (room: Room): Effect[] =>
  tell(
    seatsIn(room, 'present').flatMap((seat) => (may(seat, 'admit') ? [seat.id] : [])),
    'lobby:changed',
    { waiting: waitingView(room) },
  )
