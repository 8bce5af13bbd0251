import type { Id } from '../contract/values.ts'
import { assessMilestone } from './assess-milestone.ts'
import { assessProject } from './assess-project.ts'
import { today } from './moments.ts'
import type { Deps, ProjectRow, TrackerUnit } from './ports.ts'

type Moment = Pick<Deps, 'clock' | 'zone'>

/**
 * Works out anew how a project stands, in the unit of work that changed what it stands on, and tells open pages.
 * Hold the project before the change: two changes at once must not each miss the other's.
 */
export async function keepAssessment(
  moment: Moment,
  { milestones, reports, assessments, events }: TrackerUnit,
  project: Pick<ProjectRow, 'id' | 'status'>,
  actorId: Id | null,
): Promise<void> {
  const day = today(moment)
  const records = await milestones.recordsOf(project.id, day)
  const facts = {
    status: project.status,
    milestones: records.map((record) => ({ ...record, ...assessMilestone(record, day) })),
    overdueReports: await reports.overdueOf(project.id, day),
  }
  await assessments.save({ projectId: project.id, day, ...assessProject(facts, day) })
  events.record('project.changed', { projectId: project.id }, actorId)
}

/**
 * Brings every project's assessment to the present day, because a day that passes makes things late by itself. Each in a
 * unit of work of its own: one that fails keeps no other from being assessed today. Answers how many were brought forward.
 */
export async function assessForToday(deps: Deps): Promise<number> {
  const stale = await deps.work.read(({ projects }) => projects.assessedBefore(today(deps)))
  const failures: unknown[] = []
  for (const id of stale) {
    try {
      await deps.work.run(async (unit) => {
        const project = await unit.projects.hold(id)
        if (project) await keepAssessment(deps, unit, project, null)
      })
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of ${stale.length} projects`)
  return stale.length
}
