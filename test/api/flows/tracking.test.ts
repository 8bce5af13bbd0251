import { describe, expect, it } from 'vitest'
import { onActionAssignedMailOwner } from '../../../api/flows/on-action-assigned-mail-owner.ts'
import { onMinutesPublishedCreateActions } from '../../../api/flows/on-minutes-published-create-actions.ts'
import { onReportDraftedTellAuthor } from '../../../api/flows/on-report-drafted-tell-author.ts'
import { onReportReviewedTellAuthor } from '../../../api/flows/on-report-reviewed-tell-author.ts'
import { onReportSubmittedTellDirectorate } from '../../../api/flows/on-report-submitted-tell-directorate.ts'
import { tellMinutesActions } from '../../../api/flows/tell-minutes-actions.ts'
import { whenReportDueDraftIt } from '../../../api/flows/when-report-due-draft-it.ts'
import type { MailRow } from '../../../api/db/schema/mail.ts'
import { findMinutes } from '../../../scheduler/open-minutes.ts'
import { closeActionByLink, showActionByLink } from '../../../tracker/action-link.ts'
import { addAction, changeAction, closeAction, listActions, showAction } from '../../../tracker/actions.ts'
import { listReports, showReport } from '../../../tracker/reports.ts'
import { acceptReport, returnReport, submitReport } from '../../../tracker/review-reports.ts'
import { deliverEvents, takeMails, saidIn } from '../../support/deliver-events.ts'
import { forEachDatabase } from '../../support/databases.ts'
import {
  addProceedings,
  setTracker,
  startMilestone,
  startProject,
  type Tracker,
} from '../../support/tracking.ts'

const actionLinks = { key: 'YSBrZXkgb2YgdGhpcyBpbnN0YWxsYXRpb24', publicUrl: 'https://sfat.example.ro' }
const query = { limit: 50, mine: false }

/** What is mailed after the events so far. */
async function mailed({ database, clock, deps }: Tracker): Promise<MailRow[]> {
  const reporting = { clock, publicUrl: actionLinks.publicUrl }
  await deliverEvents(database, [
    onMinutesPublishedCreateActions(deps),
    onActionAssignedMailOwner({ clock, actionLinks }),
    onReportDraftedTellAuthor(reporting),
    onReportSubmittedTellDirectorate(reporting),
    onReportReviewedTellAuthor(reporting),
  ])
  return takeMails(database)
}
const heads = (mails: MailRow[]) => mails.map(({ kind, toName, subject }) => [kind, toName, subject])
/** Gives somebody an account with which they can sign in. */
const giveAccount = ({ work }: Tracker, { personId, roles }: Tracker['director']) =>
  work.run(({ accounts }) =>
    accounts.add({
      ...{ personId, roles: [...roles], passwordHash: 'x', suspended: false },
      ...{ createdAt: '2026-01-01T00:00:00.000Z', passwordChangedAt: null },
    }),
  )

