import type { BusyQuery, BusyRow } from '../../../scheduler/ports.ts'
import type { Connection } from '../repositories.ts'
import { meetingSchema, occurrenceSchema, roomSchema } from '../schema/scheduling.ts'
import { attending } from './attending.ts'
import { longestOccurrence } from './longest-occurrence.ts'

/** Times at which rooms are held and that touch the span, by start; the end of the span is not part of it. */
export async function busyTimes({ manager }: Connection, query: BusyQuery): Promise<BusyRow[]> {
  const { roomId, from, to, exceptMeetingId, personId } = query
  const found = manager
    .createQueryBuilder(occurrenceSchema, 'occurrence')
    .innerJoin(meetingSchema.options.name, 'meeting', 'meeting.id = occurrence.meetingId')
    .innerJoin(roomSchema.options.name, 'room', 'room.id = occurrence.roomId')
    .select('meeting.id', 'meetingId')
    .addSelect('meeting.title', 'title')
    .addSelect('meeting.zone', 'zone')
    .addSelect('meeting.visibility', 'visibility')
    .addSelect('meeting.organizerId', 'organizerId')
    .addSelect('room.id', 'roomId')
    .addSelect('room.name', 'roomName')
    .addSelect('occurrence.startsAt', 'startsAt')
    .addSelect('occurrence.endsAt', 'endsAt')
    .addSelect(attending('meeting.id'), 'attending')
    .where(`occurrence.status = 'scheduled'`)
    .andWhere('occurrence.startsAt < :to AND occurrence.endsAt > :from', { from, to })
    .andWhere('occurrence.startsAt > :earliest', { earliest: longestOccurrence.before(from) })
    .setParameters({ personId })
    .orderBy('occurrence.startsAt')
  if (roomId !== undefined) found.andWhere('occurrence.roomId = :roomId', { roomId })
  if (exceptMeetingId !== undefined) found.andWhere('meeting.id <> :exceptMeetingId', { exceptMeetingId })
  const rows = await found.getRawMany<BusyRow>()
  return rows.map((row) => ({ ...row, attending: Boolean(row.attending) }))
}
