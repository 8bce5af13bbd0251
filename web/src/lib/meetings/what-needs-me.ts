import type { CalendarEntry, Room } from '#contract/scheduling.ts'

/** Something that waits for the reader, with the meeting it is about. */
export type Need = { kind: 'no-place' | 'room-too-small' | 'room-retired'; entry: CalendarEntry; room?: Room }

/**
 * What the meetings that somebody organises still lack: a place (neither room nor video), a room that holds everybody
 * invited, a room that still takes bookings. `entries` are upcoming, in order.
 */
export function whatNeedsMe(
  entries: readonly CalendarEntry[],
  rooms: readonly Room[],
  myName: string,
): Need[] {
  const byId = new Map(rooms.map((room) => [room.id, room]))
  return entries.flatMap((entry): Need[] => {
    if (entry.organizerName !== myName || entry.status === 'cancelled' || entry.ended) return []
    if (!entry.room) return entry.video ? [] : [{ kind: 'no-place', entry }]
    const room = byId.get(entry.room.id)
    if (room?.retired) return [{ kind: 'room-retired', entry, room }]
    // With video, those who do not fit can join from elsewhere.
    if (room && !entry.video && entry.attendeeCount > room.capacity)
      return [{ kind: 'room-too-small', entry, room }]
    return []
  })
}