forEachDatabase((open) => {
  describe('when minutes are published', () => {
    it('their actions are tracked, and each owner is mailed once with a link that closes it', async () => {
      const scene = await setTracker(await open())
      const { deps, work, manager, owner, stranger } = scene
      const milestone = await startMilestone(scene, await startProject(scene))
      const { meetingId } = await addProceedings(work, milestone.id, {
        organizer: manager,
        startsAt: '2026-11-05T08:00:00.000Z',
        published: true,
        actions: [
          { text: 'Trimite „caietul” <de sarcini>', owner, dueOn: '2026-11-20' },
          { text: 'Cere avizul', owner: stranger, dueOn: '2026-11-25' },
        ],
      })
      const publish = () =>
        work.run(async ({ events }) => events.record('minutes.published', { meetingId }, manager.personId))
      await publish()
      const mails = await mailed(scene)
      expect(heads(mails).sort()).toEqual([
        ['action', 'Ana Brânză', 'De făcut până la 25 noiembrie 2026: Cere avizul'],
        ['action', 'Kovács Ödön', 'De făcut până la 20 noiembrie 2026: Trimite „caietul” <de sarcini>'],
      ])
      const mine = mails.find(({ toEmail }) => toEmail === owner.email)
      expect(saidIn(mine!).text).toContain('Interoperabilitate')
      expect(saidIn(mine!).html).not.toContain('<de sarcini>')
      const token = /\/a\/([\w-]+)/.exec(saidIn(mine!).text)?.[1] ?? ''
      await closeActionByLink({ ...deps, actionLinks }, token, { note: null })
      const { items } = await listActions(deps, manager, { ...query, meetingId })
      expect(items.map(({ owner: { name }, status }) => [name, status])).toEqual([
        ['Kovács Ödön', 'done'],
        ['Ana Brânză', 'open'],
      ])
      // Told once more, as after a crash between the work and its record.
      await publish()
      expect(await mailed(scene)).toEqual([])
      expect((await listActions(deps, manager, { ...query, meetingId })).items).toHaveLength(2)
    })
  })

  describe('published minutes', () => {
    it('tell all who may read them how their actions stand, and lead to an action only those who may see it', async () => {
      const scene = await setTracker(await open())
      const { deps, work, clock, manager, owner, stranger } = scene
      const milestone = await startMilestone(scene, await startProject(scene))
      const { meetingId } = await addProceedings(work, milestone.id, {
        organizer: manager,
        startsAt: '2026-11-05T08:00:00.000Z',
        published: true,
        actions: [
          { text: 'Trimite caietul', owner, dueOn: '2026-11-20' },
          { text: 'Cere avizul', owner: stranger, dueOn: '2026-11-25' },
        ],
      })
      const stand = async (reader: Tracker['owner']) =>
        (await tellMinutesActions(deps, reader, meetingId)).map(({ actionId, status, dueOn, late }) => [
          ...[status, dueOn, late ? 'late' : ''],
          ...[actionId === null ? 'hidden' : 'open to me'],
        ])
      expect(await stand(stranger)).toEqual([])
      await work.run(async ({ events }) =>
        events.record('minutes.published', { meetingId }, manager.personId),
      )
      await mailed(scene)
      const { items } = await listActions(deps, manager, { ...query, meetingId })
      await closeAction(deps, owner, items[0]!.id, { ...{ status: 'done', note: null }, version: 1 })
      clock.set('2026-11-30T08:00:00.000Z')

      expect(await stand(stranger)).toEqual([
        ['done', '2026-11-20', '', 'hidden'],
        ['open', '2026-11-25', 'late', 'open to me'],
      ])
      const drafts = (await tellMinutesActions(deps, manager, meetingId)).map(({ draftId }) => draftId)
      const { entries } = await findMinutes(deps, manager, meetingId)
      expect(drafts.sort()).toEqual(entries.flatMap(({ actions }) => actions.map(({ id }) => id)).sort())
    })

    it('are as closed as before to whom the meeting is none of their business', async () => {
      const scene = await setTracker(await open())
      const { deps, work, manager, stranger } = scene
      const milestone = await startMilestone(scene, await startProject(scene))
      const { meetingId } = await addProceedings(work, milestone.id, {
        ...{ organizer: manager, startsAt: '2026-11-05T08:00:00.000Z', published: false, actions: [] },
      })
      await expect(tellMinutesActions(deps, stranger, meetingId)).rejects.toThrow('minutes.missing')
    })
  })

  describe('when an owner has left', () => {
    it('nothing is lost or mailed to them, their links are shut, and the manager hands it on', async () => {
      const scene = await setTracker(await open())
      const { deps, work, manager, owner, stranger } = scene
      const milestone = await startMilestone(scene, await startProject(scene))
      const proceedings = { organizer: manager, startsAt: '2026-11-05T08:00:00.000Z', published: true }
      const publish = async (text: string) => {
        const actions = [{ text, owner, dueOn: '2026-11-20' }]
        const { meetingId } = await addProceedings(work, milestone.id, { ...proceedings, actions })
        await work.run(async ({ events }) =>
          events.record('minutes.published', { meetingId }, manager.personId),
        )
        return mailed(scene)
      }
      const [told] = await publish('Cere avizul')
      const token = /\/a\/([\w-]+)/.exec(saidIn(told!).text)?.[1] ?? ''
      const links = { ...deps, actionLinks }
      expect((await showActionByLink(links, token)).text).toBe('Cere avizul')

      await giveAccount(scene, owner)
      await work.run(async ({ accounts }) =>
        accounts.save({ ...(await accounts.find(owner.personId))!, suspended: true }),
      )
      expect(await publish('Trimite situația')).toEqual([])
      await expect(showActionByLink(links, token)).rejects.toMatchObject({ code: 'action-link.invalid' })
      await expect(closeActionByLink(links, token, { note: null })).rejects.toMatchObject({
        code: 'action-link.invalid',
      })
      const { items } = await listActions(deps, manager, query)
      expect(items.map(({ text, status, owner: { name, left } }) => [text, status, name, left])).toEqual([
        ['Cere avizul', 'open', 'Kovács Ödön', true],
        ['Trimite situația', 'open', 'Kovács Ödön', true],
      ])

      const { id, text, dueOn, version } = items[1]!
      const form = { text, dueOn, milestoneId: milestone.id, version }
      await changeAction(deps, manager, id, { ...form, ownerPersonId: stranger.personId })
      expect(heads(await mailed(scene))).toMatchObject([['action', 'Ana Brânză', expect.any(String)]])
      expect((await showAction(deps, manager, id)).owner).toEqual({
        personId: stranger.personId,
        name: 'Ana Brânză',
        left: false,
      })
    })
  })

  describe('when an action is given', () => {
    it('its owner is mailed, but nobody is told what they gave themselves or have done already', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, owner } = scene
      const milestone = await startMilestone(scene, await startProject(scene))
      const form = { text: 'Ceva', dueOn: '2026-11-20', milestoneId: milestone.id }
      await addAction(deps, manager, { ...form, ownerPersonId: manager.personId })
      expect(await mailed(scene)).toEqual([])
      await addAction(deps, manager, { ...form, ownerPersonId: owner.personId })
      expect(heads(await mailed(scene))).toMatchObject([['action', 'Kovács Ödön', expect.any(String)]])
    })
  })

  describe('when a month has ended', () => {
    it('its report is drafted and goes by mail from author to directorate and back', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, director, clock } = scene
      await giveAccount(scene, director)
      await giveAccount(scene, scene.stranger)
      await startMilestone(scene, await startProject(scene))
      await mailed(scene)
      clock.set('2026-12-01T04:13:00.000Z')
      expect(await whenReportDueDraftIt({ ...deps, locale: 'en' })).toBe(1)
      expect(heads(await mailed(scene))).toEqual([
        ['report', 'Ștefan Țuțuianu', 'Raport de completat: Catalog electronic, noiembrie 2026'],
      ])
      const { id } = (await listReports(deps, manager, query)).items[0]!
      await submitReport(deps, manager, id, { version: 1 })
      const toReview = await mailed(scene)
      expect(heads(toReview)).toEqual([
        ['report', 'Ioana Păun', 'Raport de verificat: Catalog electronic, noiembrie 2026'],
      ])
      expect(saidIn(toReview[0]!).text).toContain(`https://sfat.example.ro/reports/${id}`)
      await returnReport(deps, director, id, { remark: 'Precizați măsurile.', version: 2 })
      const returned = await mailed(scene)
      expect(heads(returned)).toEqual([
        ['report', 'Ștefan Țuțuianu', 'Raport returnat: Catalog electronic, noiembrie 2026'],
      ])
      expect(saidIn(returned[0]!).text).toContain('Precizați măsurile.')
      await submitReport(deps, manager, id, { version: 3 })
      await acceptReport(deps, director, id, { version: 4 })
      // Accepted before anybody could be told to review it: only the last word is mailed.
      expect(heads(await mailed(scene))).toEqual([
        ['report', 'Ștefan Țuțuianu', 'Raport acceptat: Catalog electronic, noiembrie 2026'],
      ])
      expect(await showReport(deps, manager, id)).toMatchObject({ status: 'accepted' })
      expect(await whenReportDueDraftIt({ ...deps, locale: 'en' })).toBe(0)
    })
  })
})
