import type {
  DraftReport,
  Report,
  ReportOverview,
  ReportSummary,
  ReturnReport,
  WriteReport,
} from '#contract/tracking.ts'
import type { ReportsQuery } from '#contract/lists.ts'
import type { Page } from '#contract/values.ts'
import { request } from './request.ts'

type Asked = { [K in keyof ReportsQuery]?: ReportsQuery[K] | undefined }

export const listReports = (query: Asked, signal?: AbortSignal) =>
  request<Page<ReportSummary>>('GET', '/api/reports', { query, ...(signal && { signal }) })
/** The last months of every project that reports. */
export const getReportOverview = (signal?: AbortSignal) =>
  request<ReportOverview>('GET', '/api/reports/overview', signal && { signal })
export const getReport = (id: string, signal?: AbortSignal) =>
  request<Report>('GET', `/api/reports/${id}`, signal && { signal })
export const beginReport = (body: DraftReport) => request<Report>('POST', '/api/reports', { body })
export const writeReport = (id: string, body: WriteReport) =>
  request<Report>('PUT', `/api/reports/${id}`, { body })
/** Takes the facts as they are now; what the author wrote stays. */
export const refreshReport = (id: string, version: number) =>
  request<Report>('POST', `/api/reports/${id}/refresh`, { body: { version } })
export const submitReport = (id: string, version: number) =>
  request<Report>('POST', `/api/reports/${id}/submit`, { body: { version } })
export const returnReport = (id: string, body: ReturnReport) =>
  request<Report>('POST', `/api/reports/${id}/return`, { body })
export const acceptReport = (id: string, version: number) =>
  request<Report>('POST', `/api/reports/${id}/accept`, { body: { version } })
export const reportPdf = (id: string) => `/api/reports/${id}.pdf`
