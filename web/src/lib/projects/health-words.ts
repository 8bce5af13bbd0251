/** Health and slip in words. The catalogue is handed in, so that the wording can be tested without a page. */
import type { HealthReason } from '#contract/tracking.ts'

type Inputs<Names extends string> = Record<Names, string>

/** The sentences that are needed from the catalogue. */
export type TrackingMessages = {
  working_days(inputs: { count: number }): string
  slip_none(): string
  slip_late(inputs: Inputs<'days'>): string
  slip_early(inputs: Inputs<'days'>): string
  reason_beyond(inputs: Inputs<'title' | 'slip' | 'tolerance'>): string
  reason_beyond_none(inputs: Inputs<'title' | 'slip'>): string
  reason_within(inputs: Inputs<'title' | 'slip' | 'tolerance'>): string
  reason_overdue(inputs: Inputs<'title' | 'days'>): string
  reason_met_late(inputs: Inputs<'title' | 'slip'>): string
  reason_actions_late(inputs: { count: number }): string
  reason_actions_late_on(inputs: { count: number; title: string }): string
  reason_report_late(inputs: Inputs<'period' | 'days'>): string
}

/** "cu 3 zile lucrătoare mai târziu", "la termen": how far from what was agreed. */
export function saySlip(m: TrackingMessages, slipDays: number): string {
  if (slipDays === 0) return m.slip_none()
  const days = m.working_days({ count: Math.abs(slipDays) })
  return slipDays > 0 ? m.slip_late({ days }) : m.slip_early({ days })
}

/** Why a milestone or a project has its colour, as a sentence. `sayPeriod` says a month, `2026-11`. */
export function sayReason(
  m: TrackingMessages,
  reason: HealthReason,
  sayPeriod: (period: string) => string,
): string {
  const days = (count: number) => m.working_days({ count })
  switch (reason.rule) {
    case 'beyond-tolerance': {
      const { title, slipDays, toleranceDays } = reason
      return toleranceDays === 0
        ? m.reason_beyond_none({ title, slip: days(slipDays) })
        : m.reason_beyond({ title, slip: days(slipDays), tolerance: days(toleranceDays) })
    }
    case 'within-tolerance': {
      const { title, slipDays, toleranceDays } = reason
      return m.reason_within({ title, slip: days(slipDays), tolerance: days(toleranceDays) })
    }
    case 'overdue':
      return m.reason_overdue({ title: reason.title, days: days(reason.overdueDays) })
    case 'met-late':
      return m.reason_met_late({ title: reason.title, slip: days(reason.slipDays) })
    case 'actions-late': {
      const { title, count } = reason
      return title === null ? m.reason_actions_late({ count }) : m.reason_actions_late_on({ title, count })
    }
    case 'report-late':
      return m.reason_report_late({ period: sayPeriod(reason.period), days: days(reason.overdueDays) })
  }
}

/** The milestone that a reason is about; null for a report. */
export const milestoneOf = (reason: HealthReason): string | null =>
  reason.rule === 'report-late' ? null : reason.milestoneId
