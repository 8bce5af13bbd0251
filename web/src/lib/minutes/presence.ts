/** Who was there and who was not, as minutes say it. */
import type { Attendance, Attendee } from '#contract/scheduling.ts'

export type Named = { key: string; name: string; organisation: string | null; guest: boolean }
export type Presence = { present: Named[]; absent: Named[] }

/**
 * Those who were in the conference, by arrival, and those of the invited who were not. Where nobody's presence was
 * recorded (a meeting in a room, say) nothing is known, and the answer is null.
 */
export function presenceOf(
  attendees: readonly Attendee[],
  attendance: readonly Attendance[],
): Presence | null {
  if (attendance.length === 0) return null
  const present = attendance.map(({ seatId, name, organisation, guest }) => ({
    ...{ key: seatId, name, organisation, guest },
  }))
  const came = new Set(attendance.map(({ personId }) => personId))
  // Guests are known by their name alone.
  const guests = new Set(attendance.filter(({ personId }) => personId === null).map(({ name }) => name))
  const absent = attendees
    .filter(({ personId, name }) => (personId === null ? !guests.has(name) : !came.has(personId)))
    .map(({ id, name, organisation }) => ({ key: id, name, organisation, guest: false }))
  return { present, absent }
}
