import type { MilestoneDetail, MilestoneLink } from '#contract/tracking.ts'
import { workingDaysBetween } from '#contract/working-days.ts'

/** One step of a milestone's history: when it was expected from then on, and how far that is from what was agreed. */
export type HistoryStep = {
  id: string
  date: string
  slipDays: number
  reason: string | null
  by: string | null
  at: string | null
  /** The decision it came from, where the reader may see it; `hidden` where not. */
  decision: MilestoneLink | 'hidden' | null
  current: boolean
}

/** From what was agreed to what is expected now: the newest first, the baseline last. */
export function historyOf({
  id,
  baseline,
  forecasts,
  links,
}: Pick<MilestoneDetail, 'id' | 'baseline' | 'forecasts' | 'links'>): HistoryStep[] {
  const decisions = new Map(links.filter(({ kind }) => kind === 'decision').map((link) => [link.id, link]))
  const first: HistoryStep = {
    ...{ id, date: baseline, slipDays: 0, reason: null, by: null, at: null, decision: null },
    current: forecasts.length === 0,
  }
  const later = forecasts.map(({ id: forecastId, date, reason, by, at, decisionId }, index): HistoryStep => ({
    ...{ id: forecastId, date, reason, by, at, slipDays: workingDaysBetween(baseline, date) },
    decision: decisionId === null ? null : (decisions.get(decisionId) ?? 'hidden'),
    current: index === forecasts.length - 1,
  }))
  return [first, ...later].reverse()
}
