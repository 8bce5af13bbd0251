/** Who may do what with projects, actions and reports. */
import { AppError } from '../contract/errors.ts'
import type { Actor, Role } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import type { ActionRecord, ProjectRow, ReportRecord } from './ports.ts'

export const hasRole = (actor: Actor, ...wanted: readonly Role[]): boolean =>
  wanted.some((role) => actor.roles.includes(role))

/** Throws `permission.missing` unless `allowed`. */
export function requireRight(allowed: boolean): void {
  if (!allowed) throw new AppError('permission.missing')
}

/**
 * The project's manager changes it. One without a manager (who may have left) is any project manager's to take up, and an
 * administrator can always name another.
 */
export const mayChangeProject = (actor: Actor, { managerPersonId }: Pick<ProjectRow, 'managerPersonId'>) =>
  hasRole(actor, 'administrator') ||
  managerPersonId === actor.personId ||
  (managerPersonId === null && hasRole(actor, 'project-manager'))

/** Those who see everybody's actions; others see their own and those of projects they manage. */
export const seesAllActions = (actor: Actor) => hasRole(actor, 'secretariat', 'directorate', 'administrator')

type ActionParts = Pick<ActionRecord, 'ownerPersonId'> & {
  milestone: { managerPersonId: Id | null } | null
}
const managesAction = (actor: Actor, { milestone }: ActionParts) =>
  hasRole(actor, 'secretariat') || (milestone !== null && milestone.managerPersonId === actor.personId)

export const maySeeAction = (actor: Actor, action: ActionParts) =>
  seesAllActions(actor) || managesAction(actor, action) || action.ownerPersonId === actor.personId

export const mayChangeAction = managesAction

export const mayCloseAction = (actor: Actor, action: ActionParts) =>
  managesAction(actor, action) || action.ownerPersonId === actor.personId

type ReportParts = Pick<ReportRecord, 'authorPersonId'> & { project: { managerPersonId: Id | null } }

/** Those who see every report; others see what they wrote and the reports of projects they manage. */
export const seesAllReports = (actor: Actor) => hasRole(actor, 'directorate', 'administrator')

export const mayWriteReport = (actor: Actor, { authorPersonId, project }: ReportParts) =>
  authorPersonId === actor.personId || project.managerPersonId === actor.personId

export const maySeeReport = (actor: Actor, report: ReportParts) =>
  seesAllReports(actor) || mayWriteReport(actor, report)

/** The directorate reviews, and nobody reviews a report that they may write. */
export const mayReviewReport = (actor: Actor, report: ReportParts) =>
  hasRole(actor, 'directorate') && !mayWriteReport(actor, report)
