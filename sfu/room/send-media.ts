/** What each seat sends, as the room sees it: one producer per source, muted or not, and who is heard. */
import type { Source } from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'
import type { Id } from '../../contract/values.ts'
import { type Effect, tell } from './effects.ts'
import { permissionToSend } from './permissions.ts'
import {
  otherSeat,
  presentIds,
  type Room,
  type Seat,
  seatIn,
  type SentSource,
  seatsIn,
  seatThatMay,
} from './room.ts'
import { tellChanged } from './show-room.ts'

/** Whether this seat may send that source now. Throws `conference.not-allowed`. Asked before anything is made for it. */
export function maySend(room: Room, seatId: Id, source: Source): void {
  seatThatMay(room, seatId, permissionToSend[source])
}

/** A seat now sends this. What it sent from the same source before is closed. Throws `conference.not-allowed`. */
export function addProducer(room: Room, seatId: Id, sent: SentSource): Effect[] {
  const seat = seatThatMay(room, seatId, permissionToSend[sent.source])
  const before = seat.sends.get(sent.source)
  seat.sends.set(sent.source, { ...sent })
  const closed: Effect[] =
    before && before.producerId !== sent.producerId
      ? [{ kind: 'close-producer', seatId, producerId: before.producerId }]
      : []
  return [...closed, ...tellChanged(room, seat)]
}

/**
 * A seat pauses or resumes its own producer. Resuming needs the same permission as sending. Throws
 * `conference.producer-missing` for any id that is not its own.
 */
export function pauseProducer(room: Room, seatId: Id, producerId: string, paused: boolean): Effect[] {
  const seat = seatIn(room, seatId, 'present')
  const sent = ownProducer(seat, producerId)
  if (!paused) seatThatMay(room, seatId, permissionToSend[sent.source])
  if (sent.paused === paused) return []
  sent.paused = paused
  return [...tellChanged(room, seat), ...(paused ? fallSilent(room, seat, sent.source) : [])]
}

/**
 * Whether a seat may say that it begins to speak: with an open microphone of its own. Throws `conference.not-allowed`,
 * `.producer-missing`, or `.wrong-moment` while it is muted.
 */
export function mayBeginVoice(room: Room, seatId: Id, producerId: string): void {
  const sent = ownProducer(seatThatMay(room, seatId, permissionToSend.microphone), producerId)
  if (sent.source !== 'microphone') throw new AppError('conference.producer-missing')
  if (sent.paused) throw new AppError('conference.wrong-moment')
}

/** A seat sends this no more. Throws `conference.producer-missing` for any id that is not its own. */
export function removeProducer(room: Room, seatId: Id, producerId: string): Effect[] {
  const seat = seatIn(room, seatId, 'present')
  const { source } = ownProducer(seat, producerId)
  seat.sends.delete(source)
  return [
    { kind: 'close-producer', seatId, producerId },
    ...tellChanged(room, seat),
    ...fallSilent(room, seat, source),
  ]
}

/**
 * A host mutes a source of somebody in the call, host or not; they may unmute it themselves. Throws
 * `conference.not-allowed`, `.peer-missing` or `.producer-missing`.
 */
export function mutePerson(room: Room, hostId: Id, seatId: Id, source: Source): Effect[] {
  const host = seatThatMay(room, hostId, 'mute-others')
  const seat = otherSeat(room, seatId, 'present')
  const sent = seat.sends.get(source)
  if (!sent) throw new AppError('conference.producer-missing')
  if (sent.paused) return []
  sent.paused = true
  const { producerId } = sent
  return [
    { kind: 'pause-producer', seatId, producerId },
    ...tell([seatId], 'producer:muted', { producerId, source, by: host.name }),
    ...tellChanged(room, seat),
    ...fallSilent(room, seat, source),
  ]
}

/** What these seats sent is gone, with their media worker. Those in the call are asked to begin again. */
export function loseMedia(room: Room, seatIds: readonly Id[] = presentIds(room)): Effect[] {
  const lost = seatsIn(room, 'present').filter(({ id }) => seatIds.includes(id))
  const senders = lost.filter(({ sends }) => sends.size > 0)
  for (const seat of senders) seat.sends.clear()
  return [
    ...senders.flatMap((seat) => tellChanged(room, seat)),
    ...lost.flatMap((seat) => fallSilent(room, seat, 'microphone')),
    ...tell(
      lost.map(({ id }) => id),
      'media:lost',
    ),
  ]
}

/** One seat begins its media again: what it sent is gone. */
export function forgetProducers(room: Room, seatId: Id): Effect[] {
  const seat = seatIn(room, seatId, 'present')
  if (seat.sends.size === 0) return []
  seat.sends.clear()
  return [...tellChanged(room, seat), ...fallSilent(room, seat, 'microphone')]
}

/** Who is heard now, or nobody. */
export function hearSpeaker(room: Room, seatId: Id | null): Effect[] {
  const { running } = room
  const heard = seatId !== null && room.seats.get(seatId)?.state === 'present' ? seatId : null
  if (!running || running.speaker === heard) return []
  running.speaker = heard
  return tell(presentIds(room), 'speaker:changed', { seatId: heard })
}

const fallSilent = (room: Room, seat: Seat, source: Source): Effect[] =>
  source === 'microphone' && room.running?.speaker === seat.id ? hearSpeaker(room, null) : []

function ownProducer(seat: Seat, producerId: string): SentSource {
  const sent = seat.sends.values().find((one) => one.producerId === producerId)
  if (!sent) throw new AppError('conference.producer-missing')
  return sent
}
