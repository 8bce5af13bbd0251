/** A group's rules as people say them. */
import type { GroupRules } from '#contract/groups.ts'
import * as m from '#lib/paraglide/messages.js'
import { shareOf, type QuorumShare } from './group-values.ts'

export const shareWords: Record<QuorumShare, () => string> = {
  '1/3': m.rule_quorum_third,
  '1/2': m.rule_quorum_half,
  '2/3': m.rule_quorum_two_thirds,
  '3/4': m.rule_quorum_three_quarters,
  '1/1': m.rule_quorum_all,
  other: m.rule_quorum_other,
}

export function sayQuorum(quorum: GroupRules['quorum']): string {
  const share = shareOf(quorum)
  return share === 'other' ? m.rule_quorum_share(quorum) : shareWords[share]()
}

export function sayNotice({ noticeDays: count, noticeUnit }: GroupRules): string {
  if (count === 0) return m.rule_notice_none()
  return noticeUnit === 'working'
    ? m.rule_notice_working_said({ count })
    : m.rule_notice_calendar_said({ count })
}

export const sayApprover = ({ minutesApprover }: GroupRules): string =>
  minutesApprover === 'chair' ? m.rule_minutes_chair_said() : m.rule_minutes_secretary_said()

/** Whole days as days: nobody says "72 hours". */
export function sayReminder(hours: number): string {
  if (hours === 0) return m.rule_reminder_none()
  return hours % 24 === 0
    ? m.rule_reminder_days({ count: hours / 24 })
    : m.rule_reminder_hours({ count: hours })
}
