/** Health and slip in the reader's language. Names each message it needs: the catalogue as a whole would come with it. */
import type { HealthReason } from '#contract/tracking.ts'
import * as m from '#lib/paraglide/messages.js'
import { preferences } from '#lib/preferences/preferences.svelte.ts'
import { sayDate } from '#lib/time/spoken-time.ts'
import { sayReason, saySlip, type TrackingMessages } from './health-words.ts'

const messages: TrackingMessages = {
  working_days: m.working_days,
  slip_none: m.slip_none,
  slip_late: m.slip_late,
  slip_early: m.slip_early,
  reason_beyond: m.reason_beyond,
  reason_beyond_none: m.reason_beyond_none,
  reason_within: m.reason_within,
  reason_overdue: m.reason_overdue,
  reason_met_late: m.reason_met_late,
  reason_actions_late: m.reason_actions_late,
  reason_actions_late_on: m.reason_actions_late_on,
  reason_report_late: m.reason_report_late,
}

/** "cu 3 zile lucrătoare mai târziu" */
export const slipInWords = (slipDays: number): string => saySlip(messages, slipDays)

/** Why it has its colour, in a sentence. */
export const reasonInWords = (reason: HealthReason): string =>
  sayReason(messages, reason, (period) => sayDate(`${period}-01`, preferences.locale, 'month'))
