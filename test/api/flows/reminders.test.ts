import { describe, expect, it } from 'vitest'
import { remindAttendees } from '../../../api/flows/when-meeting-near-remind-attendees.ts'
import { cancelMeeting } from '../../../scheduler/cancel-meeting.ts'
import { changeMeeting } from '../../../scheduler/change-meeting.ts'
import { answerInvitation } from '../../../scheduler/record-answer.ts'
import { conveneScene } from '../../support/convene-scene.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { takeMails, saidIn } from '../../support/deliver-events.ts'
import { changeForm, setScene } from '../../support/scheduling.ts'

forEachDatabase((open) => {
  /** On Monday, a group with a reminder a day ahead is convened for Thursday at ten. */
  async function convene(reminderHours = 24, start = '2026-11-26T10:00') {
    const scene = await setScene(await open())
    const { deps, outsider, database } = scene
    const group = await conveneScene({ ...scene, reminderHours, others: [outsider] })
    const meeting = await group.convene(start)
    const { work, clock } = database
    const remind = () => remindAttendees({ work, clock, guestLinks: deps.guestLinks, locale: 'ro' })
    return { ...scene, meeting, remind }
  }

  describe('reminders', () => {
    it('leave as long before the meeting as the group’s rule says, once to each', async () => {
      const { database, member, outsider, remind } = await convene()
      database.clock.set('2026-11-25T07:59:59Z')
      expect(await remind()).toBe(0)

      database.clock.set('2026-11-25T08:00:00Z')
      expect(await remind()).toBe(2)
      expect(await remind()).toBe(0)
      const mails = await takeMails(database)
      expect(mails.map(({ toEmail, kind }) => `${kind} ${toEmail}`).sort()).toEqual(
        [`reminder ${member.email}`, `reminder ${outsider.email}`].sort(),
      )
      expect(mails[0]).toMatchObject({ expiresAt: '2026-11-26T08:00:00.000Z', message: { calendar: null } })
      expect(saidIn(mails[0]!).text).toContain('1. Stadiul (10 min)')
    })

    it('do not leave twice when two processes run the job at once', async () => {
      const { database, remind } = await convene()
      database.clock.set('2026-11-25T09:00:00Z')
      await Promise.all([remind(), remind(), remind()])

      expect(await takeMails(database)).toHaveLength(2)
    })

    it('spare whoever has declined, and ask those who have not answered', async () => {
      const { database, deps, member, meeting, remind } = await convene()
      await answerInvitation({ ...deps, work: database.work }, member, meeting.id, {
        partStat: 'declined',
        comment: null,
      })
      database.clock.set('2026-11-25T09:00:00Z')
      await remind()
      const mails = await takeMails(database)

      expect(mails).toHaveLength(1)
      expect(saidIn(mails[0]!).text).toContain('Nu ați răspuns încă')
    })

    it('leave again when the meeting was moved after them', async () => {
      const { database, deps, secretary, meeting, remind } = await convene()
      database.clock.set('2026-11-25T09:00:00Z')
      expect(await remind()).toBe(2)
      await changeMeeting(deps, secretary, meeting.id, changeForm(meeting, { start: '2026-11-27T10:00' }))
      expect(await remind()).toBe(0)
      database.clock.set('2026-11-26T09:00:00Z')

      expect(await remind()).toBe(2)
    })

    it('do not leave for a cancelled meeting, nor after its start', async () => {
      const { database, deps, secretary, meeting, remind } = await convene()
      database.clock.set('2026-11-26T08:00:01Z')
      expect(await remind()).toBe(0)
      database.clock.set('2026-11-25T07:00:00Z')
      await cancelMeeting(deps, secretary, meeting.id, { version: meeting.version })
      database.clock.set('2026-11-25T09:00:00Z')

      expect(await remind()).toBe(0)
    })

    it('do not leave where the group wants none, nor to those who were convened just now', async () => {
      const none = await convene(0)
      none.database.clock.set('2026-11-26T07:00:00Z')
      expect(await none.remind()).toBe(0)

      const late = await convene(24, '2026-11-24T08:00')
      late.database.clock.set('2026-11-23T09:00:00Z')
      expect(await late.remind()).toBe(0)
    })
  })
})
