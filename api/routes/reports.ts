import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AskVersion } from '../../contract/minutes.ts'
import {
  DraftReport,
  Report,
  ReportOverview,
  ReportSummary,
  ReturnReport,
  WriteReport,
} from '../../contract/tracking.ts'
import { ReportOverviewQuery, ReportsQuery } from '../../contract/lists.ts'
import { Id, pageOf } from '../../contract/values.ts'
import type { Deps } from '../../tracker/ports.ts'
import { showReportOverview } from '../../tracker/report-overview.ts'
import {
  beginReport,
  listReports,
  type PaperReport,
  refreshReport,
  showReport,
  showReportForPaper,
  writeReport,
} from '../../tracker/reports.ts'
import { acceptReport, returnReport, submitReport } from '../../tracker/review-reports.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

export type ReportDeps = Deps & {
  /** Puts a report on paper: the octets of a PDF. */
  printReport: (paper: PaperReport) => Promise<Uint8Array>
}

const tags = ['reports']
const read = { onRequest: [signedIn] }
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })
const response = { 200: Report }

export const reportRoutes =
  (deps: ReportDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/reports',
      {
        ...read,
        schema: {
          tags,
          summary: 'Monitoring reports, the newest period first: those that I may see',
          querystring: ReportsQuery,
          response: { 200: pageOf(ReportSummary) },
        },
      },
      (request) => listReports(deps, request.actor, request.query),
    )

    app.get(
      '/api/reports/overview',
      {
        ...read,
        schema: {
          tags,
          summary: 'What became of the last months of every project that reports, and that I may see',
          querystring: ReportOverviewQuery,
          response: { 200: ReportOverview },
        },
      },
      (request) => showReportOverview(deps, request.actor, request.query),
    )

    app.post(
      '/api/reports',
      {
        ...write,
        schema: {
          tags,
          summary: 'Begin the report of a project’s month from its facts',
          body: DraftReport,
          response: { 201: Report },
        },
      },
      async (request, reply) => reply.code(201).send(await beginReport(deps, request.actor, request.body)),
    )

    app.get(
      '/api/reports/:id',
      {
        ...read,
        schema: { tags, summary: 'A report with its facts, and those that changed since', params, response },
      },
      (request) => showReport(deps, request.actor, request.params.id),
    )

    app.put(
      '/api/reports/:id',
      {
        ...write,
        schema: { tags, summary: 'Save what the author wrote', params, body: WriteReport, response },
      },
      (request) => writeReport(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/reports/:id/refresh',
      {
        ...write,
        schema: {
          tags,
          summary: 'Take the facts as they are now; what the author wrote stays',
          params,
          body: AskVersion,
          response,
        },
      },
      (request) => refreshReport(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/reports/:id/submit',
      { ...write, schema: { tags, summary: 'Hand the report in', params, body: AskVersion, response } },
      (request) => submitReport(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/reports/:id/return',
      {
        ...write,
        schema: { tags, summary: 'Give it back with a remark', params, body: ReturnReport, response },
      },
      (request) => returnReport(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/reports/:id/accept',
      { ...write, schema: { tags, summary: 'Accept the report', params, body: AskVersion, response } },
      (request) => acceptReport(deps, request.actor, request.params.id, request.body),
    )

    app.get(
      '/api/reports/:id.pdf',
      {
        ...read,
        config: { answers: 'application/pdf' },
        schema: {
          tags,
          summary: 'The report as an accessible PDF, in the language that it is written in',
          params,
        },
      },
      async (request, reply) => {
        const paper = await showReportForPaper(deps, request.actor, request.params.id)
        const { project, period } = paper.report
        const pdf = await deps.printReport(paper)
        return reply
          .header('content-type', 'application/pdf')
          .header('content-disposition', inline(`${project.code}-${period}.pdf`))
          .send(pdf)
      },
    )
  }

/** RFC 6266 §4.3: shown in place, under a name with any letters (RFC 8187). */
const inline = (name: string): string =>
  `inline; filename="${name.replace(/[^A-Za-z0-9._-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`
