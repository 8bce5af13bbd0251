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

/** So much of what is kept that it can be looked at in one go: from after `after` to `to`, which is null at the end. */
export type Stretch = { after: string; to: string | null }

export type RetentionView = {
  find(): Promise<Retention>
  /** The stretch that comes after this one, and whether something in it is older than `before`. */
  stretch(
    kind: RetentionKind,
    before: Instant,
    now: Instant,
    after: string | null,
  ): Promise<Stretch & { due: boolean }>
  /** What is older than `before`, exactly as it would be removed. */
  measure(kind: RetentionKind, before: Instant | null, now: Instant): Promise<Measure>
}
export type RetentionStore = RetentionView & {
  /** The rules, held until the unit of work ends: neither another process nor a change of them comes between. */
  hold(): Promise<Retention>
  /** Throws `row.changed`. */
  save(retention: Retention): Promise<void>
  /** Removes the oldest `limit` of a stretch at most; nothing removed is its end. */
  remove(
    kind: RetentionKind,
    stretch: Stretch,
    before: Instant,
    now: Instant,
    limit: number,
  ): Promise<Portion>
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
 * interrupted: each portion is looked for anew, under the rules as they are then. However much is kept, no unit of work
 * looks at more than a stretch of it, nor removes more than a portion.
 */
export async function applyRetention(deps: RetentionDeps): Promise<Partial<Record<RetentionKind, number>>> {
  const removed: Partial<Record<RetentionKind, number>> = {}
  for (const kind of retentionKinds) {
    if (nothingKept.includes(kind)) continue
    for (let after: string | null = null; ;) {
      const stretch = await findStretch(deps, kind, after)
      if (stretch === null) break
      if (stretch.due) {
        const count = await clear(deps, kind, stretch)
        if (count > 0) removed[kind] = (removed[kind] ?? 0) + count
      }
      if (stretch.to === null) break
      after = stretch.to
      await nextTurn()
    }
  }
  return removed
}

/** Null when the kind is kept for ever. */
const findStretch = ({ work, clock }: RetentionDeps, kind: RetentionKind, after: string | null) =>
  work.read(async ({ retention }) => {
    const { rules } = await retention.find()
    const before = beforeWhich(rules[kind], clock)
    return before === null ? null : retention.stretch(kind, before, toInstant(clock.now()), after)
  })

async function clear({ work, clock }: RetentionDeps, kind: RetentionKind, stretch: Stretch): Promise<number> {
  for (let all = 0; ;) {
    const portion = await work.run((unit) => applyPortion(unit, kind, stretch, clock))
    if (portion === 0) return all
    all += portion
    await nextTurn()
  }
}

async function applyPortion(
  { retention, events }: Unit,
  kind: RetentionKind,
  stretch: Stretch,
  clock: Clock,
): Promise<number> {
  const { rules } = await retention.hold()
  const before = beforeWhich(rules[kind], clock)
  if (before === null) return 0
  const now = toInstant(clock.now())
  const portion = await retention.remove(kind, stretch, before, now, retentionLimits.rowsAtOnce)
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
