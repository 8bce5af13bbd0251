import { handler } from '../db/relay.ts'
import { type ReportTelling, tellOfReport, writersOf } from './tell-of-report.ts'

/** When a report is submitted, those who review it are told by mail. */
export const onReportSubmittedTellDirectorate = (deps: ReportTelling) =>
  handler({
    name: 'on-report-submitted-tell-directorate',
    on: ['report.submitted'],
    save: async ({ id, payload: { reportId } }, tx) => {
      const report = await tx.reports.show(reportId)
      if (!report || report.status !== 'submitted') return
      const writers = writersOf(report)
      const reviewers = (await tx.accounts.withRole('directorate')).filter(
        (person) => !writers.includes(person),
      )
      await tellOfReport(tx, deps, report, { news: 'submitted', to: reviewers, cause: id })
    },
  })
