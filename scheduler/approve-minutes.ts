/** From draft to approved to published; after that only addenda. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { AddAddendum, Minutes, ReturnMinutes } from '../contract/minutes.ts'
import type { Id } from '../contract/values.ts'
import type { GroupDeps, GroupUnit, MinutesRow } from './group-ports.ts'
import { today } from './groups.ts'
import { holdMinutes, now, shownMinutes } from './open-minutes.ts'

type Step = { from: Minutes['status']; right: keyof Minutes['rights'] }

/**
 * One step of the minutes' life. `version` is that of the minutes as the person saw them: nobody approves or publishes
 * a text that was changed while they read it. Throws `row.changed`, `minutes.wrong-state`, `permission.missing`.
 */
const step = (
  { work }: GroupDeps,
  actor: Actor,
  meetingId: Id,
  version: number,
  { from, right }: Step,
  next: (row: MinutesRow, unit: GroupUnit) => Promise<Partial<MinutesRow>>,
): Promise<Minutes> =>
  work.run(async (unit) => {
    const { minutes, ...role } = await holdMinutes(unit, actor, meetingId, { status: from, right })
    if (minutes.version !== version) throw new AppError('row.changed')
    await unit.minutes.save({ ...minutes, ...(await next(minutes, unit)), version: version + 1 })
    return shownMinutes(unit, actor, role)
  })

/** The approver signs: the minutes get their number and date, and nobody writes in them any more. */
export const approveMinutes = (deps: GroupDeps, actor: Actor, meetingId: Id, version: number) =>
  step(
    deps,
    actor,
    meetingId,
    version,
    { from: 'draft', right: 'approve' },
    async ({ act }, { register, events }) => {
      events.record('minutes.approved', { meetingId }, actor.personId)
      return {
        status: 'approved',
        // Minutes that were returned and are approved again keep the number that they have.
        act: act ?? (await register.next('minutes', today(deps))),
        approvedBy: actor.personId,
        approvedAt: now(deps.clock),
      }
    },
  )

/** Approved minutes go back to be corrected, by whoever would publish them, with what is to be corrected. */
export const returnMinutes = (
  deps: GroupDeps,
  actor: Actor,
  meetingId: Id,
  { version, remark }: ReturnMinutes,
) =>
  step(
    deps,
    actor,
    meetingId,
    version,
    { from: 'approved', right: 'publish' },
    async (_, { minutes, events }) => {
      const said = { id: newId(), meetingId, text: remark, byPersonId: actor.personId, at: now(deps.clock) }
      await minutes.addRemark(said)
      events.record('minutes.changed', { meetingId }, actor.personId)
      return { status: 'draft', approvedBy: null, approvedAt: null }
    },
  )

/** From here on the actions are tracked and the members have their mail; two who publish at once do it once. */
export const publishMinutes = (deps: GroupDeps, actor: Actor, meetingId: Id, version: number) =>
  step(deps, actor, meetingId, version, { from: 'approved', right: 'publish' }, async (_, { events }) => {
    events.record('minutes.published', { meetingId }, actor.personId)
    return { status: 'published', publishedAt: now(deps.clock) }
  })

/** Adds to published minutes what was left out, under a number of its own. Throws as `step`. */
export const addAddendum = (
  deps: GroupDeps,
  actor: Actor,
  meetingId: Id,
  ask: AddAddendum,
): Promise<Minutes> =>
  deps.work.run(async (unit) => {
    const role = await holdMinutes(unit, actor, meetingId, { status: 'published', right: 'amend' })
    const act = await unit.register.next('minutes', today(deps))
    await unit.minutes.addAddendum({
      id: newId(),
      meetingId,
      text: ask.text,
      act,
      byPersonId: actor.personId,
      at: now(deps.clock),
    })
    unit.events.record('minutes.changed', { meetingId }, actor.personId)
    return shownMinutes(unit, actor, role)
  })
