import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../contract/errors.ts'
import type { Report } from '../../contract/tracking.ts'
import { addAction, closeAction } from '../../tracker/actions.ts'
import { addProject } from '../../tracker/add-project.ts'
import { changeProject } from '../../tracker/change-project.ts'
import { forecastMilestone, meetMilestone } from '../../tracker/milestones.ts'
import { listProjects } from '../../tracker/projects.ts'
import { showReportOverview } from '../../tracker/report-overview.ts'
import {
  beginDueReports,
  beginReport,
  hasReports,
  listReports,
  refreshReport,
  showReport,
  writeReport,
} from '../../tracker/reports.ts'
import { acceptReport, returnReport, submitReport } from '../../tracker/review-reports.ts'
import { countQueries } from '../support/count-queries.ts'
import { forEachDatabase } from '../support/databases.ts'
import {
  addProceedings,
  projectForm,
  setTracker,
  startMilestone,
  startProject,
  type Tracker,
} from '../support/tracking.ts'

const query = { limit: 50, mine: false }
const refused = (code: ErrorCode) => expect.objectContaining({ code })
const text = (report: Report, key: Report['sections'][number]['key']) =>
  report.sections.find((section) => section.key === key)!.text

/** A project whose November had a committee, a decision, an action done, an action late, and a milestone put off. */
async function setNovember(scene: Tracker) {
  const { deps, work, clock, manager, owner, stranger, director } = scene
  const project = await startProject(scene)
  const milestone = await startMilestone(scene, project)
  const proceedings = await addProceedings(work, milestone.id, {
    organizer: manager,
    people: [owner, stranger, director],
    startsAt: '2026-11-05T08:00:00.000Z',
    items: ['Stadiul pilotului'],
    decisions: ['Se amână pilotul'],
    published: true,
    present: [
      { person: manager, organisation: 'MEC' },
      { person: owner, organisation: 'ISJ Cluj' },
      { person: stranger, organisation: 'ISJ Cluj' },
    ],
  })
  const task = { ownerPersonId: owner.personId, milestoneId: milestone.id }
  const done = await addAction(deps, manager, { ...task, text: 'Trimite caietul', dueOn: '2026-11-20' })
  const late = await addAction(deps, manager, { ...task, text: 'Cere avizul', dueOn: '2026-11-16' })
  await closeAction(deps, owner, done.id, { status: 'done', note: null, version: 1 })
  await forecastMilestone(deps, manager, milestone.id, {
    ...{ date: '2026-12-18', reason: 'Furnizorul întârzie', version: 1 },
    decisionId: proceedings.decisionIds[0]!,
  })
  clock.set('2026-12-02T05:00:00.000Z')
  return { ...scene, project, milestone, done, late, ...proceedings }
}

