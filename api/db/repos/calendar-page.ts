import type { RoomRef } from '../../../contract/scheduling.ts'
import { Id, Instant, type Page } from '../../../contract/values.ts'
import type { CalendarQuery, CalendarRow } from '../../../scheduler/ports.ts'
import type { Connection } from '../repositories.ts'
import { inOrder, sorted } from '../sorted.ts'
import { personSchema } from '../schema/identity.ts'
import { meetingSchema, occurrenceSchema, roomSchema } from '../schema/scheduling.ts'
import { attending } from './attending.ts'
import { longestOccurrence } from './longest-occurrence.ts'

/** Lines by their time; those of the same moment by their ids. */
export const orders = {
  startsAt: [
    { by: 'occurrence.startsAt', of: (row: FoundLine) => row.startsAt, shape: Instant },
    { by: 'occurrence.id', of: (row: FoundLine) => row.occurrenceId, shape: Id },
  ],
}

export type FoundLine = Omit<CalendarRow, 'room'> & {
  roomId: Id | null
  roomName: RoomRef['name']
  roomBuilding: RoomRef['building']
}

/** What every line of a calendar or list is made of. The caller says which occurrences, and in what order. */
export function calendarLines({ manager }: Connection, personId: Id) {
  return manager
    .createQueryBuilder(occurrenceSchema, 'occurrence')
    .innerJoin(meetingSchema.options.name, 'meeting', 'meeting.id = occurrence.meetingId')
    .innerJoin(personSchema.options.name, 'organizer', 'organizer.id = meeting.organizerId')
    .leftJoin(roomSchema.options.name, 'room', 'room.id = occurrence.roomId')
    .select('meeting.id', 'meetingId')
    .addSelect('occurrence.id', 'occurrenceId')
    .addSelect('meeting.title', 'title')
    .addSelect('occurrence.startsAt', 'startsAt')
    .addSelect('occurrence.endsAt', 'endsAt')
    .addSelect('meeting.zone', 'zone')
    .addSelect('room.id', 'roomId')
    .addSelect('room.name', 'roomName')
    .addSelect('room.building', 'roomBuilding')
    .addSelect('meeting.video', 'video')
    .addSelect('occurrence.status', 'status')
    .addSelect('occurrence.conferenceStartedAt', 'conferenceStartedAt')
    .addSelect('occurrence.conferenceEndedAt', 'conferenceEndedAt')
    .addSelect('occurrence.closed', 'closed')
    .addSelect('meeting.visibility', 'visibility')
    .addSelect('meeting.organizerId', 'organizerId')
    .addSelect('organizer.name', 'organizerName')
    .addSelect('(SELECT count(*) FROM attendee WHERE attendee.meeting_id = meeting.id)', 'attendeeCount')
    .addSelect(attending('meeting.id'), 'attending')
    .setParameters({ personId })
}

/** A page of the calendar in one query, however many rows it has. */
export async function calendarPage(
  connection: Connection,
  { from, to, roomId, mine, personId, cursor, limit, sort }: CalendarQuery,
): Promise<Page<CalendarRow>> {
  const query = calendarLines(connection, personId)
    .where('occurrence.startsAt < :to AND occurrence.endsAt > :from', { from, to })
    .andWhere('occurrence.startsAt > :earliest', { earliest: longestOccurrence.before(from) })
  if (roomId !== undefined) query.andWhere('occurrence.roomId = :roomId', { roomId })
  if (mine) query.andWhere(`(meeting.organizerId = :personId OR ${attending('meeting.id')})`)
  const order = sorted(orders, sort ?? 'startsAt', cursor)
  const { rows, next } = order.cut(await inOrder(query, order, limit).getRawMany<FoundLine>(), limit)
  return { items: rows.map(asRow), next }
}

export function asRow({ roomId, roomName, roomBuilding, ...row }: FoundLine): CalendarRow {
  return {
    ...row,
    room: roomId === null ? null : { id: roomId, name: roomName, building: roomBuilding },
    // SQLite has no booleans: raw rows hold 0 and 1.
    video: Boolean(row.video),
    closed: Boolean(row.closed),
    attending: Boolean(row.attending),
  }
}
