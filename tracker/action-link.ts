/**
 * The address in a mail by which an action's owner closes it without signing in. Its token is the action's id with a MAC over
 * it and its owner, so nothing secret is stored, and it dies when the action gets another owner.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import type { PersonalAction } from '../contract/tracking.ts'
import type { Id } from '../contract/values.ts'
import { close, holdProject, isLate, requireOpen } from './actions.ts'
import { today } from './moments.ts'
import type { ActionRecord, Deps, TrackerView } from './ports.ts'

export type ActionLinks = {
  /** Key of the MAC: 256 bits, base64url. */
  key: string
  /** The product's own address, without a slash at the end. */
  publicUrl: string
}
export type LinkDeps = Deps & { actionLinks: ActionLinks }

type Linked = Pick<ActionRecord, 'id' | 'ownerPersonId'>

/** 192 of the MAC's 256 bits, as in the product's other links. */
const macBytes = 24

/** The word before the ids keeps these apart from other links that are made with the same key. */
const mac = (key: string, { id, ownerPersonId }: Linked): Buffer =>
  createHmac('sha256', Buffer.from(key, 'base64url'))
    .update(`action ${id} ${ownerPersonId}`)
    .digest()
    .subarray(0, macBytes)

export const actionToken = (key: string, action: Linked): string =>
  Buffer.concat([Buffer.from(action.id.replaceAll('-', ''), 'hex'), mac(key, action)]).toString('base64url')

export const actionUrl = ({ key, publicUrl }: ActionLinks, action: Linked): string =>
  `${publicUrl}/a/${actionToken(key, action)}`

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
  { actionLinks }: Pick<LinkDeps, 'actionLinks'>,
  { actions }: { actions: Pick<TrackerView['actions'], 'show'> },
  token: string,
): Promise<ActionRecord> {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 16 + macBytes) throw new AppError('action-link.invalid')
  const record = await actions.show(idOf(bytes))
  // With the account, the links of somebody who has left are shut, too.
  if (!record || record.ownerLeft || !timingSafeEqual(bytes.subarray(16), mac(actionLinks.key, record)))
    throw new AppError('action-link.invalid')
  return record
}

const idOf = (bytes: Buffer): Id =>
  bytes
    .subarray(0, 16)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

const toPersonal = (record: ActionRecord, on: string): PersonalAction => ({
  text: record.text,
  ownerName: record.ownerName,
  dueOn: record.dueOn,
  status: record.status,
  late: isLate(record, on),
  milestoneTitle: record.milestone?.title ?? null,
  projectName: record.milestone?.projectName ?? null,
})
