/** What Today asks of somebody, gathered from meetings, minutes, actions and reports, on both databases. */
import { v7 as newId } from 'uuid'
import { expect, it } from 'vitest'
import { tellNeeds } from '../../../api/flows/tell-needs.ts'
import { conveneGroup } from '../../../scheduler/convene-group.ts'
import { addGroup } from '../../../scheduler/groups.ts'
import { approveMinutes, publishMinutes } from '../../../scheduler/approve-minutes.ts'
import { addMandate } from '../../../scheduler/change-mandates.ts'
import { openMinutes } from '../../../scheduler/open-minutes.ts'
import { answerInvitation } from '../../../scheduler/record-answer.ts'
import { addDecision } from '../../../scheduler/write-minutes.ts'
import { addAction, closeAction } from '../../../tracker/actions.ts'
import { beginReport } from '../../../tracker/reports.ts'
import { returnReport, submitReport } from '../../../tracker/review-reports.ts'
import { countQueries } from '../../support/count-queries.ts'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { addMeeting, type Somebody } from '../../support/people.ts'
import { guestLinks } from '../../support/scheduling.ts'
import { setTracker, startProject } from '../../support/tracking.ts'

const nothing = { items: [], more: false }
const act = { number: '114', date: '2026-01-15' }

async function scene(database: TestDatabase) {
  const tracker = await setTracker(database)
  const deps = { ...tracker.deps, guestLinks }
  return { ...tracker, deps, needsOf: (actor: Somebody) => tellNeeds(deps, actor) }
}

