/** How long before a meeting its convocation must leave. */
import type { GroupRules } from './groups.ts'
import type { LocalDate } from './values.ts'
import { addWorkingDays } from './working-days.ts'

type Rule = Pick<GroupRules, 'noticeDays' | 'noticeUnit'>

/**
 * The last day on which a convocation may leave for a meeting on `meetingDay`. The day it leaves does not count and the
 * day of the meeting does: with three days' notice, Monday's convocation convenes Thursday.
 */
export const latestSendDay = ({ noticeDays, noticeUnit }: Rule, meetingDay: LocalDate): LocalDate =>
  noticeUnit === 'working'
    ? addWorkingDays(meetingDay, -noticeDays)
    : Temporal.PlainDate.from(meetingDay).subtract({ days: noticeDays }).toString()

export const noticeKept = (rule: Rule, sentOn: LocalDate, meetingDay: LocalDate): boolean =>
  sentOn <= latestSendDay(rule, meetingDay)
