import type { Actor } from '../contract/identity.ts'
import type { ReportOverview } from '../contract/tracking.ts'
import type { ReportOverviewQuery } from '../contract/lists.ts'
import { boundsOf } from './gather-facts.ts'
import { today } from './moments.ts'
import { periodOf, previousPeriod } from './period.ts'
import type { Deps } from './ports.ts'
import { mayChangeProject, seesAllReports } from './rights.ts'

/**
 * What became of the last `months` months of every project that reports, this month included: all for those who review,
 * else those that the actor manages. Two questions, however many projects there are.
 */
export const showReportOverview = (
  deps: Deps,
  actor: Actor,
  { months }: ReportOverviewQuery,
): Promise<ReportOverview> => {
  const day = today(deps)
  const periods = lastPeriods(periodOf(day), months)
  const ends = new Map(periods.map((period) => [period, boundsOf({ period, zone: deps.zone }).until]))
  const managedBy = seesAllReports(actor) ? null : actor.personId
  return deps.work.read(async ({ projects, reports }) => {
    const since = periods[0] ?? periodOf(day)
    const found = Map.groupBy(await reports.since(since, day), ({ projectId }) => projectId)
    const reporting = await projects.reporting([...found.keys()], managedBy)
    return {
      periods,
      projects: reporting.map(({ id, code, name, status, createdAt, managerPersonId }) => ({
        ...{ id, code, name },
        mayBegin: mayChangeProject(actor, { managerPersonId }),
        cells: periods.map((period) => {
          const report = found.get(id)?.find((one) => one.period === period)
          if (report) return { period, state: report.status, late: report.late, reportId: report.id }
          // As the job that drafts them sees it: running, and begun before the month was over.
          const due = status === 'running' && period < periodOf(day) && createdAt < (ends.get(period) ?? '')
          return {
            period,
            state: due ? ('missing' as const) : ('none' as const),
            late: false,
            reportId: null,
          }
        }),
      })),
    }
  })
}

/** `count` months up to `last`, oldest first. */
function lastPeriods(last: string, count: number): string[] {
  const periods = [last]
  while (periods.length < count) periods.unshift(previousPeriod(periods[0] ?? last))
  return periods
}
