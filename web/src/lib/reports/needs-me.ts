import type { ReportSummary } from '#contract/tracking.ts'

/** A report that waits for the reader, and for what. */
export type ReportNeed = { kind: 'write' | 'complete' | 'review'; report: ReportSummary }

type Lists = {
  /** Of my own and of my projects. */
  drafts: readonly ReportSummary[]
  returned: readonly ReportSummary[]
  /** Everybody's, for those who review. */
  submitted: readonly ReportSummary[]
  me: string
}

/** What waits for the reader: first what somebody gave back, then what is due, then what is to be decided; the latest first. */
export function reportNeeds({ drafts, returned, submitted, me }: Lists): ReportNeed[] {
  const byDue = (reports: readonly ReportSummary[]) =>
    [...reports].sort(
      (a, b) => a.dueOn.localeCompare(b.dueOn) || a.project.code.localeCompare(b.project.code),
    )
  return [
    ...byDue(returned).map((report) => ({ kind: 'complete' as const, report })),
    ...byDue(drafts).map((report) => ({ kind: 'write' as const, report })),
    // Nobody reviews their own.
    ...byDue(submitted)
      .filter(({ author }) => author?.personId !== me)
      .map((report) => ({ kind: 'review' as const, report })),
  ]
}
