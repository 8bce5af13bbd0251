/** Blanks the values of the audit that name a person: the address they came from, and what was changed of or about them. */
import {
  type AuditRow,
  blankedAction,
  noChanges,
  remainderOf,
  trimmedAction,
} from '../../../identity/audit-chain.ts'
import { retentionLimits } from '../../../contract/limits.ts'
import { ask } from '../ask.ts'
import type { Connection } from '../repositories.ts'
import { auditSchema } from '../schema/audit.ts'
import { eachInTurn } from '../retention/due.ts'
import { containing, type Named } from './texts.ts'

/** From the row after `after`; `next` is null at the end. */
export async function blankAuditValues(
  connection: Connection,
  personId: string,
  named: Named,
  after: number,
): Promise<{ blanked: [number, string][]; next: number | null }> {
  const { manager } = connection
  const { rowsLookedAt, rowsAtOnce } = retentionLimits
  const [head] = await ask<{ seq: number }>(connection, 'SELECT seq FROM audit_head WHERE id = 1', {})
  const until = after + rowsLookedAt
  const words = [named.email, ...(named.shared ? [] : [named.name])].map((word) =>
    containing(JSON.stringify(word).slice(1, -1)),
  )
  const told = words.map((_, index) => `LOWER(entry.changes) LIKE :w${index} ESCAPE '!'`).join(' OR ')
  const rows = await manager
    .createQueryBuilder(auditSchema, 'entry')
    .where('entry.seq > :after AND entry.seq <= :until', { after, until })
    .andWhere('entry.action NOT IN (:...kept)', { kept: [blankedAction, trimmedAction] })
    .andWhere(
      `((entry.actorId = :personId AND entry.address IS NOT NULL)
        OR (entry.subjectId = :subjectId AND entry.changes <> :nothing AND entry.action <> 'person.erased')
        OR ${told})`,
      {
        ...{ personId, subjectId: personId, nothing: noChanges },
        ...Object.fromEntries(words.map((word, index) => [`w${index}`, word])),
      },
    )
    .orderBy('entry.seq')
    .limit(rowsAtOnce)
    .getMany()
  const lowered = (text: string) => text.toLocaleLowerCase('ro')
  const names = (row: AuditRow) =>
    row.subjectId === personId ||
    [named.email, ...(named.shared ? [] : [named.name])].some((word) =>
      lowered(row.changes).includes(lowered(JSON.stringify(word).slice(1, -1))),
    )
  const blanked: [number, string][] = []
  await eachInTurn(rows, async (row) => {
    // A row from before there were seals goes as a whole: its values are in its hash.
    const sealed = row.changesSeal !== null
    const address = !sealed || row.actorId === personId ? { address: null, addressSalt: null } : {}
    const changes = !sealed || names(row) ? { changes: noChanges, changesSalt: null } : {}
    await manager.update(auditSchema, { seq: row.seq }, { ...address, ...changes })
    blanked.push([row.seq, remainderOf(row)])
  })
  const last = rows.at(-1)?.seq ?? after
  const reached = rows.length === rowsAtOnce ? last : until
  return { blanked, next: reached >= (head?.seq ?? 0) && rows.length < rowsAtOnce ? null : reached }
}
