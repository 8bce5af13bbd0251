import type { HealthReason, ProjectStatus } from '../contract/tracking.ts'
import type { LocalDate } from '../contract/values.ts'
import { workingDaysBetween } from '../contract/working-days.ts'
import { type assessMilestone, type MilestoneFacts, worse } from './assess-milestone.ts'
import type { AssessmentRow } from './ports.ts'

export type ProjectFacts = {
  status: ProjectStatus
  milestones: (MilestoneFacts & ReturnType<typeof assessMilestone> & { openActions: number })[]
  /** Due before today and never submitted. */
  overdueReports: { period: string; dueOn: LocalDate }[]
}

/** What people look at first stands first. */
const weight: Record<HealthReason['rule'], number> = {
  'beyond-tolerance': 0,
  overdue: 1,
  'within-tolerance': 2,
  'actions-late': 3,
  'report-late': 4,
  'met-late': 5,
}

/**
 * How a project stands on a day, from its milestones as they were assessed for that day: the worst of its milestones that are still to be met, and amber while one of its actions
 * or reports is late. How late a milestone was met stays with the milestone; a closed project has nothing left to warn of.
 */
export function assessProject(
  { status, milestones, overdueReports }: ProjectFacts,
  today: LocalDate,
): Omit<AssessmentRow, 'projectId' | 'day'> {
  const reasons =
    status === 'closed'
      ? []
      : [
          ...milestones.flatMap(({ health }) => health.reasons.filter(({ rule }) => rule !== 'met-late')),
          ...overdueReports.flatMap(({ period, dueOn }) =>
            reportLate(period, workingDaysBetween(dueOn, today)),
          ),
        ]
  reasons.sort((a, b) => weight[a.rule] - weight[b.rule] || sizeOf(b) - sizeOf(a))

  const colour = reasons.reduce(
    (worst, { rule }) => worse(worst, rule === 'beyond-tolerance' ? 'red' : 'amber'),
    'green' as AssessmentRow['health']['colour'],
  )
  const unmet = milestones
    .filter(({ actual }) => actual === null)
    .sort((a, b) => (a.forecast < b.forecast ? -1 : a.forecast > b.forecast ? 1 : 0))
  const next = unmet[0]
  const days = milestones.flatMap(({ baseline, forecast, actual }) => [baseline, actual ?? forecast]).sort()
  return {
    health: { colour, reasons },
    milestoneCount: milestones.length,
    metCount: milestones.length - unmet.length,
    openActions: milestones.reduce((sum, { openActions }) => sum + openActions, 0),
    nextMilestone: next
      ? { id: next.id, title: next.title, forecast: next.forecast, slipDays: next.slipDays }
      : null,
    from: days[0] ?? null,
    until: days.at(-1) ?? null,
  }
}

/** Nothing on the Saturday after: nobody was to work on it since. */
const reportLate = (period: string, overdueDays: number): HealthReason[] =>
  overdueDays > 0 ? [{ rule: 'report-late', period, overdueDays }] : []

function sizeOf(reason: HealthReason): number {
  switch (reason.rule) {
    case 'beyond-tolerance':
    case 'within-tolerance':
    case 'met-late':
      return reason.slipDays
    case 'overdue':
    case 'report-late':
      return reason.overdueDays
    case 'actions-late':
      return reason.count
  }
}
