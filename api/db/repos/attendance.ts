import { In, IsNull, Not } from 'typeorm'
import { erasedName } from '../../../contract/erased.ts'
import type { AttendanceStore } from '../../../scheduler/ports.ts'
import type { Connection } from '../repositories.ts'
import { personSchema } from '../schema/identity.ts'
import { conferenceSchema, occurrenceSchema, seatSchema, spanSchema } from '../schema/scheduling.ts'

export function attendance({ manager, dialect }: Connection): AttendanceStore {
  return {
    async of(occurrenceId) {
      const seats = await manager.findBy(seatSchema, { occurrenceId })
      const spans = await manager.find(spanSchema, {
        where: { seatId: In(seats.map(({ id }) => id)) },
        order: { fromAt: 'ASC' },
      })
      const bySeat = Map.groupBy(spans, ({ seatId }) => seatId)
      const arrival = (seatId: string) => bySeat.get(seatId)?.[0]?.fromAt ?? ''
      return seats
        .map((seat) => ({ seat, spans: bySeat.get(seat.id) ?? [] }))
        .sort((a, b) => (arrival(a.seat.id) < arrival(b.seat.id) ? -1 : 1))
    },

    async wasShownOut(occurrenceId, { personId, guestId }) {
      const who = personId ?? guestId
      // Whom nothing tells from others cannot be told from others here either.
      if (!who) return false
      const theirs = personId === null ? 'guest_id' : 'person_id'
      return manager
        .createQueryBuilder(seatSchema, 'seat')
        .where(
          `seat.occurrence_id = :occurrenceId AND seat.${theirs} = :who AND seat.removed_at IS NOT NULL`,
          {
            occurrenceId,
            who,
          },
        )
        .andWhere(
          `NOT EXISTS (SELECT 1 FROM seat later JOIN seat_span ON seat_span.seat_id = later.id
            WHERE later.occurrence_id = seat.occurrence_id AND later.${theirs} = seat.${theirs}
              AND seat_span.kind = 'present' AND seat_span.from_at > seat.removed_at)`,
        )
        .getExists()
    },

    async finishedAt(occurrenceId) {
      const last = await manager.findOne(conferenceSchema, {
        where: { occurrenceId, finished: true },
        order: { endedAt: 'DESC' },
      })
      return last?.endedAt ?? null
    },

    markRemoved: async (id, removedAt) => void (await manager.update(seatSchema, { id }, { removedAt })),

    findConference: (id) => manager.findOneBy(conferenceSchema, { id }),

    async saveConference(row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(conferenceSchema)
        .values(row)
        .orUpdate(['started_at', 'alive_at', 'ended_at', 'finished'], ['id'])
        .updateEntity(false)
        .execute()
    },

    openConferences(which) {
      const query = manager
        .createQueryBuilder(conferenceSchema, 'conference')
        .where('conference.endedAt IS NULL')
      if ('occurrenceId' in which) query.andWhere('conference.occurrenceId = :occurrenceId', which)
      else query.andWhere('conference.aliveAt < :silentSince', which)
      return query.getMany()
    },

    async holdOccurrence(id) {
      const query = manager
        .createQueryBuilder(occurrenceSchema, 'occurrence')
        .where('occurrence.id = :id', { id })
      if (dialect === 'postgres') query.setLock('for_no_key_update')
      return query.getOne()
    },

    async saveConferenceTimes({ id, conferenceStartedAt, conferenceEndedAt, closed }) {
      await manager.update(occurrenceSchema, { id }, { conferenceStartedAt, conferenceEndedAt, closed })
    },

    async addSeat({ name, ...seat }) {
      // A fact may be handled long after it was told: whoever was erased meanwhile is not named anew.
      const erased =
        seat.personId !== null &&
        (await manager.existsBy(personSchema, { id: seat.personId, erasedAt: Not(IsNull()) }))
      const row = { ...seat, name: erased ? erasedName : name }
      await manager
        .createQueryBuilder()
        .insert()
        .into(seatSchema)
        .values(row)
        .orIgnore()
        .updateEntity(false)
        .execute()
    },

    async openSpan(row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(spanSchema)
        .values({ ...row, untilAt: null })
        .orIgnore()
        .updateEntity(false)
        .execute()
    },

    isPresent: (seatId) => manager.existsBy(spanSchema, { seatId, kind: 'present', untilAt: IsNull() }),

    async reopenSpans(conferenceId, closedAt) {
      await manager
        .createQueryBuilder()
        .update(spanSchema)
        .set({ untilAt: null })
        .where(`kind = 'present' AND untilAt = :closedAt`, { closedAt })
        .andWhere('seat_id IN (SELECT id FROM seat WHERE conference_id = :conferenceId)', { conferenceId })
        .execute()
    },

    async closeSpans(which, at) {
      const update = manager
        .createQueryBuilder()
        .update(spanSchema)
        .set({ untilAt: () => 'CASE WHEN from_at > :at THEN from_at ELSE :at END' })
        .where('untilAt IS NULL', { at })
      if ('seatId' in which) update.andWhere('seatId = :seatId AND kind IN (:...kinds)', which)
      else update.andWhere('seat_id IN (SELECT id FROM seat WHERE conference_id = :conferenceId)', which)
      await update.execute()
    },
  }
}
