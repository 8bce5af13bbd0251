/** The filters of the list of reports, as they stand in the address: a link shows what I see. */
import type { ReportStatus } from '#contract/tracking.ts'
import { Id } from '#contract/values.ts'

export type ReportFilters = {
  projectId: string | undefined
  period: string | undefined
  status: ReportStatus | undefined
  mine: true | undefined
}

/** In the order of a report's life. */
export const statuses = ['draft', 'submitted', 'returned', 'accepted'] as const satisfies ReportStatus[]

export const statusOf = (text: string | null): ReportStatus | undefined =>
  statuses.find((status) => status === text)

const isPeriod = (text: string | null) => text !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(text)

/** What makes no sense in an address counts as not there. */
export const readFilters = (params: Pick<URLSearchParams, 'get'>): ReportFilters => ({
  projectId: Id.safeParse(params.get('project')).data,
  period: isPeriod(params.get('period')) ? (params.get('period') ?? undefined) : undefined,
  status: statusOf(params.get('status')),
  mine: params.get('mine') === 'true' || undefined,
})

export function writeFilters({ projectId, period, status, mine }: ReportFilters): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries({ project: projectId, period, status, mine }))
    if (value !== undefined) params.set(name, String(value))
  return params.toString()
}

/** The last `count` months, newest first, with `also` among them wherever it lies. */
export function monthsBack(last: string, count: number, also?: string): string[] {
  const from = Temporal.PlainYearMonth.from(last)
  const months = Array.from({ length: count }, (_, back) => from.subtract({ months: back }).toString())
  return also === undefined || months.includes(also) ? months : [...months, also].sort().reverse()
}
