import type { Actor } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import { maySee } from './meeting-rights.ts'
import type { Work } from './ports.ts'

/** What these meetings are called, as far as the reader may know. */
export async function nameMeetings(
  { work }: { work: Pick<Work, 'read'> },
  actor: Actor,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, string>> {
  const rows = await work.read(({ meetings }) => meetings.titles([...new Set(ids)], actor.personId))
  return new Map(rows.filter((row) => maySee(actor, row)).map(({ id, title }) => [id, title]))
}
