/** Minutes are opened from the agenda, read by those who may see the meeting, and written item by item. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Minutes } from '../contract/minutes.ts'
import type { Id, Instant } from '../contract/values.ts'
import type {
  EntryRow,
  GroupDeps,
  GroupUnit,
  GroupView,
  GroupViews,
  MeetingFacts,
  MinutesRow,
} from './group-ports.ts'
import { minutesRights, hosts } from './group-rights.ts'
import { meetingWithGroup } from './meeting-with-group.ts'

type Role = { meeting: MeetingFacts; group: GroupView | null }

/**
 * Reads the minutes. A draft is seen by those who write or approve it; what is approved, by everyone who may see the
 * meeting. Throws `meeting.missing`, `minutes.missing`.
 */
export const findMinutes = ({ work }: GroupDeps, actor: Actor, meetingId: Id): Promise<Minutes> =>
  work.read(async (views) => shownMinutes(views, actor, await meetingWithGroup(views, actor, meetingId)))

/**
 * Opens the minutes with one entry per agenda item and one for other business; opening them twice is harmless.
 * Throws `meeting.missing`, `meeting.cancelled`, `permission.missing`.
 */
export const openMinutes = ({ work, clock }: GroupDeps, actor: Actor, meetingId: Id): Promise<Minutes> =>
  work.run(async (unit) => {
    const role = await meetingWithGroup(unit, actor, meetingId)
    if (!minutesRights(actor, role, 'draft').write) throw new AppError('permission.missing')
    if (role.meeting.status === 'cancelled') throw new AppError('meeting.cancelled')
    await openFromAgenda(unit, meetingId, now(clock))
    return shownMinutes(unit, actor, role)
  })

/** The same without an actor, for the flow that opens them when the conference ends. False when they are open already. */
export async function openFromAgenda(unit: GroupUnit, meetingId: Id, openedAt: Instant): Promise<boolean> {
  // Held, as by whoever saves the agenda: until there are minutes, nothing else would have the two wait for one another.
  await unit.meetings.hold(meetingId)
  const { items } = await unit.agendas.find(meetingId)
  const entry = (position: number, agendaItemId: Id | null, title: string): EntryRow => ({
    ...{ id: newId(), meetingId, agendaItemId, position, title },
    discussion: '',
    version: 1,
  })
  const entries = items.map((item, position) => entry(position, item.id, item.title))
  // The words for "other business" are the page's and the document's to choose: the entry has no title of its own.
  entries.push(entry(items.length, null, ''))
  const row: MinutesRow = {
    ...{ meetingId, status: 'draft', act: null, approvedBy: null, approvedAt: null, publishedAt: null },
    openedAt,
    version: 1,
  }
  const opened = await unit.minutes.open(row, entries)
  if (opened) unit.events.record('minutes.changed', { meetingId })
  return opened
}

export async function shownMinutes(
  views: Pick<GroupViews, 'minutes'>,
  actor: Actor,
  role: Role,
): Promise<Minutes> {
  const minutes = await views.minutes.find(role.meeting.id)
  if (!minutes) throw new AppError('minutes.missing')
  const rights = minutesRights(actor, role, minutes.status)
  const works = rights.approve || hosts(actor, role)
  if (minutes.status === 'draft' && !works) throw new AppError('minutes.missing')
  return { ...minutes, remarks: works ? minutes.remarks : [], rights }
}

/**
 * Holds the minutes for a change: writing, approving and publishing at the same moment stand in a queue here, and each
 * finds the state that the one before left. Throws `meeting.missing`, `minutes.missing`, `minutes.wrong-state` when they
 * are not in `status` any more, `permission.missing` when the actor may not do `right`.
 */
export async function holdMinutes(
  unit: GroupUnit,
  actor: Actor,
  meetingId: Id,
  { status, right }: { status: Minutes['status']; right: keyof Minutes['rights'] },
): Promise<Role & { minutes: MinutesRow }> {
  const role = await meetingWithGroup(unit, actor, meetingId)
  if (!minutesRights(actor, role, status)[right]) throw new AppError('permission.missing')
  const minutes = await unit.minutes.hold(meetingId)
  if (!minutes) throw new AppError('minutes.missing')
  if (minutes.status !== status) throw new AppError('minutes.wrong-state')
  return { ...role, minutes }
}

export const now = (clock: GroupDeps['clock']): Instant =>
  clock.now().toString({ smallestUnit: 'millisecond' })
