import type { Actor } from '../contract/identity.ts'
import type { RoomAvailability } from '../contract/scheduling.ts'
import type { AvailabilityQuery } from '../contract/lists.ts'
import { describeClash } from './describe-clash.ts'
import { toInstant } from './instants.ts'
import { nextFreeStart } from './next-free-start.ts'
import { overlap, planOccurrences } from './plan-occurrences.ts'
import type { Clock, Work } from './ports.ts'

/** How far ahead a suggestion is looked for. */
const lookAhead = { hours: 14 * 24 }

/**
 * Each room that takes bookings at the time asked for: free, or what is in the way and when it is next free for as long.
 * Two queries, however many rooms there are. Throws `meeting.time-does-not-exist`.
 */
export async function findFreeRooms(
  { work, clock }: { work: Work; clock: Clock },
  actor: Actor,
  { exceptMeetingId, ...ask }: AvailabilityQuery,
): Promise<RoomAvailability[]> {
  const [wanted] = planOccurrences(ask)
  const start = Temporal.Instant.from(wanted.startsAt)
  const until = start.add(lookAhead)
  const { rooms, busy } = await work.read(async (view) => ({
    rooms: await view.rooms.bookable(),
    busy: await view.meetings.busy({
      from: wanted.startsAt,
      to: toInstant(until.add({ minutes: ask.durationMinutes })),
      personId: actor.personId,
      ...(exceptMeetingId === undefined ? {} : { exceptMeetingId }),
    }),
  }))
  const now = clock.now()
  const from = Temporal.Instant.compare(start, now) < 0 ? now : start
  const byRoom = Map.groupBy(busy, ({ roomId }) => roomId)
  return rooms.map((room) => {
    const held = byRoom.get(room.id) ?? []
    const clash = held.find((span) => overlap(span, wanted))
    return {
      room,
      free: clash === undefined,
      clash: clash ? describeClash(actor, clash) : null,
      nextFreeStart: clash
        ? nextFreeStart(held, {
            from: from.toZonedDateTimeISO(ask.zone),
            durationMinutes: ask.durationMinutes,
            until,
          })
        : null,
    }
  })
}
