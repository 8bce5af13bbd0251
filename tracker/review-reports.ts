/** What happens to a report once it is written: submitted, returned with a remark, accepted. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Report, ReturnReport } from '../contract/tracking.ts'
import type { Id } from '../contract/values.ts'
import { keepAssessment } from './keep-assessment.ts'
import { instantNow, today } from './moments.ts'
import type { Deps, ReportRecord, ReportRow, TrackerUnit } from './ports.ts'
import { isOpen, loadReport, requireReport, toRow } from './reports.ts'
import { mayReviewReport, mayWriteReport, requireRight } from './rights.ts'

/**
 * Hands the report in. The first time it gets its registration number, and whether it is late is settled for good.
 * Throws `report.missing`, `permission.missing`, `report.wrong-state`, `row.changed`.
 */
export const submitReport = (deps: Deps, actor: Actor, id: Id, ask: { version: number }): Promise<Report> =>
  move(deps, actor, id, ask.version, async (record, unit) => {
    requireRight(mayWriteReport(actor, record))
    if (!isOpen(record)) throw new AppError('report.wrong-state')
    const on = today(deps)
    unit.events.record('report.submitted', { reportId: id }, actor.personId)
    return {
      status: 'submitted',
      submittedAt: instantNow(deps),
      submittedLate: record.submittedLate ?? on > record.dueOn,
      // In this unit of work, so that a number is never skipped and never given twice.
      act: record.act ?? (await unit.register.next('report', on)),
    }
  })

/**
 * Gives the report back to its author with what is missing.
 * Throws `report.missing`, `permission.missing`, `report.wrong-state`, `row.changed`.
 */
export const returnReport = (deps: Deps, actor: Actor, id: Id, ask: ReturnReport): Promise<Report> =>
  move(deps, actor, id, ask.version, async (record, unit) => {
    requireReview(actor, record)
    const remark = { id: newId(), reportId: id, text: ask.remark, byPersonId: actor.personId }
    await unit.reports.addRemark({ ...remark, at: instantNow(deps) })
    unit.events.record('report.returned', { reportId: id }, actor.personId)
    return { status: 'returned' }
  })

/** Closes the report. Throws `report.missing`, `permission.missing`, `report.wrong-state`, `row.changed`. */
export const acceptReport = (deps: Deps, actor: Actor, id: Id, ask: { version: number }): Promise<Report> =>
  move(deps, actor, id, ask.version, async (record, unit) => {
    requireReview(actor, record)
    unit.events.record('report.accepted', { reportId: id }, actor.personId)
    return { status: 'accepted', acceptedByPersonId: actor.personId, acceptedAt: instantNow(deps) }
  })

function requireReview(actor: Actor, record: ReportRecord): void {
  requireRight(mayReviewReport(actor, record))
  if (record.status !== 'submitted') throw new AppError('report.wrong-state')
}

/** The project is held first: its assessment follows, and two who press at once are told in turn. */
function move(
  deps: Deps,
  actor: Actor,
  id: Id,
  version: number,
  step: (record: ReportRecord, unit: TrackerUnit) => Promise<Partial<ReportRow>>,
): Promise<Report> {
  return deps.work.run(async (unit) => {
    const { projectId } = await requireReport(unit, actor, id)
    const project = await unit.projects.hold(projectId)
    const record = await requireReport(unit, actor, id)
    const moved = await step(record, unit)
    if (record.version !== version) throw new AppError('row.changed')
    await unit.reports.change({ ...toRow(record), ...moved, version: version + 1 })
    if (project) await keepAssessment(deps, unit, project, actor.personId)
    return loadReport(deps, unit, actor, id)
  })
}
