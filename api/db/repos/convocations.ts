import { In } from 'typeorm'
import type { Convocations } from '../../../scheduler/group-ports.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { inOrder, sorted } from '../sorted.ts'
import { convocationSchema, convocationSeatSchema, groupSchema } from '../schema/groups.ts'
import { organisationSchema } from '../schema/identity.ts'
import { attendeeSchema } from '../schema/scheduling.ts'
import { asRow, calendarLines, type FoundLine, orders } from './calendar-page.ts'

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

    async meetingsOf(groupId, { personId, cursor, limit, sort }) {
      const query = calendarLines(connection, personId)
        .innerJoin(convocationSchema.options.name, 'convocation', 'convocation.meetingId = meeting.id')
        .where('convocation.groupId = :groupId', { groupId })
      const order = sorted(orders, sort ?? '-startsAt', cursor)
      const { rows, next } = order.cut(await inOrder(query, order, limit).getRawMany<FoundLine>(), limit)
      return { items: rows.map(asRow), next }
    },

    async add(row, seats) {
      await insertRows(manager, convocationSchema, [row])
      await insertRows(manager, convocationSeatSchema, seats)
    },
  }
}
