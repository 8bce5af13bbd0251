import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { AddProject, Project } from '../contract/tracking.ts'
import type { Id } from '../contract/values.ts'
import { keepAssessment } from './keep-assessment.ts'
import { instantNow, today } from './moments.ts'
import type { Deps, TrackerUnit } from './ports.ts'
import { loadProject } from './projects.ts'
import { requirePerson } from './require-person.ts'
import { hasRole, requireRight } from './rights.ts'

/**
 * Begins a project, planned and without milestones.
 * Throws `permission.missing`, `project.code-taken`, `organisation.missing`, `person.missing`.
 */
export const addProject = (deps: Deps, actor: Actor, ask: AddProject): Promise<Project> => {
  requireRight(hasRole(actor, 'project-manager', 'administrator'))
  return deps.work.run(async (unit) => {
    await requireKnown(unit, ask)
    const row = {
      id: newId(),
      ...ask,
      status: 'planned' as const,
      createdAt: instantNow(deps),
      version: 1,
    }
    await unit.projects.add(row)
    await keepAssessment(deps, unit, row, actor.personId)
    return loadProject(unit, actor, row.id, today(deps))
  })
}

/**
 * Throws `organisation.missing` or `person.missing` when what a project points to is not there; whoever manages it `already`
 * may stay.
 */
export async function requireKnown(
  { organisations, people }: Pick<TrackerUnit, 'organisations' | 'people'>,
  { organisationId, managerPersonId }: Pick<AddProject, 'organisationId' | 'managerPersonId'>,
  already: Id | null = null,
): Promise<void> {
  if (organisationId !== null && !(await organisations.find(organisationId)))
    throw new AppError('organisation.missing')
  await requirePerson({ people }, managerPersonId, already)
}
