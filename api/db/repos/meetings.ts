import { In } from 'typeorm'
import { AppError } from '../../../contract/errors.ts'
import type { Attendee } from '../../../contract/scheduling.ts'
import type { Id } from '../../../contract/values.ts'
import type { MeetingRow, Meetings, TitleRow } from '../../../scheduler/ports.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { convocationSchema, groupSchema } from '../schema/groups.ts'
import { organisationSchema, personSchema } from '../schema/identity.ts'
import {
  answerSchema,
  attendeeSchema,
  meetingSchema,
  occurrenceSchema,
  roomSchema,
} from '../schema/scheduling.ts'
import { attending } from './attending.ts'
import { busyTimes } from './busy-times.ts'
import { calendarPage } from './calendar-page.ts'

type Named = {
  organizer_name: string
  room_name: string
  room_building: string
  led_chair: Id | null
  led_secretary: Id | null
}

export function meetings(connection: Connection): Meetings {
  const { manager, dialect } = connection

  /**
   * Attendees with the names that they have now. Somebody invited by address who has become known since is shown as that
   * person: the address is what makes them the same.
   */
  async function attendeesOf(meetingId: Id): Promise<Attendee[]> {
    const rows = await manager
      .createQueryBuilder(attendeeSchema, 'attendee')
      .leftJoin(personSchema.options.name, 'person', 'person.id = attendee.personId')
      .leftJoin(personSchema.options.name, 'namesake', 'namesake.email = attendee.email')
      .leftJoin(
        organisationSchema.options.name,
        'organisation',
        'organisation.id = COALESCE(person.organisationId, namesake.organisationId)',
      )
      .leftJoin(answerSchema.options.name, 'answer', 'answer.attendeeId = attendee.id')
      .select('attendee.id', 'id')
      .addSelect('COALESCE(person.id, namesake.id)', 'personId')
      .addSelect('COALESCE(person.name, namesake.name, attendee.name, attendee.email)', 'name')
      .addSelect('COALESCE(person.email, attendee.email)', 'email')
      .addSelect('organisation.shortName', 'organisation')
      .addSelect('attendee.role', 'role')
      .addSelect('attendee.partStat', 'partStat')
      .addSelect("CASE WHEN attendee.partStat = 'needs-action' THEN NULL ELSE answer.comment END", 'comment')
      .where('attendee.meetingId = :meetingId', { meetingId })
      .orderBy('attendee.position')
      .addOrderBy('attendee.id')
      .getRawMany<Attendee>()
    return rows
  }

  return {
    calendar: (query) => calendarPage(connection, query),
    busy: (query) => busyTimes(connection, query),

    async titles(ids, readerId) {
      if (ids.length === 0) return []
      const rows = await manager
        .createQueryBuilder(meetingSchema, 'meeting')
        .select('meeting.id', 'id')
        .addSelect('meeting.title', 'title')
        .addSelect('meeting.visibility', 'visibility')
        .addSelect('meeting.organizerId', 'organizerId')
        .addSelect(attending('meeting.id'), 'attending')
        .where('meeting.id IN (:...ids)', { ids, personId: readerId })
        .getRawMany<TitleRow>()
      return rows.map((row) => ({ ...row, attending: Boolean(row.attending) }))
    },

    async find(id) {
      const { entities, raw } = await manager
        .createQueryBuilder(meetingSchema, 'meeting')
        .innerJoin(personSchema.options.name, 'organizer', 'organizer.id = meeting.organizerId')
        .leftJoin(roomSchema.options.name, 'room', 'room.id = meeting.roomId')
        .leftJoin(convocationSchema.options.name, 'convocation', 'convocation.meetingId = meeting.id')
        .leftJoin(groupSchema.options.name, 'led', 'led.id = convocation.groupId')
        .addSelect(['organizer.name', 'room.name', 'room.building'])
        .addSelect('led.chairPersonId', 'led_chair')
        .addSelect('led.secretaryPersonId', 'led_secretary')
        .where('meeting.id = :id', { id })
        .getRawAndEntities<Named>()
      const [meeting] = entities
      const [named] = raw
      if (!meeting || !named) return null
      return {
        meeting,
        room:
          meeting.roomId === null
            ? null
            : { id: meeting.roomId, name: named.room_name, building: named.room_building },
        organizer: { personId: meeting.organizerId, name: named.organizer_name },
        attendees: await attendeesOf(id),
        occurrences: await manager.find(occurrenceSchema, {
          where: { meetingId: id },
          order: { startsAt: 'ASC' },
        }),
        leads: [named.led_chair, named.led_secretary].filter((one) => one !== null),
      }
    },

    async hold(id) {
      const query = manager.createQueryBuilder(meetingSchema, 'meeting').where('meeting.id = :id', { id })
      if (dialect === 'postgres') query.setLock('for_no_key_update')
      return query.getOne()
    },

    async add(row, occurrences, attendees) {
      await insertRows(manager, meetingSchema, [row])
      await insertRows(manager, occurrenceSchema, occurrences)
      await insertRows(manager, attendeeSchema, attendees)
    },

    async change(row: MeetingRow) {
      const { affected } = await manager.update(meetingSchema, { id: row.id, version: row.version - 1 }, row)
      if (affected !== 1) throw new AppError('row.changed')
    },

    async changeOccurrences(rows) {
      for (const { id, startsAt, endsAt, roomId, status } of rows)
        await manager.update(occurrenceSchema, { id }, { startsAt, endsAt, roomId, status })
    },

    attendeeRows: (meetingId) =>
      manager.find(attendeeSchema, { where: { meetingId }, order: { position: 'ASC' } }),

    async saveAttendees({ added, changed, removed }) {
      if (removed.length > 0) await manager.delete(attendeeSchema, { id: In(removed) })
      for (const row of changed) await manager.update(attendeeSchema, { id: row.id }, row)
      await insertRows(manager, attendeeSchema, added)
    },

    async forgetAnswers(meetingId) {
      await manager.update(attendeeSchema, { meetingId }, { partStat: 'needs-action' })
    },
  }
}
