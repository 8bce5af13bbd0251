/** Writing the minutes while they are a draft: discussion, decisions and actions of each entry. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type {
  ChangeAction,
  ChangeDecision,
  Minutes,
  WriteAction,
  WriteDecision,
  WriteDiscussion,
} from '../contract/minutes.ts'
import type { Id } from '../contract/values.ts'
import type { GroupDeps, GroupUnit } from './group-ports.ts'
import { mergeText } from './merge-text.ts'
import { numberDecisions } from './number-decisions.ts'
import { holdMinutes, shownMinutes } from './open-minutes.ts'
import { requirePeople } from './require-people.ts'

const draft = { status: 'draft', right: 'write' } as const

/**
 * One change of a draft, in its own unit of work, with the whole minutes as the answer. Every change counts as a new
 * version of the minutes: who approves names the version that they read.
 */
const write = (
  { work }: GroupDeps,
  actor: Actor,
  meetingId: Id,
  change: (unit: GroupUnit) => Promise<void>,
): Promise<Minutes> =>
  work.run(async (unit) => {
    const { minutes, ...role } = await holdMinutes(unit, actor, meetingId, draft)
    await change(unit)
    await unit.minutes.save({ ...minutes, version: minutes.version + 1 })
    unit.events.record('minutes.changed', { meetingId }, actor.personId)
    return shownMinutes(unit, actor, role)
  })

/**
 * Saves what was discussed. Somebody else's lines that came in between are kept; where both changed the same lines it
 * throws `minutes.conflict` with the text as it stands, so that the writer can put the two together.
 */
export const writeDiscussion = (
  deps: GroupDeps,
  actor: Actor,
  meetingId: Id,
  entryId: Id,
  ask: WriteDiscussion,
) =>
  write(deps, actor, meetingId, async ({ minutes }) => {
    const entry = await minutes.findEntry(meetingId, entryId)
    if (!entry) throw new AppError('minutes.missing')
    const theirs = entry.discussion
    const merged =
      ask.version === entry.version
        ? ask.discussion
        : mergeText({ mine: ask.discussion, base: ask.base, theirs })
    if (merged === null) throw new AppError('minutes.conflict', { current: theirs, version: entry.version })
    await minutes.saveEntry({ ...entry, discussion: merged, version: entry.version + 1 })
  })

/** Throws `minutes.missing` when there is no such entry. */
export const addDecision = (deps: GroupDeps, actor: Actor, meetingId: Id, entryId: Id, ask: WriteDecision) =>
  write(deps, actor, meetingId, async ({ minutes }) => {
    await requireEntry(minutes, meetingId, entryId)
    const number = (await minutes.decisions(meetingId)).length + 1
    await minutes.addDecision({ id: newId(), meetingId, entryId, number, ...ask, version: 1 })
    await numberDecisions(minutes, meetingId)
  })

export const changeDecision = (deps: GroupDeps, actor: Actor, meetingId: Id, id: Id, ask: ChangeDecision) =>
  write(deps, actor, meetingId, async ({ minutes }) => {
    const decision = versioned(await minutes.decisions(meetingId), id, ask.version)
    await minutes.saveDecisions([{ ...decision, ...ask, version: ask.version + 1 }])
  })

export const removeDecision = (deps: GroupDeps, actor: Actor, meetingId: Id, id: Id) =>
  write(deps, actor, meetingId, async ({ minutes }) => {
    if ((await minutes.decisions(meetingId)).some((decision) => decision.id === id))
      await minutes.removeDecision(id)
    await numberDecisions(minutes, meetingId)
  })

/** Throws `minutes.missing`, `person.missing`. */
export const addAction = (deps: GroupDeps, actor: Actor, meetingId: Id, entryId: Id, ask: WriteAction) =>
  write(deps, actor, meetingId, async ({ minutes, knownPeople }) => {
    await requireEntry(minutes, meetingId, entryId)
    await requirePeople({ knownPeople }, [ask.ownerPersonId])
    await minutes.addAction({ id: newId(), meetingId, entryId, ...ask, version: 1 })
  })

/** Throws `minutes.missing`, `person.missing`, `row.changed`. */
export const changeAction = (deps: GroupDeps, actor: Actor, meetingId: Id, id: Id, ask: ChangeAction) =>
  write(deps, actor, meetingId, async ({ minutes, knownPeople }) => {
    const action = versioned(await minutes.actions(meetingId), id, ask.version)
    await requirePeople({ knownPeople }, [ask.ownerPersonId], [action.ownerPersonId])
    await minutes.saveAction({ ...action, ...ask, version: ask.version + 1 })
  })

export const removeAction = (deps: GroupDeps, actor: Actor, meetingId: Id, id: Id) =>
  write(deps, actor, meetingId, async ({ minutes }) => {
    if ((await minutes.actions(meetingId)).some((action) => action.id === id)) await minutes.removeAction(id)
  })

async function requireEntry(minutes: GroupUnit['minutes'], meetingId: Id, entryId: Id): Promise<void> {
  if (!(await minutes.findEntry(meetingId, entryId))) throw new AppError('minutes.missing')
}

function versioned<T extends { id: Id; version: number }>(rows: T[], id: Id, version: number): T {
  const row = rows.find((each) => each.id === id)
  if (!row) throw new AppError('minutes.missing')
  if (row.version !== version) throw new AppError('row.changed')
  return row
}
