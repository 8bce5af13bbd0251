/** What nodes report of a conference comes at the very moment at which somebody, or a job, is busy with its meeting. */
import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { cancelMeeting } from '../../scheduler/cancel-meeting.ts'
import { changeMeeting } from '../../scheduler/change-meeting.ts'
import { closeSilentConferences } from '../../scheduler/close-silent-conferences.ts'
import { listAttendance } from '../../scheduler/list-attendance.ts'
import { recordAttendance } from '../../scheduler/record-attendance.ts'
import { bookedScene, conferenceIn, instant, joined } from '../support/attendance.ts'
import { onPostgres, type TestDatabase } from '../support/databases.ts'
import { overtake } from '../support/overtake.ts'
import { changeForm } from '../support/scheduling.ts'

const occurrenceRow = ({ work }: TestDatabase, meetingId: string) =>
  work.read(async ({ meetings }) => (await meetings.find(meetingId))?.occurrences[0])

onPostgres((open) => {
  describe('a conference', () => {
    it('that ends while its meeting is changed has ended', async () => {
      const { database, deps, manager, meeting } = await bookedScene(await open())
      const { hear } = conferenceIn(database, meeting)
      await hear('08:00', 'conference.started', {})
      const form = changeForm(meeting, { title: 'Alt titlu' })
      const [changed, ended] = await overtake(
        database,
        ['meetings', 'find'],
        (work) => changeMeeting({ ...deps, work }, manager, meeting.id, form),
        () => hear('08:30', 'conference.ended', { reason: 'host' }),
      )
      expect([changed.status, ended.status]).toEqual(['fulfilled', 'fulfilled'])
      expect(await occurrenceRow(database, meeting.id)).toMatchObject({
        ...{ conferenceStartedAt: instant('08:00'), conferenceEndedAt: instant('08:30'), closed: true },
      })
    })

    it('that begins while its meeting is cancelled has begun', async () => {
      const { database, deps, manager, meeting } = await bookedScene(await open())
      const { hear } = conferenceIn(database, meeting)
      const [cancelled, begun] = await overtake(
        database,
        ['meetings', 'find'],
        (work) => cancelMeeting({ ...deps, work }, manager, meeting.id, { version: meeting.version }),
        () => hear('08:00', 'conference.started', {}),
      )
      expect([cancelled.status, begun.status]).toEqual(['fulfilled', 'fulfilled'])
      expect(await occurrenceRow(database, meeting.id)).toMatchObject({
        ...{ status: 'cancelled', conferenceStartedAt: instant('08:00') },
      })
    })

    it('that is heard of just when it is taken for dead goes on', async () => {
      const { database, deps, manager, meeting } = await bookedScene(await open())
      const { fact, hear } = conferenceIn(database, meeting)
      const ana = newId()
      await hear('08:00', 'conference.started', {})
      await hear('08:01', 'participant.joined', joined(ana))
      database.clock.set(instant('08:20'))
      const alive = fact('08:19', 'conference.alive', {})
      const [heard, closed] = await overtake(
        database,
        ['attendance', 'saveConference'],
        (work) => work.run((unit) => recordAttendance(unit, alive)),
        () => closeSilentConferences(deps),
      )
      expect([heard.status, closed]).toEqual(['fulfilled', { status: 'fulfilled', value: 0 }])
      database.clock.set(instant('08:30'))
      expect(await listAttendance(deps, manager, meeting.id)).toMatchObject([
        { seatId: ana, present: [{ from: instant('08:01'), until: null }] },
      ])
      expect(await occurrenceRow(database, meeting.id)).toMatchObject({ conferenceEndedAt: null })
    })

    it('that is heard of while it is being ended as dead goes on', async () => {
      const { database, deps, manager, meeting } = await bookedScene(await open())
      const { hear } = conferenceIn(database, meeting)
      const ana = newId()
      await hear('08:00', 'conference.started', {})
      await hear('08:01', 'participant.joined', joined(ana))
      database.clock.set(instant('08:20'))
      const [closed, heard] = await overtake(
        database,
        ['attendance', 'closeSpans'],
        (work) => closeSilentConferences({ ...deps, work }),
        () => hear('08:19', 'conference.alive', {}),
      )
      expect([closed.status, heard.status]).toEqual(['fulfilled', 'fulfilled'])
      database.clock.set(instant('08:30'))
      expect(await listAttendance(deps, manager, meeting.id)).toMatchObject([
        { seatId: ana, present: [{ from: instant('08:01'), until: null }] },
      ])
    })
  })
})
