import type { RoomAvailability } from '#contract/scheduling.ts'

/** What is possible instead of a room that is taken: the same room later, other free rooms at the same time. */
export type RoomOffers = { later: string | null; others: RoomAvailability[] }

/** Free rooms that hold everybody come first, the smallest of them before a larger one; then those too small. */
export function orderRooms(rooms: readonly RoomAvailability[], seats: number): RoomAvailability[] {
  const rank = ({ free, room }: RoomAvailability) => (free ? 0 : 2) + (room.capacity < seats ? 1 : 0)
  return [...rooms].sort(
    (a, b) =>
      rank(a) - rank(b) || a.room.capacity - b.room.capacity || a.room.name.localeCompare(b.room.name),
  )
}

/** Undefined while the room is free or unknown. At most three other rooms, the fittest first. */
export function offersInstead(
  rooms: readonly RoomAvailability[],
  roomId: string,
  seats: number,
): RoomOffers | undefined {
  const chosen = rooms.find(({ room }) => room.id === roomId)
  if (!chosen || chosen.free) return undefined
  const others = orderRooms(rooms, seats).filter(({ free }) => free)
  return { later: chosen.nextFreeStart, others: others.slice(0, 3) }
}
