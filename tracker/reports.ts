/** Monitoring reports: read, begun, written, and drafted again. `review-reports.ts` is what happens after. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { DraftReport, Report, ReportSummary, WriteReport } from '../contract/tracking.ts'
import type { ReportsQuery } from '../contract/lists.ts'
import type { Id, Locale, Page } from '../contract/values.ts'
import { draftReport } from './draft-report.ts'
import { draftedSentences } from './drafted-sentences.ts'
import { boundsOf, changedFacts, type Frame, gatherFacts, readPeriod } from './gather-facts.ts'
import { keepAssessment } from './keep-assessment.ts'
import { instantNow, today } from './moments.ts'
import { firstDay, previousPeriod, periodOf, reportDueOn } from './period.ts'
import type { Deps, ProjectRow, ReportRecord, ReportRow, TrackerUnit, TrackerView } from './ports.ts'
import {
  hasRole,
  maySeeReport,
  mayChangeProject,
  mayReviewReport,
  mayWriteReport,
  requireRight,
  seesAllReports,
} from './rights.ts'

/** A page of reports, the newest period first: all for those who review, else one's own and those of one's projects. */
export const listReports = (
  deps: Deps,
  actor: Actor,
  { mine, ...query }: ReportsQuery,
): Promise<Page<ReportSummary>> => {
  const writtenBy = mine || !seesAllReports(actor) ? actor.personId : null
  return deps.work.read(({ reports }) => reports.page({ ...query, writtenBy, today: today(deps) }))
}

/** Whether there is anything for the actor among the reports: whoever manages a project writes them, with a role or without. */
export const hasReports = async ({ work }: Pick<Deps, 'work'>, actor: Actor): Promise<boolean> =>
  seesAllReports(actor) ||
  hasRole(actor, 'project-manager') ||
  work.read(({ reports }) => reports.concern(actor.personId))

/** Throws `report.missing`, also when the actor may not see it. */
export const showReport = (deps: Deps, actor: Actor, id: Id): Promise<Report> =>
  deps.work.read((view) => loadReport(deps, view, actor, id))

/** What a report needs to be put on paper: also the institution whose paper it is, and the language it is written in. */
export type PaperReport = { report: Report; institution: string; locale: Locale }

/** Throws `report.missing`, also when the actor may not see it. */
export const showReportForPaper = (deps: Deps, actor: Actor, id: Id): Promise<PaperReport> =>
  deps.work.read(async (view) => {
    const record = await requireReport(view, actor, id)
    const institution = record.institution ?? record.project.name
    return { report: await toReport(deps, view, actor, record), institution, locale: record.locale }
  })

/**
 * Begins the report of a project's month from its facts. A month that has not begun has none.
 * Throws `project.missing`, `permission.missing`, `report.exists`, `request.invalid`.
 */
export const beginReport = async (
  deps: Deps,
  actor: Actor,
  { projectId, period }: DraftReport,
): Promise<Report> => {
  if (firstDay(period) > today(deps))
    throw new AppError('request.invalid', { issues: [{ path: 'period', rule: 'too-big' }] })
  return deps.work.run(async (unit) => {
    const project = await unit.projects.hold(projectId)
    if (!project) throw new AppError('project.missing')
    requireRight(mayChangeProject(actor, project))
    const author = { personId: actor.personId, locale: actor.locale }
    const id = await addReport(deps, unit, project, period, author, actor.personId)
    if (id === null) throw new AppError('report.exists')
    return loadReport(deps, unit, actor, id)
  })
}

/**
 * Begins the reports of the month that ended last for all running projects that have none: told again, it does nothing.
 * `defaultLocale` is the language of a report whose project has no manager. Answers how many were begun; each is a unit
 * of work of its own, so that one which fails keeps no other back.
 */
