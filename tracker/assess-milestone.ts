import type { Health, HealthColour, HealthReason } from '../contract/tracking.ts'
import type { LocalDate } from '../contract/values.ts'
import { workingDaysBetween } from '../contract/working-days.ts'
import type { MilestoneRecord } from './ports.ts'

export type MilestoneFacts = Pick<
  MilestoneRecord,
  'id' | 'title' | 'baseline' | 'toleranceDays' | 'forecast' | 'actual' | 'lateActions'
>

/** Working days from baseline to actual, or to the forecast while it is not met. Negative is early. */
export const slipOf = ({
  baseline,
  forecast,
  actual,
}: Pick<MilestoneFacts, 'baseline' | 'forecast' | 'actual'>) =>
  workingDaysBetween(baseline, actual ?? forecast)

/**
 * A milestone's slip and health on a day.
 *
 * Red: it is expected, or already known, to come after baseline and tolerance. Amber: late within tolerance, its forecast
 * has passed, an action of it is late, or it was met later than tolerance allowed. Green: the rest. A forecast that has
 * passed promises nothing any more, so such a milestone is measured by today.
 */
export function assessMilestone(
  milestone: MilestoneFacts,
  today: LocalDate,
): { slipDays: number; health: Health } {
  const { id: milestoneId, title, baseline, toleranceDays, forecast, actual, lateActions } = milestone
  const slipDays = slipOf(milestone)
  const reasons: HealthReason[] = []
  let colour: HealthColour = 'green'
  const atLeast = (other: HealthColour) => {
    colour = worse(colour, other)
  }

  if (actual !== null) {
    if (slipDays > 0) reasons.push({ rule: 'met-late', milestoneId, title, slipDays })
    if (slipDays > toleranceDays) atLeast('amber')
  } else {
    const overdueDays = workingDaysBetween(forecast, today)
    const expectedSlip = overdueDays > 0 ? workingDaysBetween(baseline, today) : slipDays
    if (expectedSlip > toleranceDays) {
      reasons.push({ rule: 'beyond-tolerance', milestoneId, title, slipDays: expectedSlip, toleranceDays })
      atLeast('red')
    } else if (expectedSlip > 0) {
      reasons.push({ rule: 'within-tolerance', milestoneId, title, slipDays: expectedSlip, toleranceDays })
      atLeast('amber')
    }
    if (overdueDays > 0) {
      reasons.push({ rule: 'overdue', milestoneId, title, overdueDays })
      atLeast('amber')
    }
  }
  if (lateActions > 0) {
    reasons.push({ rule: 'actions-late', milestoneId, title, count: lateActions })
    atLeast('amber')
  }
  return { slipDays, health: { colour, reasons } }
}

const severity: Record<HealthColour, number> = { green: 0, amber: 1, red: 2 }

export const worse = (a: HealthColour, b: HealthColour): HealthColour => (severity[a] >= severity[b] ? a : b)
