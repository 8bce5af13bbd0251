/**
 * The state of one running conference: who has a seat, who is in, what they send, what was said. The transitions are
 * functions beside this file (`take-seat.ts`, `enter-call.ts`, `leave-call.ts`, …): each takes the room and a request,
 * changes the room, and answers with effects. None reads a clock, a socket or a media server. A request that is not
 * allowed throws an `AppError` and changes nothing.
 */
import type { ChatMessage, Permission, SeatRole, Source } from '../../contract/conference.ts'
import type { EventPayload, FactName } from '../../contract/events.ts'
import { AppError } from '../../contract/errors.ts'
import type { Id } from '../../contract/values.ts'
import type { Allowance } from './allowance.ts'
import type { Effect } from './effects.ts'
import { permissionsOf } from './permissions.ts'
import type { Fact, Seals } from './ports.ts'
import type { RoomLimits } from './room-limits.ts'

export type SeatState = 'arriving' | 'waiting' | 'present'
export type SentSource = { producerId: string; source: Source; paused: boolean }

/** Somebody who was in the call with another node, which has died: the seat that they had there, their name, and when it said so. */
export type Return = { seatId: Id; name: string; at: number }

export type Seat = {
  readonly id: Id
  /** The ticket that it was taken with. All seats of one ticket are one person. */
  readonly ticketId: string
  readonly title: string
  readonly personId: Id | null
  readonly organisation: string | null
  readonly guestId: string | null
  readonly role: SeatRole
  readonly lobby: boolean
  /** The seat that they had in this call before its node died; null for everybody else. */
  readonly returnOf: Id | null
  name: string
  state: SeatState
  /** Since when its socket is gone (epoch milliseconds), or null while it is there. */
  awaySince: number | null
  waitingSince: number | null
  hand: number | null
  /** By source, of which each has one producer. */
  readonly sends: Map<Source, SentSource>
  readonly chat: Allowance
  /** What of the chat they have handed back after a restart. */
  handedBack: { messages: number; characters: number }
}

/** A conference begins with the first person in the call, and ends for all or when it has been empty for the grace. */
export type RunningConference = {
  readonly id: Id
  readonly startedAt: number
  aliveAt: number
  emptySince: number | null
  readonly chat: ChatMessage[]
  chatCharacters: number
  /** When the last message was said that gave way to newer ones; empty while none did. Nothing as old comes back. */
  chatGoneUntil: string
  handsRaised: number
  speaker: Id | null
}

export type Room = {
  readonly meetingId: Id
  readonly occurrenceId: Id
  readonly limits: RoomLimits
  readonly newId: () => Id
  readonly seals: Seals
  readonly seats: Map<Id, Seat>
  running: RunningConference | null
  /** Tickets of people who were removed or denied, with the answer to them and until when it matters. */
  readonly refusedTickets: Map<string, { code: 'conference.removed' | 'conference.denied'; until: number }>
  /**
   * People who were removed, by their account or by what a guest is known again by: they wait in the lobby, whatever their
   * next ticket says.
   */
  readonly removedPeople: Set<string>
  /** Seats of before a restart whose people were shown the door since: that they were let in once counts no more. */
  readonly removedReturns: Set<Id>
  /**
   * When the last conference here came to its end, with this node or another (epoch milliseconds); 0 when none has. What
   * was true and said until then is not true and said in the next one.
   */
  anewSince: number
  /** Ended for all, or stopped with its node. Nothing happens in it any more. */
  ended: boolean
}

export function newRoom(of: {
  meetingId: Id
  occurrenceId: Id
  limits: RoomLimits
  newId: () => Id
  seals: Seals
  anewSince?: number
}): Room {
  return {
    anewSince: 0,
    ...of,
    seats: new Map(),
    running: null,
    refusedTickets: new Map(),
    removedPeople: new Set(),
    removedReturns: new Set(),
    ended: false,
  }
}

/** Whether nothing is left that anybody could come back to. */
export const isOver = (room: Room): boolean => room.ended || (room.seats.size === 0 && !room.running)

export const seatsIn = (room: Room, state: SeatState): Seat[] =>
  room.seats
    .values()
    .filter((seat) => seat.state === state)
    .toArray()

export const presentIds = (room: Room, except?: Id): Id[] =>
  seatsIn(room, 'present').flatMap((seat) => (seat.id === except ? [] : [seat.id]))

/** By what somebody is known again, with whatever ticket; null for those whom nothing tells from others. */
export const whoIs = ({ personId, guestId }: Pick<Seat, 'personId' | 'guestId'>): string | null =>
  personId ?? guestId

export const may = (seat: Seat, permission: Permission): boolean =>
  permissionsOf[seat.role].includes(permission)

/** The seat, if it is in that state; otherwise throws `conference.wrong-moment` (or `.ended`, or `.seat-lost`). */
export function seatIn(room: Room, seatId: Id, ...states: SeatState[]): Seat {
  if (room.ended) throw new AppError('conference.ended')
  const seat = room.seats.get(seatId)
  if (!seat) throw new AppError('conference.seat-lost')
  if (!states.includes(seat.state)) throw new AppError('conference.wrong-moment')
  return seat
}

/** A seat in the call that may do this; otherwise throws as `seatIn` does, or `conference.not-allowed`. */
export function seatThatMay(room: Room, seatId: Id, permission: Permission): Seat {
  const seat = seatIn(room, seatId, 'present')
  if (!may(seat, permission)) throw new AppError('conference.not-allowed')
  return seat
}

/** Somebody else's seat in that state, or `conference.peer-missing`. */
export function otherSeat(room: Room, seatId: Id, state: SeatState): Seat {
  const seat = room.seats.get(seatId)
  if (seat?.state !== state) throw new AppError('conference.peer-missing')
  return seat
}

export const instant = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'millisecond' })

/** A fact of this room's running conference. `actorId` is the person who did it to somebody else, if anyone. */
export function fact<N extends FactName>(
  room: Room,
  name: N,
  at: number,
  payload: Omit<EventPayload<N>, 'meetingId' | 'occurrenceId' | 'conferenceId'>,
  actorId: Id | null = null,
): Effect {
  const { meetingId, occurrenceId, running } = room
  if (!running) throw new Error(`${name} without a running conference`)
  const whole = { meetingId, occurrenceId, conferenceId: running.id, ...payload }
  // Sound by the signature, as in `tell`.
  return { kind: 'fact', fact: { id: room.newId(), name, at: instant(at), actorId, payload: whole } as Fact }
}
