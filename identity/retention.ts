/**
 * What is kept for how long. An administrator says it for each kind, sees beforehand what would go, and a nightly job
 * carries it out, a small portion in a unit of work, so that nobody waits for it and a crash loses nothing.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import { retentionLimits } from '../contract/limits.ts'
import {
  type ChangeRetention,
  nothingKept,
  type Retention,
  type RetentionForecast,
  type RetentionKind,
  retentionKinds,
  type RetentionPreviewQuery,
  type RetentionRules,
} from '../contract/retention.ts'
import type { Instant } from '../contract/values.ts'
import { toInstant } from './instants.ts'
import type { Clock, IdentityUnit } from './ports.ts'
import { requireRole } from './rights.ts'

/** What would go, and what stays. */
export type Measure = Omit<RetentionForecast, 'kind' | 'months' | 'before'>
/** What went in one portion. `mark` is for the audit: where its own chain begins now. */
export type Portion = { removed: number; trimmed: number; mark?: { beginsAfter: number; sealedBy: string } }

export type RetentionView = {
  find(): Promise<Retention>
  /** What is older than `before`, exactly as it would be removed. */
  measure(kind: RetentionKind, before: Instant | null, now: Instant): Promise<Measure>
}
export type RetentionStore = RetentionView & {
  /** The rules, held until the unit of work ends: neither another process nor a change of them comes between. */
  hold(): Promise<Retention>
  /** Throws `row.changed`. */
  save(retention: Retention): Promise<void>
  /** Removes the oldest `limit` at most; nothing removed is the end. */
  remove(kind: RetentionKind, before: Instant, now: Instant, limit: number): Promise<Portion>
}
type Unit = { retention: RetentionStore; events: IdentityUnit['events'] }
export type RetentionDeps = {
  work: {
    run<T>(act: (unit: Unit) => Promise<T>): Promise<T>
    read<T>(look: (view: { retention: RetentionView }) => Promise<T>): Promise<T>
  }
  clock: Clock
}

/** Throws `permission.missing`. */
export const showRetention = ({ work }: RetentionDeps, actor: Actor): Promise<Retention> => {
  requireRole(actor, 'administrator')
  return work.read(({ retention }) => retention.find())
}

/** Throws `permission.missing`, `row.changed`. */
export const changeRetention = (
  { work }: RetentionDeps,
  actor: Actor,
  ask: ChangeRetention,
): Promise<Retention> => {
  requireRole(actor, 'administrator')
  return work.run(async ({ retention, events }) => {
    const was = await retention.hold()
    if (was.version !== ask.version) throw new AppError('row.changed')
    const now = { rules: ask.rules, version: was.version + 1 }
    await retention.save(now)
    events.record('retention.changed', { rules: 'rules' }, actor.personId, {
      before: was.rules,
      after: now.rules,
    })
    return now
  })
}

/** What would go if it were carried out now. Throws `permission.missing`. */
export const previewRetention = (
  { work, clock }: RetentionDeps,
  actor: Actor,
  ask: RetentionPreviewQuery,
): Promise<RetentionForecast[]> => {
  requireRole(actor, 'administrator')
  return work.read(async ({ retention }) => {
    const { rules } = await retention.find()
    const forecasts: RetentionForecast[] = []
    for (const kind of retentionKinds) {
      const said = ask[kind]
      const months = said === undefined ? rules[kind] : said === 'never' ? null : said
      const before = beforeWhich(months, clock)
      const measure = await retention.measure(kind, before, toInstant(clock.now()))
      forecasts.push({ kind, months, before, ...measure })
    }
    return forecasts
  })
}

/**
 * Removes what is older than the rules say, and answers how much. Harmless when several do it at once or when it was
 * interrupted: each portion is looked for anew, under the rules as they are then.
 */
export async function applyRetention({
  work,
  clock,
}: RetentionDeps): Promise<Partial<Record<RetentionKind, number>>> {
  const removed: Partial<Record<RetentionKind, number>> = {}
  for (const kind of retentionKinds) {
    if (nothingKept.includes(kind)) continue
    for (;;) {
      const portion = await work.run(({ retention, events }) =>
        applyPortion({ retention, events }, kind, clock),
      )
      if (portion === 0) break
      removed[kind] = (removed[kind] ?? 0) + portion
      await nextTurn()
    }
  }
  return removed
}

async function applyPortion({ retention, events }: Unit, kind: RetentionKind, clock: Clock): Promise<number> {
  const { rules } = await retention.hold()
  const before = beforeWhich(rules[kind], clock)
  if (before === null) return 0
  const portion = await retention.remove(kind, before, toInstant(clock.now()), retentionLimits.rowsAtOnce)
  const count = portion.removed + portion.trimmed
  if (count === 0) return 0
  const { removed, trimmed, mark } = portion
  const after = { months: rules[kind], olderThan: before, removed, trimmed, ...mark }
  events.record('retention.applied', { kind }, null, { before: {}, after })
  return count
}

/** Months are those of the calendar; a day of UTC more or less is nobody's loss. */
function beforeWhich(months: RetentionRules[RetentionKind], clock: Clock): Instant | null {
  if (months === null) return null
  return toInstant(clock.now().toZonedDateTimeISO('UTC').subtract({ months }).toInstant())
}
