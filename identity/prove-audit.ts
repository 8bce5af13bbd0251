/** Goes through the whole chain of the audit and says whether it is as it was written. */
import type { AuditProof } from '../contract/audit.ts'
import type { Actor } from '../contract/identity.ts'
import { z } from 'zod'
import type { AuditDeps } from './audit.ts'
import { type AuditRow, blankedAction, remainderOf, standingOf, trimmedAction } from './audit-chain.ts'
import { requireRole } from './rights.ts'

const rowsAtOnce = 1_000

type Link = { seq: number; hash: string }

/** Throws `permission.missing`. */
export const proveAudit = async ({ work }: AuditDeps, actor: Actor): Promise<AuditProof> => {
  requireRole(actor, 'administrator')
  for (;;) {
    const { proof, anchor } = await walkThrough(work)
    if (proof.whole) return proof
    // A rule may have taken the oldest rows out while they were read: the chain begins elsewhere then.
    const now = await work.read(({ audit }) => audit.anchor())
    if (now.seq === anchor.seq && now.hash === anchor.hash) return proof
  }
}

async function walkThrough(work: AuditDeps['work']): Promise<{ proof: AuditProof; anchor: Link }> {
  const read = await work.read(async ({ audit }) => ({
    head: await audit.head(),
    anchor: await audit.anchor(),
  }))
  const { anchor } = read
  let { head } = read
  let { seq, hash } = anchor
  /** Blanked rows that nothing has vouched for yet. */
  const blanks = new Map<number, string>()
  let blanked = 0
  let anchored = anchor.seq === 0
  const proved = (brokenAt: number | null) => ({
    proof: {
      ...{ whole: brokenAt === null, entries: seq - anchor.seq, brokenAt, head },
      ...{ beginsAfter: anchor.seq, blanked },
    },
    anchor,
  })

  for (;;) {
    walk: while (seq !== head.seq) {
      const rows = await work.read(({ audit }) => audit.after(seq, rowsAtOnce))
      if (rows.length === 0) break
      for (const row of rows) {
        if (seq === head.seq) break walk
        const standing = row.seq === seq + 1 ? standingOf(hash, row) : 'broken'
        if (standing === 'broken') return proved(seq + 1)
        if (standing === 'blanked') {
          blanks.set(row.seq, remainderOf(row))
          blanked += 1
        }
        for (const [at, remainder] of vouchedBy(row)) if (blanks.get(at) === remainder) blanks.delete(at)
        anchored ||= sets(row, anchor)
        ;({ seq, hash } = row)
      }
    }
    if (seq !== head.seq || hash !== head.hash) return proved(seq + 1)
    if (anchored && blanks.size === 0) return proved(null)
    // What was written while this was read is another time's concern, unless it tells of what was read.
    const now = await work.read(({ audit }) => audit.head())
    if (now.seq === head.seq) break
    head = now
  }
  // A beginning that no entry tells of is a removal that no rule has made.
  if (!anchored) return proved(anchor.seq)
  return proved(Math.min(...blanks.keys()))
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
function sets(row: AuditRow, anchor: Link): boolean {
  if (row.action !== trimmedAction || row.subjectId !== 'audit') return false
  const said = changed(row)
  return said.get('beginsAfter') === anchor.seq && said.get('sealedBy') === anchor.hash
}
