import { ask } from '../ask.ts'
import type { KeptKind } from './due.ts'

/**
 * The oldest rows of the audit. The chain then begins after an anchor, the last row that went: the entry that tells of it
 * carries the anchor's hash, is itself in the chain, and so tells this from a row that somebody took out.
 */
export const auditKept: KeptKind = {
  all: 'SELECT COUNT(*) AS count FROM audit_entry',
  walk: null,
  // In the order of the chain, not of clocks: none goes while one before it stays.
  due: () => `SELECT CAST(seq AS text) AS id, action AS label, at, 'removed' AS fate, actor_id
    FROM audit_entry
    WHERE seq < COALESCE(
      (SELECT MIN(seq) FROM audit_entry WHERE at >= :before), (SELECT seq + 1 FROM audit_head WHERE id = 1))`,
  people: (due) => `SELECT COUNT(DISTINCT actor_id) AS count FROM ${due}`,

  async remove(connection, { before }, _stretch, limit) {
    const oldest = await ask<{ seq: number; hash: string; at: string }>(
      connection,
      `SELECT seq, hash, at FROM audit_entry ORDER BY seq LIMIT ${limit}`,
      {},
    )
    const stays = oldest.findIndex(({ at }) => at >= before)
    const rows = oldest.slice(0, stays === -1 ? limit : stays)
    const last = rows.at(-1)
    if (!last) return { removed: 0, trimmed: 0 }
    // First the anchor: the guard lets go only what is before it.
    await ask(connection, 'UPDATE audit_anchor SET seq = :seq, hash = :hash WHERE id = 1', last)
    await ask(connection, 'DELETE FROM audit_entry WHERE seq <= :seq', last)
    return {
      ...{ removed: rows.length, trimmed: 0 },
      mark: { beginsAfter: last.seq, sealedBy: last.hash },
    }
  },
}
