/**
 * What has outlived its time, said once for each kind: the preview counts it and the job removes it, so that they cannot
 * disagree. `due` selects `id`, `at`, `label` and `fate`, from `:before` and `:now`, of all rows or of a stretch of them.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { RetentionKind } from '../../../contract/retention.ts'
import type { Instant } from '../../../contract/values.ts'
import type { Portion } from '../../../identity/retention.ts'
import type { Connection } from '../repositories.ts'

export type Times = { before: Instant; now: Instant }
export type DueRow = { id: string; at: Instant; label: string; fate: 'removed' | 'trimmed' }

/** Rows from after `after` to `to`, by id; null is the end. */
export type Stretch = { after: string; to: string | null }
/** Before every id. */
export const beginning = '00000000-0000-0000-0000-000000000000'

export type KeptKind = {
  /** Counts all there is of it, as `count`. */
  all: string
  /** `only` is a condition that begins with AND, or nothing. */
  due: (only?: string) => string
  /** The table whose rows are gone through, a stretch at a time; null where the oldest rows are at hand without. */
  walk: 'meeting' | 'mail' | null
  /** Counts the people in what is due, as `count`, from `(due)`. */
  people: (due: string) => string
  /** Counts the files that only what is due refers to, as `count`. */
  files?: (due: string) => string
  /** So many rows of the stretch at most, the oldest first. */
  remove(connection: Connection, times: Times, stretch: Stretch, limit: number): Promise<Portion>
}

/** The condition that keeps `due` to a stretch, and what it needs. */
export function within(table: 'meeting' | 'mail', { after, to }: Stretch): [string, Record<string, string>] {
  const from = `AND ${table}.id > :after`
  return to === null ? [from, { after }] : [`${from} AND ${table}.id <= :to`, { after, to }]
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
