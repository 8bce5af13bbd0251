/** Actions: what somebody has to do by a day. Read, added, changed and closed. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Action, AddAction, ChangeTrackedAction, CloseAction } from '../contract/tracking.ts'
import type { ActionsQuery } from '../contract/lists.ts'
import type { Id, LocalDate, Page } from '../contract/values.ts'
import { keepAssessment } from './keep-assessment.ts'
import { instantNow, today } from './moments.ts'
import type { ActionRecord, ActionRow, Deps, ProjectRow, TrackerUnit, TrackerView } from './ports.ts'
import { requirePerson } from './require-person.ts'
import {
  mayChangeAction,
  mayChangeProject,
  mayCloseAction,
  maySeeAction,
  requireRight,
  hasRole,
  seesAllActions,
} from './rights.ts'

/** Past its day while it is open, or done after its day. What was dropped is not late. */
export const isLate = (
  { status, dueOn, closedOn }: Pick<ActionRow, 'status' | 'dueOn' | 'closedOn'>,
  on: LocalDate,
): boolean => (status === 'open' ? dueOn < on : status === 'done' && closedOn !== null && closedOn > dueOn)

/** A page of actions by due day: all of them for those who see all, else one's own and those of projects one manages. */
export const listActions = async (
  deps: Deps,
  actor: Actor,
  { mine, ...query }: ActionsQuery,
): Promise<Page<Action>> => {
  const on = today(deps)
  const ownedBy = mine ? actor.personId : null
  const seenBy = seesAllActions(actor) ? null : actor.personId
  const page = await deps.work.read(({ actions }) => actions.page({ ...query, ownedBy, seenBy, today: on }))
  return { ...page, items: page.items.map((record) => toAction(record, actor, on)) }
}

/** Throws `action.missing`, also when the actor may not see it. */
export const showAction = (deps: Deps, actor: Actor, id: Id): Promise<Action> =>
  deps.work.read((view) => loadAction(view, actor, id, today(deps)))

/**
 * Adds an action outside of any minutes: the project's manager on a milestone, the secretariat anywhere, and everybody
 * for themselves. Throws `milestone.missing`, `person.missing`, `permission.missing`.
 */
export const addAction = (deps: Deps, actor: Actor, ask: AddAction): Promise<Action> =>
  deps.work.run(async (unit) => {
    const project = await holdProject(unit, ask.milestoneId)
    requireRight(
      hasRole(actor, 'secretariat') ||
        (project ? mayChangeProject(actor, project) : ask.ownerPersonId === actor.personId),
    )
    await requirePerson(unit, ask.ownerPersonId)
    const row = newAction(ask, instantNow(deps))
    await unit.actions.add(row)
    tellChange(unit, row, project, actor.personId)
    unit.events.record('action.assigned', { actionId: row.id }, actor.personId)
    if (project) await keepAssessment(deps, unit, project, actor.personId)
    return loadAction(unit, actor, row.id, today(deps))
  })

/** An action that nothing has happened to yet. `source` is the draft in the minutes that it comes from. */
export const newAction = (
  ask: AddAction,
  createdAt: string,
  source: { meetingId: Id; draftId: Id } | null = null,
): ActionRow => ({
  id: newId(),
  ...ask,
  status: 'open',
  closedOn: null,
  closedByPersonId: null,
  note: null,
  meetingId: source?.meetingId ?? null,
  draftId: source?.draftId ?? null,
  createdAt,
  version: 1,
})

/**
 * Changes an open action. A new owner is told.
 * Throws `action.missing`, `permission.missing`, `action.closed`, `row.changed`, `milestone.missing`, `person.missing`.
 */
export const changeAction = (deps: Deps, actor: Actor, id: Id, ask: ChangeTrackedAction): Promise<Action> =>
  deps.work.run(async (unit) => {
    const before = await requireAction(unit, id)
    if (!maySeeAction(actor, before)) throw new AppError('action.missing')
    requireRight(mayChangeAction(actor, before))
    const held = await holdProjects(unit, [before.milestoneId, ask.milestoneId])
    if (ask.milestoneId !== null && !held.has(ask.milestoneId)) throw new AppError('milestone.missing')
    const row = await requireOpen(unit, id)
    if (row.version !== ask.version) throw new AppError('row.changed')
    await requirePerson(unit, ask.ownerPersonId, row.ownerPersonId)
    const changed = { ...row, ...ask, version: ask.version + 1 }
    await unit.actions.change(changed)
    const target = ask.milestoneId === null ? null : held.get(ask.milestoneId)
    tellChange(unit, changed, target, actor.personId, { before: row, after: changed })
    for (const project of new Set(held.values())) await keepAssessment(deps, unit, project, actor.personId)
    if (changed.ownerPersonId !== row.ownerPersonId)
      unit.events.record('action.assigned', { actionId: id }, actor.personId)
    return loadAction(unit, actor, id, today(deps))
  })

