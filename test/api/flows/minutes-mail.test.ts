import { describe, expect, it } from 'vitest'
import { onMinutesPublishedMailThem } from '../../../api/flows/on-minutes-published-mail-them.ts'
import { composeMail } from '../../../api/adapters/compose-mail.ts'
import { approveMinutes, publishMinutes } from '../../../scheduler/approve-minutes.ts'
import { openMinutes } from '../../../scheduler/open-minutes.ts'
import { addAction } from '../../../scheduler/write-minutes.ts'
import { conveneScene } from '../../support/convene-scene.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { deliverEvents, sender } from '../../support/deliver-events.ts'
import { leaves, readMail } from '../../support/read-mail.ts'
import { setScene } from '../../support/scheduling.ts'

forEachDatabase((open) => {
  describe('published minutes', () => {
    it('go to everybody who was invited, as PDF, with what each has to do', async () => {
      const scene = await setScene(await open())
      const { database, deps, secretary, member, outsider } = scene
      const { work, clock } = database
      const group = { ...deps, work, zone: 'Europe/Bucharest' }
      const meeting = await (
        await conveneScene({ ...scene, others: [outsider] })
      ).convene('2026-11-26T10:00', 'Ședința de noiembrie')
      const minutes = await openMinutes(group, secretary, meeting.id)
      const withAction = await addAction(group, secretary, meeting.id, minutes.entries[0]!.id, {
        text: 'Trimite lista sistemelor',
        ownerPersonId: outsider.personId,
        dueOn: '2026-12-04',
        milestoneId: null,
      })
      const approved = await approveMinutes(group, member, meeting.id, withAction.version)
      await publishMinutes(group, secretary, meeting.id, approved.version)
      const telling = { work, clock, guestLinks: deps.guestLinks, locale: 'ro' as const }
      await deliverEvents(database, [onMinutesPublishedMailThem(telling)])
      await deliverEvents(database, [{ ...onMinutesPublishedMailThem(telling), name: 'the-same-again' }])

      const now = clock.now().toString({ smallestUnit: 'millisecond' })
      const { taken } = await work.run(({ mails }) => mails.take(now, now, 100))
      expect(taken.map(({ toEmail }) => toEmail).sort()).toEqual([member.email, outsider.email].sort())
      const texts = new Map<string, string>()
      for (const row of taken) {
        const attachment = await work.read(({ mails }) => mails.attachment(row.attachmentId ?? ''))
        const { raw } = await composeMail(row, sender, attachment)
        const { body, headers } = await readMail(raw.toString())
        const file = leaves(body).find(({ filename }) => filename)
        expect(file).toMatchObject({ type: 'application/pdf' })
        expect(file?.filename).toMatch(/^PV-\d+-2026 Ședința de noiembrie\.pdf$/)
        expect(file?.text).toMatch(/^%PDF-1\.7/)
        expect(headers['subject']).toMatch(/^Proces-verbal PV-\d+\/2026: Ședința de noiembrie$/)
        texts.set(row.toEmail, leaves(body).find(({ type }) => type === 'text/plain')?.text ?? '')
      }
      expect(texts.get(outsider.email)).toContain('1. Trimite lista sistemelor (4 decembrie 2026)')
      expect(texts.get(member.email)).not.toContain('Trimite lista')
      expect(new Set(taken.map(({ attachmentId }) => attachmentId)).size).toBe(1)
    })
  })
})
