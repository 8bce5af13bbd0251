import { z } from 'zod'
import type { AuditChange, AuditEntry } from '../../../contract/audit.ts'
import type { AuditView } from '../../../identity/audit.ts'
import { type AuditRow, sealOf, sealValues } from '../../../identity/audit-chain.ts'
import { ask } from '../ask.ts'
import type { Unsealed } from '../audit-trail.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { inOrder, sorted } from '../sorted.ts'
import { auditSchema } from '../schema/audit.ts'
import { personSchema } from '../schema/identity.ts'

const orders = {
  seq: [{ by: 'entry.seq', of: (row: AuditRow) => row.seq, shape: z.coerce.number().int() }],
}
type Head = { seq: number; hash: string }
export type Audit = AuditView & {
  /** Adds rows to the end of the chain, which is held until the unit of work ends: call it last. */
  append(entries: readonly Unsealed[]): Promise<void>
}

export function audit(connection: Connection): Audit {
  const { manager, dialect } = connection
  const head = async (lock: string): Promise<Head> => {
    const [row] = await ask<Head>(connection, `SELECT seq, hash FROM audit_head WHERE id = 1 ${lock}`, {})
    if (!row) throw new Error('The end of the audit is gone.')
    return row
  }

  return {
    async append(entries) {
      if (entries.length === 0) return
      let { seq, hash } = await head(dialect === 'postgres' ? 'FOR UPDATE' : '')
      const rows = entries.map((entry): AuditRow => {
        seq += 1
        const row = { seq, ...entry, ...sealValues(entry) }
        hash = sealOf(hash, row)
        return { ...row, hash }
      })
      await insertRows(manager, auditSchema, rows)
      await ask(connection, 'UPDATE audit_head SET seq = :seq, hash = :hash WHERE id = 1', { seq, hash })
    },

    head: () => head(''),

    async anchor() {
      const [row] = await ask<Head>(connection, 'SELECT seq, hash FROM audit_anchor WHERE id = 1', {})
      if (!row) throw new Error('The beginning of the audit is gone.')
      return row
    },

    after: (seq, limit) =>
      manager
        .createQueryBuilder(auditSchema, 'entry')
        .where('entry.seq > :seq', { seq })
        .orderBy('entry.seq')
        .limit(limit)
        .getMany(),

    async page({ cursor, limit, sort, from, to, personId, action, subjectId, search }) {
      const query = manager
        .createQueryBuilder(auditSchema, 'entry')
        .addSelect('person.name', 'actor_name')
        .leftJoin(personSchema.options.name, 'person', 'person.id = entry.actorId')
        .where('1 = 1')
      if (from !== undefined) query.andWhere('entry.at >= :from', { from })
      if (to !== undefined) query.andWhere('entry.at < :to', { to })
      if (personId !== undefined) query.andWhere('entry.actorId = :personId', { personId })
      if (subjectId !== undefined) query.andWhere('entry.subjectId = :subjectId', { subjectId })
      if (action) query.andWhere('(entry.action = :action OR entry.subjectKind = :action)', { action })
      for (const [index, word] of (search ?? '').toLowerCase().split(/\s+/).filter(Boolean).entries())
        query.andWhere(
          `(LOWER(entry.action) LIKE :word${index} ESCAPE '!' OR LOWER(entry.changes) LIKE :word${index} ESCAPE '!')`,
          { [`word${index}`]: `%${word.replace(/[!%_]/g, '!$&')}%` },
        )
      const order = sorted(orders, sort ?? '-seq', cursor)
      const { entities, raw } = await inOrder(query, order, limit).getRawAndEntities<{
        actor_name: string | null
      }>()
      const { rows, next } = order.cut(entities, limit)
      return { items: rows.map((row, index) => present(row, raw[index]!.actor_name)), next }
    },
  }
}

const present = (row: AuditRow, name: string | null): AuditEntry => ({
  ...{ seq: row.seq, at: row.at, action: row.action, route: row.route, hash: row.hash },
  ...{ requestId: row.requestId, address: row.address },
  actor: row.actorId === null ? null : { personId: row.actorId, name },
  subject:
    row.subjectKind === null || row.subjectId === null ? null : { kind: row.subjectKind, id: row.subjectId },
  changes: JSON.parse(row.changes) as AuditChange[],
})
