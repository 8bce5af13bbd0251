/** Milestones: shown with their history, added, changed, forecast and met. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type {
  AddForecast,
  AddMilestone,
  ChangeMilestone,
  MeetMilestone,
  MilestoneDetail,
  MilestoneSummary,
} from '../contract/tracking.ts'
import type { MilestonesQuery } from '../contract/lists.ts'
import type { Id, LocalDate, Page } from '../contract/values.ts'
import { assessMilestone, slipOf } from './assess-milestone.ts'
import { keepAssessment } from './keep-assessment.ts'
import { instantNow, today } from './moments.ts'
import type { Deps, MilestoneRow, TrackerUnit, TrackerView } from './ports.ts'
import { toMilestone } from './projects.ts'
import { requirePerson } from './require-person.ts'
import { mayChangeProject, requireRight } from './rights.ts'

/** A page of milestones over all projects, by project code and baseline. Every signed-in person may know them. */
export const listMilestones = async (
  { work }: Deps,
  query: MilestonesQuery,
): Promise<Page<MilestoneSummary>> => {
  const page = await work.read(({ milestones }) => milestones.page(query))
  return { ...page, items: page.items.map((one) => ({ ...one, slipDays: slipOf(one) })) }
}

/** Throws `milestone.missing`. */
export const showMilestone = (deps: Deps, actor: Actor, id: Id): Promise<MilestoneDetail> =>
  deps.work.read((view) => loadMilestone(view, actor, id, today(deps)))

/**
 * Adds a milestone. Its baseline is what was agreed and is never edited; later expectations are forecasts.
 * Throws `project.missing`, `permission.missing`, `person.missing`.
 */
export const addMilestone = (
  deps: Deps,
  actor: Actor,
  projectId: Id,
  ask: AddMilestone,
): Promise<MilestoneDetail> =>
  deps.work.run(async (unit) => {
    const project = await unit.projects.hold(projectId)
    if (!project) throw new AppError('project.missing')
    requireRight(mayChangeProject(actor, project))
    await requirePerson(unit, ask.ownerPersonId)
    const id = newId()
    const createdAt = instantNow(deps)
    await unit.milestones.add({
      id,
      projectId,
      ...ask,
      forecast: ask.baseline,
      actual: null,
      createdAt,
      version: 1,
    })
    unit.events.record('milestone.changed', { projectId, milestoneId: id }, actor.personId)
    await keepAssessment(deps, unit, project, actor.personId)
    return loadMilestone(unit, actor, id, today(deps))
  })

/** Throws `milestone.missing`, `permission.missing`, `row.changed`, `person.missing`. */
export const changeMilestone = (
  deps: Deps,
  actor: Actor,
  id: Id,
  ask: ChangeMilestone,
): Promise<MilestoneDetail> =>
  change(deps, actor, id, ask.version, async (row, unit) => {
    await requirePerson(unit, ask.ownerPersonId, row.ownerPersonId)
    const { version: _, ...fields } = ask
    return { ...row, ...fields }
  })

/**
 * Says when the milestone is expected now, why, and by which decision. What was expected before stays in its history.
 * Throws `milestone.missing`, `permission.missing`, `row.changed`, `milestone.met`, `request.invalid`.
 */
export const forecastMilestone = (
  deps: Deps,
  actor: Actor,
  id: Id,
  ask: AddForecast,
): Promise<MilestoneDetail> =>
  change(deps, actor, id, ask.version, async (row, { milestones, proceedings }) => {
    if (row.actual !== null) throw new AppError('milestone.met')
    const { date, reason, decisionId } = ask
    if (decisionId !== null && !(await proceedings.hasDecision(decisionId)))
      throw new AppError('request.invalid', { issues: [{ path: 'decisionId', rule: 'choice' }] })
    const forecast = { id: newId(), milestoneId: id, date, reason, decisionId }
    await milestones.addForecast({ ...forecast, byPersonId: actor.personId, at: instantNow(deps) })
    return { ...row, forecast: date }
  })

/**
 * Says on which day it was met; null takes that back. A day to come is refused: that would be a forecast.
 * Throws `milestone.missing`, `permission.missing`, `row.changed`, `request.invalid`.
 */
export const meetMilestone = (
  deps: Deps,
  actor: Actor,
  id: Id,
  { actual, version }: MeetMilestone,
): Promise<MilestoneDetail> =>
  change(deps, actor, id, version, async (row) => {
    if (actual !== null && actual > today(deps))
      throw new AppError('request.invalid', { issues: [{ path: 'actual', rule: 'too-big' }] })
    return { ...row, actual }
  })

/** What every change of a milestone does around its own step: hold, check, save, assess, tell. */
function change(
  deps: Deps,
  actor: Actor,
  id: Id,
  version: number,
  step: (row: MilestoneRow, unit: TrackerUnit) => Promise<MilestoneRow>,
): Promise<MilestoneDetail> {
  return deps.work.run(async (unit) => {
    const { projectId } = await requireMilestone(unit, id)
    const project = await unit.projects.hold(projectId)
    if (!project) throw new AppError('project.missing')
    requireRight(mayChangeProject(actor, project))
    // Read again: what stood before the project was held may be old.
    const row = await requireMilestone(unit, id)
    if (row.version !== version) throw new AppError('row.changed')
    const after = { ...(await step(row, unit)), version: version + 1 }
    await unit.milestones.change(after)
    const ids = { projectId, milestoneId: id }
    unit.events.record('milestone.changed', ids, actor.personId, { before: row, after })
    await keepAssessment(deps, unit, project, actor.personId)
    return loadMilestone(unit, actor, id, today(deps))
  })
}

async function loadMilestone(
  view: Pick<TrackerView, 'projects' | 'milestones' | 'proceedings'>,
  actor: Actor,
  id: Id,
  on: LocalDate,
): Promise<MilestoneDetail> {
  const { projectId } = await requireMilestone(view, id)
  const project = await view.projects.find(projectId)
  const record = (await view.milestones.recordsOf(projectId, on)).find((milestone) => milestone.id === id)
  if (!project || !record) throw new AppError('milestone.missing')
  const forecasts = await view.milestones.forecastsOf(id)
  return {
    ...toMilestone({ ...record, ...assessMilestone(record, on) }),
    projectName: project.name,
    forecasts: forecasts.map(({ id: forecastId, date, reason, decisionId, byName, at }) => ({
      id: forecastId,
      date,
      reason,
      decisionId,
      by: byName,
      at,
    })),
    links: await view.proceedings.linksOf(id),
    rights: { change: mayChangeProject(actor, project) },
  }
}

async function requireMilestone(
  { milestones }: { milestones: Pick<TrackerView['milestones'], 'find'> },
  id: Id,
): Promise<MilestoneRow> {
  const row = await milestones.find(id)
  if (!row) throw new AppError('milestone.missing')
  return row
}