forEachDatabase((open) => {
  it('is nothing at all on a good day', async () => {
    const { needsOf, stranger } = await scene(await open())
    expect(await needsOf(stranger)).toEqual({
      ...{ invitations: nothing, minutes: nothing, actions: nothing, reports: nothing },
    })
  })

  it('asks for answers to invitations, the nearest first, until they are given or the meeting is over', async () => {
    const { deps, work, clock, needsOf, manager, owner } = await scene(await open())
    const meet = (startsAt: string) =>
      addMeeting(work, { organizer: manager, people: [owner, manager], startsAt })
    const later = await meet('2026-11-20T08:00:00.000Z')
    const sooner = await meet('2026-11-10T08:00:00.000Z')
    await meet('2026-11-02T08:00:00.000Z')
    const asked = async () => (await needsOf(owner)).invitations.items.map(({ meetingId }) => meetingId)
    expect(await asked()).toEqual([sooner, later])
    expect((await needsOf(manager)).invitations).toEqual(nothing)

    await answerInvitation(deps, owner, later, { partStat: 'declined', comment: null })
    expect(await asked()).toEqual([sooner])
    clock.set('2026-11-10T09:30:00.000Z')
    expect(await asked()).toEqual([])
  })

  it('asks the secretary to write, the chair to approve once something is written, the secretary to publish', async () => {
    const { deps, clock, needsOf, secretary, director, owner } = await scene(await open())
    const group = await addGroup(deps, secretary, {
      ...{ name: 'Catalog', shortName: 'GL', purpose: '', act },
      ...{ chairPersonId: director.personId, secretaryPersonId: owner.personId },
      rules: {
        ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 0, noticeUnit: 'calendar' },
        ...{ minutesApprover: 'chair', reminderHours: 0 },
      },
    })
    await addMandate(deps, secretary, group.id, {
      ...{ personId: owner.personId, organisationId: owner.organisationId, kind: 'titular', act },
      ...{ from: '2026-01-01', until: null },
    })
    const { id } = await conveneGroup(deps, secretary, group.id, {
      ...{ title: 'Ședința', description: '', start: '2026-11-10T10:00', zone: 'Europe/Bucharest' },
      ...{ durationMinutes: 60, roomId: null, video: false, attendees: [], agenda: [] },
      ...{ shortNoticeReason: null, repeatsMeetingId: null },
    })
    const steps = async () =>
      Promise.all(
        [owner, director, secretary].map(async (one) =>
          (await needsOf(one)).minutes.items.map(({ step }) => step),
        ),
      )
    expect(await steps()).toEqual([[], [], []])
    clock.set('2026-11-10T09:05:00.000Z')
    expect(await steps()).toEqual([['write'], [], []])
    expect((await needsOf(owner)).minutes.items).toMatchObject([{ meetingId: id, groupName: 'Catalog' }])

    const { entries } = await openMinutes(deps, owner, id)
    expect(await steps()).toEqual([['write'], [], []])
    await addDecision(deps, owner, id, entries[0]!.id, { text: 'Se aprobă.', milestoneId: null })
    expect(await steps()).toEqual([['write'], ['approve'], []])
    const { version } = await openMinutes(deps, owner, id)
    const approved = await approveMinutes(deps, director, id, version)
    expect(await steps()).toEqual([['publish'], [], []])
    await publishMinutes(deps, owner, id, approved.version)
    expect(await steps()).toEqual([[], [], []])
  })

  it('forgets minutes that nobody began for a month', async () => {
    const { work, deps, clock, needsOf, secretary, owner } = await scene(await open())
    const meetingId = await addMeeting(work, { organizer: secretary, startsAt: '2026-11-05T08:00:00.000Z' })
    const { id: groupId } = await addGroup(deps, secretary, {
      ...{ name: 'Vechi', shortName: 'GV', purpose: '', act: null },
      ...{ chairPersonId: null, secretaryPersonId: owner.personId },
      rules: {
        ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 0, noticeUnit: 'calendar' },
        ...{ minutesApprover: 'chair', reminderHours: 0 },
      },
    })
    await work.run(({ convocations }) =>
      convocations.add(
        {
          ...{ meetingId, groupId, act, sentAt: '2026-11-01T08:00:00.000Z' },
          shortNoticeReason: null,
          repeatsMeetingId: null,
        },
        [],
      ),
    )
    expect((await needsOf(owner)).minutes.items).toMatchObject([{ meetingId, step: 'write' }])
    clock.set('2026-12-06T08:00:00.000Z')
    expect((await needsOf(owner)).minutes).toEqual(nothing)
  })

  it('names my actions that are late or due within a week, until they are closed', async () => {
    const { deps, needsOf, secretary, owner } = await scene(await open())
    const give = (text: string, dueOn: string) =>
      addAction(deps, secretary, { text, ownerPersonId: owner.personId, dueOn, milestoneId: null })
    await give('Mai târziu', '2026-11-17')
    await give('Într-o săptămână', '2026-11-16')
    const late = await give('Restantă', '2026-11-08')
    const texts = async () => (await needsOf(owner)).actions.items.map(({ text, late: is }) => [text, is])
    expect(await texts()).toEqual([
      ['Restantă', true],
      ['Într-o săptămână', false],
    ])
    expect((await needsOf(secretary)).actions).toEqual(nothing)
    await closeAction(deps, owner, late.id, { status: 'done', note: null, version: late.version })
    expect(await texts()).toEqual([['Într-o săptămână', false]])
  })

  it('asks the author for a report, then the directorate to review it, then the author again', async () => {
    const tracker = await scene(await open())
    const { deps, needsOf, manager, otherManager, director } = tracker
    const project = await startProject(tracker)
    const { id } = await beginReport(deps, manager, { projectId: project.id, period: '2026-10' })
    const steps = async () =>
      Promise.all(
        [manager, director, otherManager].map(async (one) =>
          (await needsOf(one)).reports.items.map(({ step, period }) => `${step} ${period}`),
        ),
      )
    expect(await steps()).toEqual([['write 2026-10'], [], []])
    const submitted = await submitReport(deps, manager, id, { version: 1 })
    expect(await steps()).toEqual([[], ['review 2026-10'], []])
    await returnReport(deps, director, id, { remark: 'Lipsesc măsurile.', version: submitted.version })
    expect(await steps()).toEqual([['rewrite 2026-10'], [], []])
  })

  it('tells ten of each at most and that there are more, with as many queries as for none', async () => {
    const database = await open()
    const { deps, work, director, manager, secretary } = await scene(database)
    const none = await countQueries(database, () => tellNeeds(deps, director))
    for (let day = 10; day < 21; day++) {
      await addMeeting(work, {
        organizer: manager,
        people: [director],
        startsAt: `2026-11-${day}T08:00:00.000Z`,
      })
      const action = {
        text: newId(),
        ownerPersonId: director.personId,
        dueOn: '2026-11-10',
        milestoneId: null,
      }
      await addAction(deps, secretary, action)
    }
    const { result, queries } = await countQueries(database, () => tellNeeds(deps, director))
    expect(result.invitations).toMatchObject({ more: true, items: { length: 10 } })
    expect(result.actions).toMatchObject({ more: true, items: { length: 10 } })
    expect(queries).toBe(none.queries)
    expect(queries).toBeLessThanOrEqual(5)
  })
})
