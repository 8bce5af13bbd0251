import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { ChangeProject, Project } from '../contract/tracking.ts'
import type { Id } from '../contract/values.ts'
import { requireKnown } from './add-project.ts'
import { keepAssessment } from './keep-assessment.ts'
import { today } from './moments.ts'
import type { Deps } from './ports.ts'
import { loadProject } from './projects.ts'
import { mayChangeProject, requireRight } from './rights.ts'

/**
 * Changes a project; a closed one keeps its history and can be opened again by its status.
 * Throws `project.missing`, `permission.missing`, `row.changed`, `project.code-taken`, `organisation.missing`,
 * `person.missing`.
 */
export const changeProject = (deps: Deps, actor: Actor, id: Id, ask: ChangeProject): Promise<Project> =>
  deps.work.run(async (unit) => {
    const row = await unit.projects.hold(id)
    if (!row) throw new AppError('project.missing')
    requireRight(mayChangeProject(actor, row))
    if (row.version !== ask.version) throw new AppError('row.changed')
    await requireKnown(unit, ask, row.managerPersonId)
    const changed = { ...row, ...ask, version: ask.version + 1 }
    await unit.projects.change(changed)
    unit.events.record('project.changed', { projectId: id }, actor.personId, { before: row, after: changed })
    await keepAssessment(deps, unit, changed, actor.personId)
    return loadProject(unit, actor, id, today(deps))
  })
