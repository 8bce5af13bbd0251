import { handler } from '../db/relay.ts'
import { type ReportTelling, tellOfReport, writersOf } from './tell-of-report.ts'

/** When a report is returned or accepted, those who wrote it are told by mail, with the remark. */
export const onReportReviewedTellAuthor = (deps: ReportTelling) =>
  handler({
    name: 'on-report-reviewed-tell-author',
    on: ['report.returned', 'report.accepted'],
    save: async ({ id, name, payload: { reportId } }, tx) => {
      const report = await tx.reports.show(reportId)
      const news = name === 'report.returned' ? 'returned' : 'accepted'
      if (!report || report.status !== news) return
      await tellOfReport(tx, deps, report, { news, to: writersOf(report), cause: id })
    },
  })
