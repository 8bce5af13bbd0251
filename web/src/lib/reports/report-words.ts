/** Reports in words: their months, states and lateness, in the reader's language. */
import type { ReportCellState, ReportSection, ReportStatus, ReportSummary } from '#contract/tracking.ts'
import type { Locale } from '#contract/values.ts'
import * as m from '#lib/paraglide/messages.js'
import { localDate, sayDate } from '#lib/time/spoken-time.ts'
import { lateDays } from './late-days.ts'

export type Tone = 'neutral' | 'accent' | 'good' | 'care' | 'bad' | 'info'

export const statusWords: Record<ReportStatus, { label: () => string; tone: Tone }> = {
  draft: { label: m.report_draft, tone: 'neutral' },
  submitted: { label: m.report_submitted, tone: 'info' },
  returned: { label: m.report_returned, tone: 'care' },
  accepted: { label: m.report_accepted, tone: 'good' },
}

export const cellWords: Record<ReportCellState, () => string> = {
  draft: m.report_draft,
  submitted: m.report_submitted,
  returned: m.report_returned,
  accepted: m.report_accepted,
  missing: m.report_missing,
  none: m.report_none,
}

export const sectionWords: Record<ReportSection['key'], () => string> = {
  summary: m.report_section_summary,
  milestones: m.report_section_milestones,
  decisions: m.report_section_decisions,
  actions: m.report_section_actions,
  meetings: m.report_section_meetings,
  'corrective-measures': m.report_section_corrective_measures,
  'next-period': m.report_section_next_period,
}

/** "noiembrie 2026" */
export const sayPeriod = (period: string, locale: Locale): string => sayDate(`${period}-01`, locale, 'month')

type Timed = Pick<ReportSummary, 'dueOn' | 'late' | 'submittedAt' | 'status'>

/** When it was or must be handed in: in words, and whether that is bad news. */
export function sayTiming(
  { dueOn, late, submittedAt, status }: Timed,
  today: string,
  zone: string,
  locale: Locale,
): { words: string; late: boolean } {
  if (submittedAt !== null && status !== 'returned') {
    const day = sayDate(localDate(submittedAt, zone), locale, 'date')
    return late
      ? { words: `${m.report_sent_on({ day })}, ${m.report_is_late()}`, late }
      : { words: m.report_sent_on({ day }), late }
  }
  // A report that was late once stays late, however often it is returned.
  if (submittedAt !== null && late) return { words: m.report_was_late(), late }
  if (late) return { words: m.report_late_by({ count: lateDays(dueOn, today) }), late }
  if (dueOn === today) return { words: m.report_due_today(), late }
  return { words: m.report_due_on({ day: sayDate(dueOn, locale, 'date') }), late }
}
