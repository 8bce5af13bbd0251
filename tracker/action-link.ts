/**
 * The personal link by which an action's owner closes it from a mail: the action and its owner under a MAC, so that nothing
 * secret is kept, and the link dies when the action gets another owner.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import type { PersonalAction } from '../contract/tracking.ts'
import { Id } from '../contract/values.ts'
import { close, holdProject, isLate, requireOpen } from './actions.ts'
import { today } from './moments.ts'
import type { ActionRecord, Deps, TrackerView } from './ports.ts'

export type LinkDeps = Deps & {
  /** Key of the MAC, from the installation's secrets. */
  actionLinkKey: string
}

const macBytes = 16

/** The token of an action's link: its id and 128 bits of HMAC-SHA-256 over it and its owner. */
export const actionToken = (
  key: string,
  { id, ownerPersonId }: Pick<ActionRecord, 'id' | 'ownerPersonId'>,
): string => `${id}.${seal(key, id, ownerPersonId).toString('base64url')}`

/** What the owner sees who opens the link. Throws `action-link.invalid`. */
export const showActionByLink = (deps: LinkDeps, token: string): Promise<PersonalAction> =>
  deps.work.read(async (view) => toPersonal(await open(deps, view, token), today(deps)))

/** Marks the action as done. Throws `action-link.invalid`, `action.closed`. */
export const closeActionByLink = (
  deps: LinkDeps,
  token: string,
  { note }: { note: string | null },
): Promise<PersonalAction> =>
  deps.work.run(async (unit) => {
    const record = await open(deps, unit, token)
    const project = await holdProject(unit, record.milestoneId)
    const row = await requireOpen(unit, record.id)
    await close(deps, unit, row, { status: 'done', note }, project, row.ownerPersonId)
    return toPersonal(await open(deps, unit, token), today(deps))
  })

async function open(
  { actionLinkKey }: Pick<LinkDeps, 'actionLinkKey'>,
  { actions }: { actions: Pick<TrackerView['actions'], 'show'> },
  token: string,
): Promise<ActionRecord> {
  const [id, mac, ...rest] = token.split('.')
  const parsed = Id.safeParse(id)
  if (!parsed.success || mac === undefined || rest.length > 0) throw new AppError('action-link.invalid')
  const record = await actions.show(parsed.data)
  if (!record) throw new AppError('action-link.invalid')
  const given = Buffer.from(mac, 'base64url')
  const expected = seal(actionLinkKey, record.id, record.ownerPersonId)
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new AppError('action-link.invalid')
  return record
}

const seal = (key: string, actionId: Id, ownerPersonId: Id): Buffer =>
  createHmac('sha256', key).update(`action\n${actionId}\n${ownerPersonId}`).digest().subarray(0, macBytes)

const toPersonal = (record: ActionRecord, on: string): PersonalAction => ({
  text: record.text,
  ownerName: record.ownerName,
  dueOn: record.dueOn,
  status: record.status,
  late: isLate(record, on),
  milestoneTitle: record.milestone?.title ?? null,
  projectName: record.milestone?.projectName ?? null,
})
