/** Goes through the whole chain of the audit and says whether it is as it was written. */
import type { AuditProof } from '../contract/audit.ts'
import type { Actor } from '../contract/identity.ts'
import { z } from 'zod'
import type { AuditDeps } from './audit.ts'
import { type AuditRow, blankedAction, remainderOf, standingOf, trimmedAction } from './audit-chain.ts'
import { requireRole } from './rights.ts'

const rowsAtOnce = 1_000

/** Throws `permission.missing`. */
export const proveAudit = async ({ work }: AuditDeps, actor: Actor): Promise<AuditProof> => {
  requireRole(actor, 'administrator')
  // What is written while it is read comes after this head, and is another time's concern.
  const { head, anchor } = await work.read(async ({ audit }) => ({
    head: await audit.head(),
    anchor: await audit.anchor(),
  }))
  let { seq, hash } = anchor
  /** Blanked rows that nothing has vouched for yet. */
  const blanks = new Map<number, string>()
  let blanked = 0
  let anchored = anchor.seq === 0
  const proof = (brokenAt: number | null): AuditProof => ({
    ...{ whole: brokenAt === null, entries: seq - anchor.seq, brokenAt, head },
    ...{ beginsAfter: anchor.seq, blanked },
  })

  walk: for (;;) {
    const rows = await work.read(({ audit }) => audit.after(seq, rowsAtOnce))
    for (const row of rows) {
      if (seq === head.seq) break walk
      const standing = row.seq === seq + 1 ? standingOf(hash, row) : 'broken'
      if (standing === 'broken') return proof(seq + 1)
      if (standing === 'blanked') {
        blanks.set(row.seq, remainderOf(row))
        blanked += 1
      }
      for (const [at, remainder] of vouchedBy(row)) if (blanks.get(at) === remainder) blanks.delete(at)
      anchored ||= sets(row, anchor)
      ;({ seq, hash } = row)
    }
    if (seq === head.seq || rows.length === 0) break
  }
  if (seq !== head.seq || hash !== head.hash) return proof(seq + 1)
  // A beginning that no entry tells of is a removal that no rule has made.
  if (!anchored) return proof(anchor.seq)
  return proof(blanks.size > 0 ? Math.min(...blanks.keys()) : null)
}

const Changed = z.array(z.object({ field: z.string(), after: z.unknown() }))
const Rows = z.array(z.tuple([z.int(), z.string()]))

const changed = (row: AuditRow): Map<string, unknown> =>
  new Map(Changed.parse(JSON.parse(row.changes)).map(({ field, after }) => [field, after]))

/** The rows that an entry says were blanked, each with what is left of it. */
function vouchedBy(row: AuditRow): [number, string][] {
  return row.action === blankedAction ? (Rows.safeParse(changed(row).get('rows')).data ?? []) : []
}

/** Whether an entry tells of this beginning of the chain. */
function sets(row: AuditRow, anchor: { seq: number; hash: string }): boolean {
  if (row.action !== trimmedAction || row.subjectId !== 'audit') return false
  const said = changed(row)
  return said.get('beginsAfter') === anchor.seq && said.get('sealedBy') === anchor.hash
}
