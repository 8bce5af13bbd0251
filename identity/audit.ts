/** The audit, for administrators: read, exported, and proved to be whole. It is written by `api/db/audit-trail.ts`. */
import type { AuditEntry, AuditExportQuery, AuditProof, AuditQuery } from '../contract/audit.ts'
import type { Actor } from '../contract/identity.ts'
import type { Page } from '../contract/values.ts'
import { type AuditRow, noHash, sealOf } from './audit-chain.ts'
import { requireRole } from './rights.ts'

export type AuditView = {
  /** Newest first. */
  page(query: AuditQuery): Promise<Page<AuditEntry>>
  /** Oldest first, from the one after `seq`. */
  after(seq: number, limit: number): Promise<AuditRow[]>
  head(): Promise<{ seq: number; hash: string }>
}
type Deps = { work: { read<T>(look: (view: { audit: AuditView }) => Promise<T>): Promise<T> } }

/** Throws `permission.missing`. */
export const listAudit = ({ work }: Deps, actor: Actor, query: AuditQuery): Promise<Page<AuditEntry>> => {
  requireRole(actor, 'administrator')
  return work.read(({ audit }) => audit.page(query))
}

/** All that the query finds, newest first, a portion at a time. Throws `permission.missing`. */
export async function* exportAudit(
  { work }: Deps,
  actor: Actor,
  { format: _, ...query }: AuditExportQuery,
): AsyncGenerator<AuditEntry> {
  requireRole(actor, 'administrator')
  let cursor: string | undefined
  do {
    const at = cursor === undefined ? {} : { cursor }
    const { items, next } = await work.read(({ audit }) => audit.page({ ...query, ...at, limit: 200 }))
    yield* items
    cursor = next ?? undefined
  } while (cursor !== undefined)
}

const rowsAtOnce = 1_000

/** Goes through the whole chain. Throws `permission.missing`. */
export const proveAudit = async ({ work }: Deps, actor: Actor): Promise<AuditProof> => {
  requireRole(actor, 'administrator')
  // What is written while it is read comes after this head, and is another time's concern.
  const head = await work.read(({ audit }) => audit.head())
  let seq = 0
  let hash = noHash
  for (;;) {
    const rows = await work.read(({ audit }) => audit.after(seq, rowsAtOnce))
    for (const { hash: carried, ...row } of rows) {
      if (seq === head.seq) break
      if (row.seq !== seq + 1 || sealOf(hash, row) !== carried)
        return { whole: false, entries: seq, brokenAt: seq + 1, head }
      seq = row.seq
      hash = carried
    }
    if (seq === head.seq || rows.length === 0) break
  }
  const whole = seq === head.seq && hash === head.hash
  return { whole, entries: seq, brokenAt: whole ? null : seq + 1, head }
}
