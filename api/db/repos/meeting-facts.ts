import type { MeetingFactsView } from '../../../scheduler/group-ports.ts'
import type { Connection } from '../repositories.ts'
import { convocationSchema } from '../schema/groups.ts'
import { keptPresenceSchema } from '../schema/privacy.ts'
import {
  attendeeSchema,
  meetingSchema,
  occurrenceSchema,
  seatSchema,
  spanSchema,
} from '../schema/scheduling.ts'

export function meetingFacts({ manager }: Connection): MeetingFactsView {
  return {
    async find(meetingId) {
      const meeting = await manager.findOneBy(meetingSchema, { id: meetingId })
      if (!meeting) return null
      const first = await manager.findOne(occurrenceSchema, {
        where: { meetingId },
        order: { startsAt: 'ASC' },
      })
      const convocation = await manager.findOneBy(convocationSchema, { meetingId })
      const attendees = await manager.findBy(attendeeSchema, { meetingId })
      return {
        id: meeting.id,
        title: meeting.title,
        status: meeting.status,
        durationMinutes: meeting.durationMinutes,
        organizerPersonId: meeting.organizerId,
        zone: meeting.zone,
        startsAt: first!.startsAt,
        private: meeting.visibility === 'private',
        groupId: convocation?.groupId ?? null,
        people: attendees.flatMap(({ personId, role, partStat }) =>
          personId ? [{ personId, chair: role === 'chair', partStat }] : [],
        ),
      }
    },

    async presentIn(meetingId) {
      const rows = await manager
        .createQueryBuilder(seatSchema, 'seat')
        .innerJoin(occurrenceSchema.options.name, 'occurrence', 'occurrence.id = seat.occurrenceId')
        .innerJoin(
          spanSchema.options.name,
          'span',
          // While it runs only those count who are in it now; afterwards all who were.
          `span.seatId = seat.id AND span.kind = 'present' AND (span.untilAt IS NULL OR occurrence.conferenceEndedAt IS NOT NULL)`,
        )
        .select('seat.personId', 'personId')
        .distinct(true)
        .where('occurrence.meetingId = :meetingId AND seat.personId IS NOT NULL', { meetingId })
        .getRawMany<{ personId: string }>()
      const kept = await manager.findOneBy(keptPresenceSchema, { meetingId })
      return {
        people: rows.map(({ personId }) => personId),
        institutions: kept?.organisationIds ?? [],
        forgotten: kept?.people ?? 0,
      }
    },
  }
}
