/** Minutes that are still a draft follow their agenda: items come, go, move and are called otherwise while people write. */
import { v7 as newId } from 'uuid'
import type { Id } from '../contract/values.ts'
import type { EntryRow, GroupUnit } from './group-ports.ts'
import { numberDecisions } from './number-decisions.ts'

/**
 * Gives every agenda item its entry, in the order of the agenda. An item that was taken off keeps its entry, behind the
 * others, if anything was written in it. Texts and their versions stay: whoever types meanwhile is not disturbed.
 */
export async function followAgenda(unit: GroupUnit, meetingId: Id): Promise<void> {
  const { minutes, agendas, events } = unit
  const row = await minutes.hold(meetingId)
  if (row?.status !== 'draft') return
  const [{ items }, entries] = [await agendas.find(meetingId), await minutes.entries(meetingId)]
  const written = new Set(
    [...(await minutes.decisions(meetingId)), ...(await minutes.actions(meetingId))].map(
      ({ entryId }) => entryId,
    ),
  )
  const known = new Set(items.map(({ id }) => id))
  // What was not on the agenda has no title; what was taken off it has lost its item and kept its title.
  const isOther = ({ agendaItemId, title }: EntryRow) => agendaItemId === null && title === ''
  const other = entries.filter(isOther)
  const gone = entries.filter((entry) => !isOther(entry) && !known.has(entry.agendaItemId ?? ''))
  const empty = gone.filter(({ id, discussion }) => discussion.trim() === '' && !written.has(id))

  const wanted: EntryRow[] = [
    ...items.map(({ id: agendaItemId, title }) => ({
      ...(entries.find((entry) => entry.agendaItemId === agendaItemId) ?? {
        ...{ id: newId(), meetingId, agendaItemId, discussion: '', version: 1, position: -1 },
      }),
      title,
    })),
    ...gone.filter((entry) => !empty.includes(entry)),
    ...other,
  ]
  for (const { id } of empty) await minutes.removeEntry(id)
  for (const [position, entry] of wanted.entries()) {
    const before = entries.find(({ id }) => id === entry.id)
    if (!before) await minutes.addEntry({ ...entry, position })
    else if (before.position !== position || before.title !== entry.title)
      await minutes.saveEntry({ ...entry, position })
  }
  await numberDecisions(minutes, meetingId)
  await minutes.save({ ...row, version: row.version + 1 })
  events.record('minutes.changed', { meetingId })
}
