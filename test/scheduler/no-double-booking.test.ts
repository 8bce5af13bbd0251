import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import type { Meeting } from '../../contract/scheduling.ts'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { cancelMeeting } from '../../scheduler/cancel-meeting.ts'
import { changeMeeting } from '../../scheduler/change-meeting.ts'
import { showMeeting } from '../../scheduler/show-meeting.ts'
import { forEachDatabase } from '../support/databases.ts'
import { bookingForm, changeForm, setScene } from '../support/scheduling.ts'

/** What people do at the same time; `which` picks one of the meetings that are there. */
const act = fc.oneof(
  fc.record({
    kind: fc.constant('book' as const),
    room: fc.nat(1),
    slot: fc.nat(11),
    length: fc.constantFrom(15, 30, 60, 95),
  }),
  fc.record({
    kind: fc.constant('move' as const),
    which: fc.nat(),
    room: fc.nat(1),
    slot: fc.nat(11),
    length: fc.constantFrom(15, 30, 60, 95),
  }),
  fc.record({ kind: fc.constant('cancel' as const), which: fc.nat() }),
)
const rounds = fc.array(fc.array(act, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })

const startOf = (slot: number) =>
  Temporal.PlainDateTime.from('2026-11-24T09:00')
    .add({ minutes: slot * 15 })
    .toString({ smallestUnit: 'minute' })

/** Refusals that a person who is late or unlucky is told. Anything else that is thrown is a defect. */
const expected = ['room.taken', 'row.changed', 'meeting.cancelled']

forEachDatabase((open) => {
  it('never holds a room twice, whatever people book, move and cancel at the same time', async () => {
    const { deps, manager, room, otherRoom, database } = await setScene(await open())
    const { writer } = database.databases
    const rooms = [room.id, otherRoom.id]

    await fc.assert(
      fc.asyncProperty(rounds, async (script) => {
        await writer.query('DELETE FROM attendee')
        await writer.query('DELETE FROM meeting')
        const booked: string[] = []
        for (const round of script) {
          const answers = await Promise.allSettled(
            round.map(async (one): Promise<Meeting | null> => {
              if (one.kind === 'book')
                return bookMeeting(
                  deps,
                  manager,
                  bookingForm({
                    start: startOf(one.slot),
                    durationMinutes: one.length,
                    roomId: rooms[one.room]!,
                  }),
                )
              const id = booked[one.which % Math.max(booked.length, 1)]
              if (id === undefined) return null
              const seen = await showMeeting(deps, manager, id)
              return one.kind === 'cancel'
                ? cancelMeeting(deps, manager, id, { version: seen.version })
                : changeMeeting(
                    deps,
                    manager,
                    id,
                    changeForm(seen, {
                      start: startOf(one.slot),
                      durationMinutes: one.length,
                      roomId: rooms[one.room]!,
                    }),
                  )
            }),
          )
          for (const answer of answers)
            if (answer.status === 'fulfilled' && answer.value) booked.push(answer.value.id)
            else if (answer.status === 'rejected') {
              if (!(answer.reason instanceof AppError)) throw answer.reason
              expect(expected).toContain(answer.reason.code)
            }
        }
        const clashes: unknown = await writer.query(
          `SELECT a.id FROM occurrence a JOIN occurrence b
           ON a.room_id = b.room_id AND a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
           WHERE a.status = 'scheduled' AND b.status = 'scheduled'`,
        )
        expect(clashes).toEqual([])
        // What the meeting says of itself and what its occurrence holds are the same.
        const apart: unknown = await writer.query(
          `SELECT m.id FROM meeting m JOIN occurrence o ON o.meeting_id = m.id
           WHERE m.status <> o.status OR m.room_id <> o.room_id`,
        )
        expect(apart).toEqual([])
      }),
      { numRuns: 25 },
    )
  })
})
