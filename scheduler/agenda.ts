/** The agenda of a meeting: read by those who may see the meeting, kept by its hosts. */
import { v7 as newId } from 'uuid'
import { isDocumentName } from '../contract/documents.ts'
import { AppError, isError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import { bodyLimits, listLimits } from '../contract/limits.ts'
import type { Agenda, AskAgendaItem, ChangeAgenda, Document } from '../contract/minutes.ts'
import type { Id } from '../contract/values.ts'
import type { AgendaItemRow, DocumentRow, Files, GroupDeps, GroupUnit, GroupViews } from './group-ports.ts'
import { followAgenda } from './follow-agenda.ts'
import { hosts } from './group-rights.ts'
import { meetingWithGroup } from './meeting-with-group.ts'

/** Throws `meeting.missing`. */
export const findAgenda = ({ work }: GroupDeps, actor: Actor, meetingId: Id): Promise<Agenda> =>
  work.read(async (views) => {
    await meetingWithGroup(views, actor, meetingId)
    return shownAgenda(views, meetingId)
  })

/**
 * Replaces the agenda by the list that was sent; an item that keeps its id keeps its documents and minutes.
 * Throws `meeting.missing`, `permission.missing`, `agenda.longer-than-meeting`, `row.changed`.
 */
export const changeAgenda = (
  { work }: GroupDeps,
  actor: Actor,
  meetingId: Id,
  ask: ChangeAgenda,
): Promise<Agenda> =>
  work.run(async (unit) => {
    const role = await meetingWithGroup(unit, actor, meetingId)
    if (!hosts(actor, role)) throw new AppError('permission.missing')
    requireTime(ask.items, role.meeting.durationMinutes)
    // Held: minutes that are opened at this moment are opened from what was here before, and follow, or from what comes.
    await unit.meetings.hold(meetingId)
    const now = await unit.agendas.find(meetingId)
    if (now.version !== ask.version) throw new AppError('row.changed')
    const known = new Set(now.items.map(({ id }) => id))
    // An id that is not of this agenda is taken for a new item: it may come from another meeting's form.
    await unit.agendas.save(meetingId, rowsOf(meetingId, ask.items, known), ask.version)
    await followAgenda(unit, meetingId)
    unit.events.record('agenda.changed', { meetingId }, actor.personId)
    return shownAgenda(unit, meetingId)
  })

/** An agenda cannot promise more time than the meeting has. Throws `agenda.longer-than-meeting`. */
export function requireTime(
  items: readonly Pick<AskAgendaItem, 'durationMinutes'>[],
  meetingMinutes: number,
): void {
  const agendaMinutes = items.reduce((sum, { durationMinutes }) => sum + durationMinutes, 0)
  if (agendaMinutes > meetingMinutes)
    throw new AppError('agenda.longer-than-meeting', { agendaMinutes, meetingMinutes })
}

export const rowsOf = (
  meetingId: Id,
  items: readonly AskAgendaItem[],
  known: ReadonlySet<Id>,
): AgendaItemRow[] =>
  items.map(({ id, ...item }, position) => ({
    ...item,
    id: id && known.has(id) ? id : newId(),
    meetingId,
    position,
  }))

async function shownAgenda({ agendas }: Pick<GroupViews, 'agendas'>, meetingId: Id): Promise<Agenda> {
  const { items, version } = await agendas.find(meetingId)
  const totalMinutes = items.reduce((sum, { durationMinutes }) => sum + durationMinutes, 0)
  return { meetingId, items, totalMinutes, version }
}

type Upload = { name: string; mimeType: string; stream: AsyncIterable<Uint8Array> }

/**
 * Adds a document to an agenda item. The file is stored before the row: a crash between the two leaves a file that
 * nothing names, never a name without its file.
 * Throws `meeting.missing`, `permission.missing`, `agenda.missing`, `document.too-many`, `document.type-refused`,
 * `request.too-large`.
 */
export async function addDocument(
  { work, clock, files }: GroupDeps & { files: Files },
  actor: Actor,
  meetingId: Id,
  agendaItemId: Id,
  upload: Upload,
): Promise<Document> {
  if (!isDocumentName(upload.name)) throw new AppError('document.type-refused')
  await work.read((views) => requireItem(views, actor, meetingId, agendaItemId))
  const stored = await files.put(upload.stream, bodyLimits.documentBytes)
  return work.run(async (unit) => {
    // Held: whoever saves the agenda at this moment must not take the item away between the two.
    await unit.meetings.hold(meetingId)
    await requireItem(unit, actor, meetingId, agendaItemId)
    const addedAt = clock.now().toString({ smallestUnit: 'millisecond' })
    const document = {
      id: newId(),
      name: upload.name,
      mimeType: upload.mimeType,
      bytes: stored.bytes,
      addedAt,
    }
    await unit.agendas.addDocument({
      ...document,
      meetingId,
      agendaItemId,
      sha256: stored.sha256,
      addedBy: actor.personId,
    })
    unit.events.record('agenda.changed', { meetingId }, actor.personId)
    return document
  })
}

async function requireItem(
  unit: Pick<GroupUnit, 'agendas' | 'groups' | 'meetingFacts'> | GroupViews,
  actor: Actor,
  meetingId: Id,
  itemId: Id,
) {
  const role = await meetingWithGroup(unit, actor, meetingId)
  if (!hosts(actor, role)) throw new AppError('permission.missing')
  const { items } = await unit.agendas.find(meetingId)
  const item = items.find(({ id }) => id === itemId)
  if (!item) throw new AppError('agenda.missing')
  if (item.documents.length >= listLimits.documentsPerItem) throw new AppError('document.too-many')
}

/** Throws `document.missing`, also for those who may not see its meeting. */
export const findDocument = ({ work }: GroupDeps, actor: Actor, id: Id): Promise<DocumentRow> =>
  work.read(async (views) => {
    const document = await views.agendas.findDocument(id)
    if (!document) throw new AppError('document.missing')
    await roleAt(views, actor, document)
    return document
  })

/** Throws `document.missing`, `permission.missing`. */
export const removeDocument = ({ work }: GroupDeps, actor: Actor, id: Id): Promise<void> =>
  work.run(async (unit) => {
    const document = await unit.agendas.findDocument(id)
    if (!document) throw new AppError('document.missing')
    const { meetingId } = document
    if (!hosts(actor, await roleAt(unit, actor, document))) throw new AppError('permission.missing')
    await unit.agendas.removeDocument(id)
    unit.events.record('agenda.changed', { meetingId }, actor.personId)
  })

/** To somebody who may not know of the meeting, its document does not exist either. Throws `document.missing`. */
const roleAt = (
  views: Pick<GroupViews, 'groups' | 'meetingFacts'>,
  actor: Actor,
  { meetingId }: Pick<DocumentRow, 'meetingId'>,
) =>
  meetingWithGroup(views, actor, meetingId).catch((error: unknown) => {
    throw isError(error, 'meeting.missing') ? new AppError('document.missing') : error
  })