forEachDatabase((open) => {
  describe('a report', () => {
    it('concerns whoever manages a project, with a role or without, and nobody else', async () => {
      const scene = await setTracker(await open())
      const { work, manager, director, owner, secretary } = scene
      const concerned = async () =>
        Promise.all([manager, director, owner, secretary].map((one) => hasReports({ work }, one)))
      expect(await concerned()).toEqual([true, true, false, false])
      await addProject(scene.deps, manager, { ...projectForm(scene), managerPersonId: owner.personId })
      expect(await concerned()).toEqual([true, true, true, false])
    })

    it('is drafted from what its month held, each section with its facts', async () => {
      const scene = await setNovember(await setTracker(await open()))
      const { deps, manager, project, meetingId, milestone } = scene
      const report = await beginReport(deps, manager, { projectId: project.id, period: '2026-11' })
      expect(report).toMatchObject({
        project: { id: project.id, code: 'CAT-01', name: 'Catalog electronic' },
        period: '2026-11',
        status: 'draft',
        act: null,
        author: { personId: manager.personId, name: 'Ștefan Țuțuianu' },
        dueOn: '2026-12-08',
        late: false,
        changedFacts: [],
        accepted: null,
        rights: { edit: true, submit: true, review: false },
        version: 1,
      })
      expect(report.facts).toMatchObject([
        { kind: 'milestone', milestoneId: milestone.id, slipDays: 18, slipAtStart: 0, colour: 'red' },
        {
          kind: 'decision',
          meetingId,
          number: 1,
          text: 'Se amână pilotul',
          minutesAct: { number: 'PV-1/2026' },
          on: '2026-11-05',
        },
        { kind: 'action', text: 'Cere avizul', ownerName: 'Kovács Ödön', status: 'open', late: true },
        { kind: 'action', text: 'Trimite caietul', status: 'done', closedOn: '2026-11-09', late: false },
        { kind: 'meeting', meetingId, invited: 3, present: 3, institutionsPresent: 2 },
      ])
      expect(text(report, 'meetings')).toBe(
        'Ședința „Interoperabilitate” din 5 noiembrie 2026: 3 participanți din 2 instituții, 3 invitați.',
      )
      expect(text(report, 'corrective-measures')).toContain('amânat cu 18 zile lucrătoare')
      const facts = new Set(report.facts.map(({ id }) => id))
      for (const { factIds } of report.sections) for (const id of factIds) expect(facts).toContain(id)
      // Each sentence of the draft names its facts, and goes on doing so when its author has changed the text.
      const written = await writeReport(deps, manager, report.id, {
        sections: [{ key: 'milestones', text: 'Altceva.' }],
        version: 1,
      })
      for (const shown of [report, written])
        for (const { key, sentences } of shown.sections)
          if (key !== 'summary')
            expect(sentences.flatMap(({ factIds }) => factIds)).toEqual(
              shown.sections.find((section) => section.key === key)?.factIds,
            )
      expect(written.sections[1]?.sentences[0]?.text).toBe(text(report, 'milestones').split('\n')[0])
    })

    it('exists once for a project’s month, and not before the month', async () => {
      const { deps, manager, otherManager, project } = await setNovember(await setTracker(await open()))
      const ask = { projectId: project.id, period: '2026-11' }
      await expect(beginReport(deps, otherManager, ask)).rejects.toEqual(refused('permission.missing'))
      const both = await Promise.allSettled([
        beginReport(deps, manager, ask),
        beginReport(deps, manager, ask),
      ])
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      await expect(beginReport(deps, manager, ask)).rejects.toEqual(refused('report.exists'))
      await expect(beginReport(deps, manager, { ...ask, period: '2027-01' })).rejects.toMatchObject({
        code: 'request.invalid',
        params: { issues: [{ path: 'period', rule: 'too-big' }] },
      })
    })

    it('shows which of its facts have changed since, and takes them where the author has not written', async () => {
      const { deps, manager, owner, project, milestone, late } = await setNovember(
        await setTracker(await open()),
      )
      const report = await beginReport(deps, manager, { projectId: project.id, period: '2026-11' })
      const written = await writeReport(deps, manager, report.id, {
        sections: [{ key: 'milestones', text: 'Cuvintele mele.' }],
        version: 1,
      })
      expect(text(written, 'milestones')).toBe('Cuvintele mele.')
      expect(text(written, 'summary')).toBe(text(report, 'summary'))
      // What happens in December is December's; what is written down late about November is November's.
      await closeAction(deps, owner, late.id, { status: 'done', note: null, version: 1 })
      expect((await showReport(deps, manager, report.id)).changedFacts).toEqual([])
      await meetMilestone(deps, manager, milestone.id, { actual: '2026-11-27', version: 2 })
      const seen = await showReport(deps, manager, report.id)
      expect(seen.facts).toEqual(report.facts)
      expect(seen.changedFacts).toMatchObject([{ kind: 'milestone', actual: '2026-11-27', slipDays: 5 }])
      const fresh = await refreshReport(deps, manager, report.id, { version: 2 })
      expect(fresh.changedFacts).toEqual([])
      expect(text(fresh, 'milestones')).toBe('Cuvintele mele.')
      expect(text(fresh, 'summary')).toContain('un jalon a fost îndeplinit')
    })

    it('refuses what was written on an older version, and loses neither', async () => {
      const { deps, manager, project } = await setNovember(await setTracker(await open()))
      const { id } = await beginReport(deps, manager, { projectId: project.id, period: '2026-11' })
      const write = (what: string) =>
        writeReport(deps, manager, id, { sections: [{ key: 'summary', text: what }], version: 1 })
      const ends = await Promise.allSettled([write('unu'), write('doi')])
      expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      for (const end of ends)
        if (end.status === 'rejected') expect(end.reason).toEqual(refused('row.changed'))
      expect(['unu', 'doi']).toContain(text(await showReport(deps, manager, id), 'summary'))
    })

    it('is submitted once with a number, returned with a remark, submitted again, and accepted', async () => {
      const { deps, manager, director, stranger, project, clock, database } = await setNovember(
        await setTracker(await open()),
      )
      const { id } = await beginReport(deps, manager, { projectId: project.id, period: '2026-11' })
      await expect(submitReport(deps, director, id, { version: 1 })).rejects.toEqual(
        refused('permission.missing'),
      )
      await expect(showReport(deps, stranger, id)).rejects.toEqual(refused('report.missing'))
      const sent = await submitReport(deps, manager, id, { version: 1 })
      expect(sent).toMatchObject({
        status: 'submitted',
        act: { number: 'R-1/2026', date: '2026-12-02' },
        submittedAt: '2026-12-02T05:00:00.000Z',
        late: false,
        rights: { edit: false, submit: false },
      })
      await expect(submitReport(deps, manager, id, { version: 2 })).rejects.toEqual(
        refused('report.wrong-state'),
      )
      await expect(writeReport(deps, manager, id, { sections: [], version: 2 })).rejects.toEqual(
        refused('report.wrong-state'),
      )
      await expect(acceptReport(deps, manager, id, { version: 2 })).rejects.toEqual(
        refused('permission.missing'),
      )
      expect(await showReport(deps, director, id)).toMatchObject({ rights: { review: true } })
      const back = await returnReport(deps, director, id, { remark: 'Precizați măsurile.', version: 2 })
      expect(back).toMatchObject({
        status: 'returned',
        remarks: [{ text: 'Precizați măsurile.', by: 'Ioana Păun' }],
      })
      // Sent again after the due day: it was in time when it counted.
      clock.set('2026-12-15T08:00:00.000Z')
      const again = await submitReport(deps, manager, id, { version: 3 })
      expect(again).toMatchObject({
        act: { number: 'R-1/2026' },
        late: false,
        submittedAt: '2026-12-15T08:00:00.000Z',
      })
      const accepted = await acceptReport(deps, director, id, { version: 4 })
      expect(accepted).toMatchObject({ status: 'accepted', accepted: { by: 'Ioana Păun' } })
      await expect(acceptReport(deps, director, id, { version: 5 })).rejects.toEqual(
        refused('report.wrong-state'),
      )
      await expect(submitReport(deps, manager, id, { version: 5 })).rejects.toEqual(
        refused('report.wrong-state'),
      )
      const events = await database.work.read(({ outbox }) => outbox.unsettled())
      expect(events.map(({ name }) => name).filter((name) => name.startsWith('report.'))).toEqual([
        'report.drafted',
        'report.submitted',
        'report.returned',
        'report.submitted',
        'report.accepted',
      ])
    })

    it('that two send at the same moment is sent once, under one number', async () => {
      const { deps, manager, project, database } = await setNovember(await setTracker(await open()))
      const { id } = await beginReport(deps, manager, { projectId: project.id, period: '2026-11' })
      const sent = await Promise.allSettled(
        [1, 2, 3].map(() => submitReport(deps, manager, id, { version: 1 })),
      )
      expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const one of sent)
        if (one.status === 'rejected')
          expect(['report.wrong-state', 'row.changed']).toContain((one.reason as { code: string }).code)
      expect((await showReport(deps, manager, id)).act).toEqual({ number: 'R-1/2026', date: '2026-12-02' })
      const events = await database.work.read(({ outbox }) => outbox.unsettled())
      expect(events.filter(({ name }) => name === 'report.submitted')).toHaveLength(1)
    })

    it('that is late stays late, and its project says so until it is sent', async () => {
      const { deps, manager, director, project, clock } = await setNovember(await setTracker(await open()))
      const { id } = await beginReport(deps, manager, { projectId: project.id, period: '2026-11' })
      clock.set('2026-12-10T08:00:00.000Z')
      expect(await showReport(deps, manager, id)).toMatchObject({ late: true })
      expect((await listReports(deps, manager, query)).items).toMatchObject([{ late: true }])
      await writeReport(deps, manager, id, { sections: [], version: 1 })
      await submitReport(deps, manager, id, { version: 2 })
      await returnReport(deps, director, id, { remark: 'x', version: 3 })
      clock.set('2026-12-11T08:00:00.000Z')
      expect(await submitReport(deps, manager, id, { version: 4 })).toMatchObject({ late: true })
      const [line] = (await listProjects(deps, manager, query)).items
      expect(line?.health.reasons.map(({ rule }) => rule)).not.toContain('report-late')
    })

    it('gets a number of its own, without gaps, though all are sent at once', async () => {
      const scene = await setTracker(await open())
      const { deps, manager } = scene
      const reports: Report[] = []
      for (let number = 0; number < 6; number += 1) {
        const project = await startProject(scene, `P-${number}`)
        reports.push(await beginReport(deps, manager, { projectId: project.id, period: '2026-11' }))
      }
      const [twice, ...others] = reports
      const ends = await Promise.allSettled([
        submitReport(deps, manager, twice!.id, { version: 1 }),
        submitReport(deps, manager, twice!.id, { version: 1 }),
        ...others.map(({ id }) => submitReport(deps, manager, id, { version: 1 })),
      ])
      const numbers = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.act!.number] : []))
      expect(numbers.sort()).toEqual([1, 2, 3, 4, 5, 6].map((number) => `R-${number}/2026`))
    })

    it('is not reviewed by somebody who may write it', async () => {
      const scene = await setTracker(await open())
      const { deps } = scene
      const both = { ...scene.manager, roles: ['project-manager', 'directorate'] as const }
      const project = await startProject(scene)
      const { id } = await beginReport(deps, both, { projectId: project.id, period: '2026-11' })
      await submitReport(deps, both, id, { version: 1 })
      await expect(acceptReport(deps, both, id, { version: 2 })).rejects.toEqual(
        refused('permission.missing'),
      )
    })
  })

  describe('the reports of a month that has ended', () => {
    it('are begun for all running projects, once, in the language of their managers', async () => {
      const scene = await setNovember(await setTracker(await open()))
      const { deps, manager, director, project, database } = scene
      await addProject(deps, manager, projectForm(scene, 'PLAN', 'Abia planificat'))
      const orphan = await startProject(scene, 'ORF-03', 'Fără responsabil')
      await changeProject(deps, manager, orphan.id, {
        ...{ ...projectForm(scene, 'ORF-03', 'Fără responsabil'), managerPersonId: null },
        ...{ status: 'running', version: 2 },
      })
      const young = await startProject(scene, 'NOU-04', 'Început în decembrie')
      const job = { ...deps, defaultLocale: 'en' as const }
      scene.clock.set('2026-11-30T08:00:00.000Z')
      const ends = await Promise.all([beginDueReports(job), beginDueReports(job)])
      expect(ends.reduce((sum, begun) => sum + begun, 0)).toBe(0)
      scene.clock.set('2026-12-01T04:00:00.000Z')
      const begun = await Promise.all([beginDueReports(job), beginDueReports(job)])
      expect(begun.reduce((sum, count) => sum + count, 0)).toBe(1)
      expect(await beginDueReports(job)).toBe(0)
      const { items } = await listReports(deps, director, query)
      expect(items.map(({ project: { code }, period, author }) => [code, period, author?.name])).toEqual([
        ['CAT-01', '2026-11', 'Ștefan Țuțuianu'],
      ])
      const events = await database.work.read(({ outbox }) => outbox.unsettled())
      expect(events.filter(({ name }) => name === 'report.drafted')).toMatchObject([{ actorId: null }])
      // The month after, the younger ones have theirs; the one without manager in the installation's language.
      scene.clock.set('2027-01-04T04:00:00.000Z')
      expect(await beginDueReports(job)).toBe(3)
      const later = (await listReports(deps, director, { ...query, period: '2026-12' })).items
      expect(later.map(({ project: { code }, author }) => [code, author?.name ?? null])).toEqual([
        ['CAT-01', 'Ștefan Țuțuianu'],
        ['NOU-04', 'Ștefan Țuțuianu'],
        ['ORF-03', null],
      ])
      const orphaned = await showReport(deps, director, later[2]!.id)
      expect(text(orphaned, 'decisions')).toBe('No decision was taken about the project.')
      expect([project.id, young.id]).toHaveLength(2)
    })

    it('are listed to those who wrote them or review them, newest first, in one question', async () => {
      const database = await open()
      const scene = await setNovember(await setTracker(database))
      const { deps, manager, otherManager, director, project } = scene
      for (const period of ['2026-11', '2026-12'])
        await beginReport(deps, manager, { projectId: project.id, period })
      const periods = async (who: typeof manager, some: object = {}) =>
        (await listReports(deps, who, { ...query, ...some })).items.map(({ period }) => period)
      expect(await periods(manager)).toEqual(['2026-12', '2026-11'])
      expect(await periods(otherManager)).toEqual([])
      expect(await periods(director)).toEqual(['2026-12', '2026-11'])
      expect(await periods(director, { mine: true })).toEqual([])
      expect(await periods(director, { period: '2026-11', status: 'draft' })).toEqual(['2026-11'])
      const first = await listReports(deps, director, { ...query, limit: 1 })
      expect(await periods(director, { limit: 1, cursor: first.next! })).toEqual(['2026-11'])
      const { queries } = await countQueries(database, () => listReports(deps, director, query))
      expect(queries).toBe(1)
    })

    it('are laid out by project and month, with what is missing, in two questions', async () => {
      const database = await open()
      const scene = await setNovember(await setTracker(database))
      const { deps, manager, otherManager, director, project } = scene
      await addProject(deps, manager, projectForm(scene, 'PLAN', 'Abia planificat'))
      const young = await startProject(scene, 'NOU-04', 'Început în decembrie')
      scene.clock.set('2027-01-14T04:00:00.000Z')
      const { id } = await beginReport(deps, manager, { projectId: project.id, period: '2026-11' })
      const { result, queries } = await countQueries(database, () =>
        showReportOverview(deps, director, { months: 4 }),
      )
      expect(queries).toBe(2)
      expect(result.periods).toEqual(['2026-10', '2026-11', '2026-12', '2027-01'])
      const rows = result.projects.map(({ code, mayBegin, cells }) => [
        code,
        mayBegin,
        ...cells.map(({ state, late }) => (late ? `${state}, late` : state)),
      ])
      expect(rows).toEqual([
        // Made on 9 November: October asks nothing of it.
        ['CAT-01', false, 'none', 'draft, late', 'missing', 'none'],
        ['NOU-04', false, 'none', 'none', 'missing', 'none'],
      ])
      expect(result.projects[0]?.cells[1]?.reportId).toBe(id)
      const own = await showReportOverview(deps, manager, { months: 1 })
      expect(own.projects.map(({ mayBegin }) => mayBegin)).toEqual([true, true])
      expect((await showReportOverview(deps, otherManager, { months: 1 })).projects).toEqual([])
      expect(young.status).toBe('running')
    })
  })
})
