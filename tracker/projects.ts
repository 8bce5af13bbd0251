/** Reading projects: a page of them with health, and one with its milestones. */
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Milestone, Project, ProjectDecision, ProjectSummary } from '../contract/tracking.ts'
import type { ProjectsQuery } from '../contract/lists.ts'
import type { Id, LocalDate, Page } from '../contract/values.ts'
import { assessMilestone } from './assess-milestone.ts'
import { assessProject } from './assess-project.ts'
import { today } from './moments.ts'
import type { Deps, MilestoneRecord, TrackerView } from './ports.ts'
import { mayChangeProject } from './rights.ts'

/** A page of projects by code. Every signed-in person may know names, milestones and health. */
export const listProjects = async (
  { work }: Deps,
  actor: Actor,
  { mine, ...query }: ProjectsQuery,
): Promise<Page<ProjectSummary>> => {
  const managedBy = mine ? actor.personId : null
  const page = await work.read(({ projects }) => projects.page({ ...query, managedBy }))
  const rightsOn = ({ manager }: Pick<ProjectSummary, 'manager'>) => ({
    change: mayChangeProject(actor, { managerPersonId: manager?.personId ?? null }),
  })
  return { ...page, items: page.items.map((project) => ({ ...project, rights: rightsOn(project) })) }
}

/** A page shows the latest; the reports have them all. */
const mostDecisions = 50

/** What was decided about a project, newest first. Throws `project.missing`. */
export const listProjectDecisions = ({ work }: Deps, id: Id): Promise<ProjectDecision[]> =>
  work.read(async ({ projects, proceedings }) => {
    if (!(await projects.find(id))) throw new AppError('project.missing')
    return proceedings.latestDecisionsOf(id, mostDecisions)
  })

/** Throws `project.missing`. */
export const showProject = (deps: Deps, actor: Actor, id: Id): Promise<Project> =>
  deps.work.read((view) => loadProject(view, actor, id, today(deps)))

/** The project as the actor sees it, inside a unit of work or a read. Throws `project.missing`. */
export async function loadProject(
  { projects, milestones, reports }: Pick<TrackerView, 'projects' | 'milestones' | 'reports'>,
  actor: Actor,
  id: Id,
  on: LocalDate,
): Promise<Project> {
  const project = await projects.show(id)
  if (!project) throw new AppError('project.missing')
  const records = await milestones.recordsOf(id, on)
  const assessed = records.map((record) => ({ ...record, ...assessMilestone(record, on) }))
  const overdueReports = await reports.overdueOf(id, on)
  const { status, organisation, manager, code, name, description, version } = project
  return {
    id,
    code,
    name,
    description,
    organisation,
    manager,
    status,
    health: assessProject({ status, milestones: assessed, overdueReports }, on).health,
    milestones: assessed.map(toMilestone),
    rights: { change: mayChangeProject(actor, project) },
    version,
  }
}

/** A milestone as everybody sees it on the day for which it was assessed. */
export function toMilestone(record: MilestoneRecord & Pick<Milestone, 'slipDays' | 'health'>): Milestone {
  const { ownerPersonId, ownerName, lateActions: _, createdAt: _at, ...shown } = record
  return {
    ...shown,
    owner: ownerPersonId === null ? null : { personId: ownerPersonId, name: ownerName ?? '' },
  }
}
