import { handler } from '../db/relay.ts'
import { type ReportTelling, tellOfReport, writersOf } from './tell-of-report.ts'

/** When the month's end has drafted a report, those who write it are told by mail; who began it by hand knows. */
export const onReportDraftedTellAuthor = (deps: ReportTelling) =>
  handler({
    name: 'on-report-drafted-tell-author',
    on: ['report.drafted'],
    save: async ({ id, payload: { reportId }, actorId }, tx) => {
      const report = await tx.reports.show(reportId)
      if (!report || report.status !== 'draft' || actorId !== null) return
      await tellOfReport(tx, deps, report, { news: 'drafted', to: writersOf(report), cause: id })
    },
  })
