import { In } from 'typeorm'
import { z } from 'zod'
import { Id, Instant } from '../../../contract/values.ts'
import type { Convocations } from '../../../scheduler/group-ports.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { convocationSchema, convocationSeatSchema, groupSchema } from '../schema/groups.ts'
import { organisationSchema } from '../schema/identity.ts'
import { attendeeSchema } from '../schema/scheduling.ts'
import { asRow, calendarLines, type FoundLine } from './calendar-page.ts'

const Position = z.tuple([Instant, Id])

export function convocations(connection: Connection): Convocations {
  const { manager } = connection
  return {
    async find(meetingId) {
      const row = await manager.findOneBy(convocationSchema, { meetingId })
      if (!row) return null
      const group = await manager.findOneByOrFail(groupSchema, { id: row.groupId })
      const { meetingId: _meeting, ...convocation } = row
      return { ...convocation, groupName: group.name }
    },

    async seatsOf(meetingId) {
      const seats = await manager.findBy(convocationSeatSchema, { meetingId })
      const organisations = await manager.findBy(organisationSchema, {
        id: In([...new Set(seats.map(({ organisationId }) => organisationId))]),
      })
      const attendees = await manager.findBy(attendeeSchema, {
        meetingId,
        personId: In(seats.map(({ personId }) => personId)),
      })
      const shortNames = new Map(organisations.map(({ id, shortName }) => [id, shortName]))
      const answers = new Map(attendees.map(({ personId, partStat }) => [personId, partStat]))
      // Somebody who was taken off the list of attendees no longer fills the seat.
      return seats.flatMap((seat) => {
        const partStat = answers.get(seat.personId)
        return partStat ? [{ ...seat, shortName: shortNames.get(seat.organisationId) ?? '', partStat }] : []
      })
    },

    async meetingsOf(groupId, { personId, cursor, limit }) {
      const query = calendarLines(connection, personId)
        .innerJoin(convocationSchema.options.name, 'convocation', 'convocation.meetingId = meeting.id')
        .where('convocation.groupId = :groupId', { groupId })
      if (cursor !== undefined) {
        const [startsAt, id] = decodeCursor(cursor, Position)
        query.andWhere(
          '(occurrence.startsAt < :startsAt OR (occurrence.startsAt = :startsAt AND occurrence.id < :id))',
          { startsAt, id },
        )
      }
      const found = await query
        .orderBy('occurrence.startsAt', 'DESC')
        .addOrderBy('occurrence.id', 'DESC')
        .limit(limit + 1)
        .getRawMany<FoundLine>()
      const items = found.slice(0, limit).map(asRow)
      const last = items.at(-1)
      return {
        items,
        next: found.length > limit && last ? encodeCursor(last.startsAt, last.occurrenceId) : null,
      }
    },

    async add(row, seats) {
      await insertRows(manager, convocationSchema, [row])
      await insertRows(manager, convocationSeatSchema, seats)
    },
  }
}
