import { retentionLimits } from '#contract/limits.ts'
import type { RetentionForecast, RetentionKind } from '#contract/retention.ts'

/** Months that are offered; what is saved is among them as well. Null is for ever. */
const usual = [1, 3, 6, 12, 24, 36, 60, 120]

export function periodsFor(kind: RetentionKind, saved: number | null): (number | null)[] {
  const least = kind === 'audit' ? retentionLimits.auditMonthsLeast : retentionLimits.monthsLeast
  const months = new Set(usual.filter((each) => each >= least))
  if (saved !== null) months.add(saved)
  return [null, ...[...months].toSorted((a, b) => a - b)]
}

export type Part = { fate: 'stays' | 'trimmed' | 'removed'; count: number; share: number }

/** The parts of the drawn comparison: shares of 100; what there is at all can be seen, however little it is. */
export function partsOf({
  stays,
  trimmed,
  removed,
}: Pick<RetentionForecast, 'stays' | 'trimmed' | 'removed'>): Part[] {
  const total = stays + trimmed + removed
  const all = [
    { fate: 'stays', count: stays },
    { fate: 'trimmed', count: trimmed },
    { fate: 'removed', count: removed },
  ] as const
  const seen = all.filter(({ count }) => count > 0)
  const least = 2
  const raw = seen.map(({ count }) => Math.max(least, (count / total) * 100))
  const sum = raw.reduce((a, b) => a + b, 0)
  return seen.map((part, index) => ({ ...part, share: (raw[index]! / sum) * 100 }))
}

export const goesAtAll = ({ trimmed, removed }: Pick<RetentionForecast, 'trimmed' | 'removed'>): boolean =>
  trimmed + removed > 0
