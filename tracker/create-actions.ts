import type { Id, LocalDate } from '../contract/values.ts'
import { holdProjects, newAction, tellChange } from './actions.ts'
import { keepAssessment } from './keep-assessment.ts'
import { instantNow } from './moments.ts'
import type { Deps, ProjectRow, TrackerUnit } from './ports.ts'

/** An action as published minutes word it. */
export type PublishedAction = {
  draftId: Id
  text: string
  ownerPersonId: Id
  dueOn: LocalDate
  milestoneId: Id | null
}

/**
 * Makes tracked actions of what published minutes say, in the unit of work that handles their publication. One draft
 * becomes one action: told twice, the second time does nothing. A milestone that is not there is left out rather than the
 * action lost. Answers the ids of the new ones.
 */
export async function createActions(
  moment: Pick<Deps, 'clock' | 'zone'>,
  unit: TrackerUnit,
  meetingId: Id,
  drafts: readonly PublishedAction[],
  actorId: Id | null,
): Promise<Id[]> {
  const held = await holdProjects(
    unit,
    drafts.map(({ milestoneId }) => milestoneId),
  )
  const created: Id[] = []
  const touched = new Set<ProjectRow>()
  for (const { draftId, ...draft } of drafts) {
    const project = draft.milestoneId === null ? undefined : held.get(draft.milestoneId)
    const milestoneId = project ? draft.milestoneId : null
    const row = newAction({ ...draft, milestoneId }, instantNow(moment), { meetingId, draftId })
    if (!(await unit.actions.add(row))) continue
    created.push(row.id)
    tellChange(unit, row, project, actorId)
    unit.events.record('action.assigned', { actionId: row.id }, actorId)
    if (project) touched.add(project)
  }
  for (const project of touched) await keepAssessment(moment, unit, project, actorId)
  return created
}
