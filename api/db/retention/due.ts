/**
 * What has outlived its time, said once for each kind: the preview counts it and the job removes it, so that they cannot
 * disagree. `due` selects `id`, `at`, `label` and `fate`, from `:before` and `:now`.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { RetentionKind } from '../../../contract/retention.ts'
import type { Instant } from '../../../contract/values.ts'
import type { Portion } from '../../../identity/retention.ts'
import type { Connection } from '../repositories.ts'

export type Times = { before: Instant; now: Instant }
export type DueRow = { id: string; at: Instant; label: string; fate: 'removed' | 'trimmed' }

export type KeptKind = {
  /** Counts all there is of it, as `count`. */
  all: string
  due: string
  /** Counts the people in what is due, as `count`, from `(due)`. */
  people: (due: string) => string
  /** Counts the files that only what is due refers to, as `count`. */
  files?: (due: string) => string
  remove(connection: Connection, times: Times, limit: number): Promise<Portion>
}

/** Those of which something is kept. */
export type KeptKinds = Record<Exclude<RetentionKind, 'chat' | 'recordings'>, KeptKind>

/** Whether all of a meeting is past. `meeting` is an expression of our own code. */
export const isOver = (meeting: string, at: ':now' | ':before'): string =>
  `NOT EXISTS (SELECT 1 FROM occurrence going WHERE going.meeting_id = ${meeting} AND going.ends_at >= ${at})`

/** One row after another, with a breath now and then: SQLite writes while the process waits, and so would every page. */
export async function eachInTurn<R>(rows: Iterable<R>, act: (row: R) => Promise<unknown>): Promise<void> {
  let count = 0
  for (const row of rows) {
    await act(row)
    count += 1
    if (count % 10 === 0) await breathe()
  }
}
