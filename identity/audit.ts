/** The audit, for administrators: read and exported; `prove-audit.ts` proves it. It is written by `api/db/audit-trail.ts`. */
import type { AuditEntry, AuditExportQuery, AuditQuery } from '../contract/audit.ts'
import type { Actor } from '../contract/identity.ts'
import type { Page } from '../contract/values.ts'
import type { AuditRow } from './audit-chain.ts'
import { requireRole } from './rights.ts'

export type AuditView = {
  /** Newest first. */
  page(query: AuditQuery): Promise<Page<AuditEntry>>
  /** Oldest first, from the one after `seq`. */
  after(seq: number, limit: number): Promise<AuditRow[]>
  head(): Promise<{ seq: number; hash: string }>
  /** The last of what a rule has taken out of the beginning, `seq` 0 while nothing was. */
  anchor(): Promise<{ seq: number; hash: string }>
}
export type AuditDeps = { work: { read<T>(look: (view: { audit: AuditView }) => Promise<T>): Promise<T> } }

/** Throws `permission.missing`. */
export const listAudit = (
  { work }: AuditDeps,
  actor: Actor,
  query: AuditQuery,
): Promise<Page<AuditEntry>> => {
  requireRole(actor, 'administrator')
  return work.read(({ audit }) => audit.page(query))
}

/** All that the query finds, newest first, a portion at a time. Throws `permission.missing`. */
export async function* exportAudit(
  { work }: AuditDeps,
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