export async function beginDueReports(deps: Deps & { defaultLocale: Locale }): Promise<number> {
  const period = previousPeriod(periodOf(today(deps)))
  const { until } = boundsOf({ period, zone: deps.zone })
  const due = await deps.work.read(({ projects }) => projects.withoutReport(period, until))
  const failures: unknown[] = []
  let begun = 0
  for (const projectId of due) {
    try {
      const added = await deps.work.run(async (unit) => {
        const project = await unit.projects.hold(projectId)
        if (!project) return null
        const manager =
          project.managerPersonId === null ? null : await unit.people.find(project.managerPersonId)
        const author = { personId: manager?.id ?? null, locale: manager?.locale ?? deps.defaultLocale }
        return addReport(deps, unit, project, period, author, null)
      })
      if (added !== null) begun += 1
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${due.length} reports`)
  return begun
}

/** Saves what the author wrote. Throws `report.missing`, `permission.missing`, `report.wrong-state`, `row.changed`. */
export const writeReport = (deps: Deps, actor: Actor, id: Id, ask: WriteReport): Promise<Report> =>
  change(deps, actor, id, ask.version, async (record) => {
    const texts = new Map(ask.sections.map(({ key, text }) => [key, text]))
    const sections = record.sections.map((section) => ({
      ...section,
      text: texts.get(section.key) ?? section.text,
    }))
    return { sections }
  })

/**
 * Takes the facts as they are now, and drafts anew the sections that the author has not touched.
 * Throws `report.missing`, `permission.missing`, `report.wrong-state`, `row.changed`.
 */
export const refreshReport = (
  deps: Deps,
  actor: Actor,
  id: Id,
  { version }: { version: number },
): Promise<Report> =>
  change(deps, actor, id, version, async (record, unit) => {
    const project = await unit.projects.find(record.projectId)
    if (!project) throw new AppError('project.missing')
    const { facts, sections } = await draft(deps, unit, project, record.period, record.locale)
    const before = new Map(record.sections.map((section) => [section.key, section]))
    return {
      facts,
      sections: sections.map((section) => {
        const old = before.get(section.key)
        return old && old.text !== old.drafted ? { ...section, text: old.text } : section
      }),
    }
  })

/** What every change by the author does around its own step. */
function change(
  deps: Deps,
  actor: Actor,
  id: Id,
  version: number,
  step: (record: ReportRecord, unit: TrackerUnit) => Promise<Partial<ReportRow>>,
): Promise<Report> {
  return deps.work.run(async (unit) => {
    const record = await requireReport(unit, actor, id)
    requireRight(mayWriteReport(actor, record))
    if (!isOpen(record)) throw new AppError('report.wrong-state')
    if (record.version !== version) throw new AppError('row.changed')
    await unit.reports.change({ ...toRow(record), ...(await step(record, unit)), version: version + 1 })
    unit.events.record('report.changed', { reportId: id }, actor.personId)
    return loadReport(deps, unit, actor, id)
  })
}

/** While it is with its author. */
export const isOpen = ({ status }: Pick<ReportRow, 'status'>) => status === 'draft' || status === 'returned'

async function addReport(
  deps: Deps,
  unit: TrackerUnit,
  project: ProjectRow,
  period: string,
  author: { personId: Id | null; locale: Locale },
  actorId: Id | null,
): Promise<Id | null> {
  const row: ReportRow = {
    id: newId(),
    projectId: project.id,
    period,
    status: 'draft',
    act: null,
    authorPersonId: author.personId,
    locale: author.locale,
    dueOn: reportDueOn(period),
    submittedAt: null,
    submittedLate: null,
    acceptedByPersonId: null,
    acceptedAt: null,
    ...(await draft(deps, unit, project, period, author.locale)),
    createdAt: instantNow(deps),
    version: 1,
  }
  if (!(await unit.reports.add(row))) return null
  unit.events.record('report.drafted', { reportId: row.id }, actorId)
  await keepAssessment(deps, unit, project, actorId)
  return row.id
}

async function draft(
  deps: Deps,
  view: TrackerView,
  project: Pick<ProjectRow, 'id' | 'name'>,
  period: string,
  locale: Locale,
): Promise<Pick<ReportRow, 'facts' | 'sections'>> {
  const frame = frameOf(deps, period)
  const facts = gatherFacts(await readPeriod(view, project.id, frame), frame)
  const sections = draftReport({ project: project.name, period, today: frame.today, locale, facts })
  return { facts, sections: sections.map((section) => ({ ...section, drafted: section.text })) }
}

const frameOf = (deps: Pick<Deps, 'clock' | 'zone'>, period: string): Frame => ({
  period,
  today: today(deps),
  now: instantNow(deps),
  zone: deps.zone,
})

/** The report as its table keeps it. */
export function toRow(record: ReportRecord): ReportRow {
  const { project: _p, authorName: _a, acceptedByName: _b, remarks: _r, institution: _i, ...row } = record
  return row
}

/** Whether the reader may be told that something about the report has changed. */
export const mayWatchReport = ({ work }: Pick<Deps, 'work'>, actor: Actor, id: Id): Promise<boolean> =>
  work.read(async ({ reports }) => {
    const record = await reports.show(id)
    return record !== null && maySeeReport(actor, record)
  })

/** Throws `report.missing`, also when the actor may not see it. */
export async function requireReport(
  { reports }: { reports: Pick<TrackerView['reports'], 'show'> },
  actor: Actor,
  id: Id,
): Promise<ReportRecord> {
  const record = await reports.show(id)
  if (!record || !maySeeReport(actor, record)) throw new AppError('report.missing')
  return record
}

/** The report as the actor sees it, inside a unit of work or a read. Throws `report.missing`. */
export async function loadReport(
  deps: Pick<Deps, 'clock' | 'zone'>,
  view: TrackerView,
  actor: Actor,
  id: Id,
): Promise<Report> {
  return toReport(deps, view, actor, await requireReport(view, actor, id))
}

async function toReport(
  deps: Pick<Deps, 'clock' | 'zone'>,
  view: TrackerView,
  actor: Actor,
  record: ReportRecord,
): Promise<Report> {
  const frame = frameOf(deps, record.period)
  // An accepted report is closed: what happens to its facts afterwards is no longer its matter.
  const now =
    record.status === 'accepted'
      ? record.facts
      : gatherFacts(await readPeriod(view, record.projectId, frame), frame)
  const write = isOpen(record) && mayWriteReport(actor, record)
  const { id, project, period, status, act, dueOn, submittedAt, facts, remarks, version } = record
  return {
    id,
    project: { id: project.id, code: project.code, name: project.name },
    period,
    status,
    act,
    author:
      record.authorPersonId === null
        ? null
        : { personId: record.authorPersonId, name: record.authorName ?? '' },
    locale: record.locale,
    dueOn,
    submittedAt,
    late: record.submittedLate ?? dueOn < frame.today,
    sections: record.sections.map((section) => {
      const { key, text, factIds } = section
      return { key, text, factIds, sentences: draftedSentences(section) }
    }),
    facts,
    changedFacts: changedFacts(facts, now),
    remarks,
    accepted: record.acceptedAt === null ? null : { by: record.acceptedByName ?? '', at: record.acceptedAt },
    rights: { edit: write, submit: write, review: status === 'submitted' && mayReviewReport(actor, record) },
    version,
  }
}
