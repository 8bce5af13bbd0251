/** What nodes report of a conference comes at the very moment at which somebody, or a job, is busy with its meeting. */
import { describe, expect, it } from 'vitest'
import { cancelMeeting } from '../../scheduler/cancel-meeting.ts'
import { changeMeeting } from '../../scheduler/change-meeting.ts'
import { bookedScene, conferenceIn, instant } from '../support/attendance.ts'
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
  })
})
