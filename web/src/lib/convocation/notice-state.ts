/** How much notice a convocation that leaves today gives, and what the group's rule asks for. */
import type { GroupRules } from '#contract/groups.ts'
import { latestSendDay, noticeKept } from '#contract/notice.ts'
import type { LocalDate } from '#contract/values.ts'
import { type Holiday, isWorkingDay, publicHolidays } from '#contract/working-days.ts'

type Rule = Pick<GroupRules, 'noticeDays' | 'noticeUnit'>

export type NoticeState = {
  kept: boolean
  /** As the rule counts them: neither the day it leaves nor, in working days, what is no working day. */
  days: number
  needed: number
  unit: Rule['noticeUnit']
  /** The first day for which leaving today would be early enough. */
  earliest: LocalDate
  /** Public holidays on the way that would be worked otherwise; only where they make a difference. */
  holidays: Holiday[]
}

const dayAfter = (day: LocalDate) => Temporal.PlainDate.from(day).add({ days: 1 }).toString()

/** The first day, working or not, that a convocation leaving `today` reaches in time. */
export function earliestDay(rule: Rule, today: LocalDate): LocalDate {
  let day = today
  while (!noticeKept(rule, today, day)) day = dayAfter(day)
  return day
}

/** Undefined for a day that has passed. */
export function noticeState(rule: Rule, today: LocalDate, day: LocalDate): NoticeState | undefined {
  if (day < today) return undefined
  const { noticeDays, noticeUnit } = rule
  let days = 0
  // Asked of the rule itself, so that the number never says otherwise than the server. A year is more than any rule.
  while (days < 366 && latestSendDay({ noticeDays: days + 1, noticeUnit }, day) >= today) days += 1
  return {
    kept: noticeKept(rule, today, day),
    days,
    needed: noticeDays,
    unit: noticeUnit,
    earliest: earliestDay(rule, today),
    holidays: noticeUnit === 'working' ? holidaysBetween(today, day) : [],
  }
}

/** After `today` and up to `day`, from Monday to Friday; a day that is two holidays stands once. */
function holidaysBetween(today: LocalDate, day: LocalDate): Holiday[] {
  const years = Number(day.slice(0, 4)) - Number(today.slice(0, 4))
  const all = Array.from({ length: years + 1 }, (_, index) =>
    publicHolidays(Number(today.slice(0, 4)) + index),
  ).flat()
  const seen = new Set<string>()
  return all.filter(({ on }) => {
    if (on <= today || on > day || seen.has(on) || isWorkingDay(on)) return false
    seen.add(on)
    return Temporal.PlainDate.from(on).dayOfWeek <= 5
  })
}
