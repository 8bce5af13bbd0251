import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import { describeClash } from './describe-clash.ts'
import { overlap, type Span } from './plan-occurrences.ts'
import type { SchedulerUnit } from './ports.ts'

type Ask = {
  roomId: Id
  /** When it is wanted, by start. */
  spans: readonly [Span, ...Span[]]
  /** The meeting that is being moved does not stand in its own way. */
  exceptMeetingId?: Id
}

/**
 * Makes sure that a room is free and stays so until the unit of work ends, in which the caller writes the occurrences.
 * Throws `room.missing`, `room.retired`, and `room.taken` with what is in the way.
 */
export async function bookRoom(
  { rooms, meetings }: Pick<SchedulerUnit, 'rooms' | 'meetings'>,
  actor: Actor,
  { roomId, spans, exceptMeetingId }: Ask,
): Promise<void> {
  // Serialises the bookings of this room: whoever comes second sees what the first has booked.
  const room = await rooms.hold(roomId)
  if (!room) throw new AppError('room.missing')
  if (room.retired) throw new AppError('room.retired')
  const busy = await meetings.busy({
    roomId,
    from: spans[0].startsAt,
    to: spans.reduce((latest, { endsAt }) => (endsAt > latest ? endsAt : latest), spans[0].endsAt),
    personId: actor.personId,
    ...(exceptMeetingId === undefined ? {} : { exceptMeetingId }),
  })
  const clash = busy.find((held) => spans.some((span) => overlap(held, span)))
  if (clash) throw new AppError('room.taken', { clash: describeClash(actor, clash) })
}