/**
 * Closes an action, done or dropped; the health of its milestone and project follows in the same unit of work.
 * Throws `action.missing`, `permission.missing`, `action.closed`, `row.changed`.
 */
export const closeAction = (deps: Deps, actor: Actor, id: Id, ask: CloseAction): Promise<Action> =>
  deps.work.run(async (unit) => {
    const record = await requireAction(unit, id)
    if (!maySeeAction(actor, record)) throw new AppError('action.missing')
    requireRight(mayCloseAction(actor, record))
    const project = await holdProject(unit, record.milestoneId)
    const row = await requireOpen(unit, id)
    if (row.version !== ask.version) throw new AppError('row.changed')
    await close(deps, unit, row, { status: ask.status, note: ask.note }, project, actor.personId)
    return loadAction(unit, actor, id, today(deps))
  })

/** The step that closes, for those who have held and checked: by the page and by the link in a mail. */
export async function close(
  deps: Deps,
  unit: TrackerUnit,
  row: ActionRow,
  how: Pick<CloseAction, 'status' | 'note'>,
  project: ProjectRow | null,
  byPersonId: Id,
): Promise<void> {
  const closed = { ...row, ...how, closedOn: today(deps), closedByPersonId: byPersonId }
  await unit.actions.change({ ...closed, version: row.version + 1 })
  unit.events.record(
    'action.closed',
    { actionId: row.id, projectId: project?.id ?? null, milestoneId: row.milestoneId },
    byPersonId,
    { before: row, after: closed },
  )
  if (project) await keepAssessment(deps, unit, project, byPersonId)
}

/** The project of a milestone, held; null without milestone. Throws `milestone.missing`. */
export async function holdProject(unit: Holding, milestoneId: Id | null): Promise<ProjectRow | null> {
  if (milestoneId === null) return null
  const project = (await holdProjects(unit, [milestoneId])).get(milestoneId)
  if (!project) throw new AppError('milestone.missing')
  return project
}

type Holding = Pick<TrackerUnit, 'milestones' | 'projects'>

/**
 * The projects of several milestones, by milestone; one that does not exist is left out. Always held in the order of
 * their ids: two moves in opposite directions must not wait for each other.
 */
export async function holdProjects(
  { milestones, projects }: Holding,
  milestoneIds: readonly (Id | null)[],
): Promise<Map<Id, ProjectRow>> {
  const projectOf = new Map<Id, Id>()
  for (const milestoneId of new Set(milestoneIds)) {
    const milestone = milestoneId === null ? null : await milestones.find(milestoneId)
    if (milestone) projectOf.set(milestone.id, milestone.projectId)
  }
  const held = new Map<Id, ProjectRow>()
  for (const projectId of [...new Set(projectOf.values())].sort()) {
    const project = await projects.hold(projectId)
    if (!project) continue
    for (const [milestoneId, id] of projectOf) if (id === projectId) held.set(milestoneId, project)
  }
  return held
}

/** The action as it is now, if it can still change. Throws `action.missing`, `action.closed`. */
export async function requireOpen({ actions }: Pick<TrackerUnit, 'actions'>, id: Id): Promise<ActionRow> {
  const row = await actions.find(id)
  if (!row) throw new AppError('action.missing')
  if (row.status !== 'open') throw new AppError('action.closed')
  return row
}

/** Tells open pages that an action changed. */
export const tellChange = (
  { events }: Pick<TrackerUnit, 'events'>,
  { id, milestoneId }: Pick<ActionRow, 'id' | 'milestoneId'>,
  project: ProjectRow | null | undefined,
  actorId: Id | null,
  change?: { before: object; after: object },
): void =>
  events.record(
    'action.changed',
    { actionId: id, projectId: project?.id ?? null, milestoneId },
    actorId,
    change,
  )

async function loadAction(
  view: Pick<TrackerView, 'actions'>,
  actor: Actor,
  id: Id,
  on: LocalDate,
): Promise<Action> {
  const record = await requireAction(view, id)
  if (!maySeeAction(actor, record)) throw new AppError('action.missing')
  return toAction(record, actor, on)
}

async function requireAction(
  { actions }: { actions: Pick<TrackerView['actions'], 'show'> },
  id: Id,
): Promise<ActionRecord> {
  const record = await actions.show(id)
  if (!record) throw new AppError('action.missing')
  return record
}

function toAction(record: ActionRecord, actor: Actor, on: LocalDate): Action {
  const { id, text, ownerPersonId, ownerName, ownerLeft, dueOn, status, closedOn, note, source, version } =
    record
  const open = status === 'open'
  return {
    id,
    text,
    owner: { personId: ownerPersonId, name: ownerName, left: ownerLeft },
    dueOn,
    status,
    closedOn,
    note,
    late: isLate(record, on),
    milestone: record.milestone && {
      id: record.milestone.id,
      title: record.milestone.title,
      projectId: record.milestone.projectId,
      projectName: record.milestone.projectName,
    },
    source,
    rights: { close: open && mayCloseAction(actor, record), change: open && mayChangeAction(actor, record) },
    version,
  }
}
