/** A reporting period: a month, `2026-11`. */
import type { LocalDate } from '../contract/values.ts'
import type { Period } from '../contract/tracking.ts'
import { addWorkingDays } from '../contract/working-days.ts'

/** A report is due this many working days after its month. */
export const reportWorkingDays = 5

const month = (period: Period) => Temporal.PlainYearMonth.from(period)

export const firstDay = (period: Period): LocalDate => month(period).toPlainDate({ day: 1 }).toString()

export const lastDay = (period: Period): LocalDate =>
  month(period)
    .toPlainDate({ day: month(period).daysInMonth })
    .toString()

export const nextPeriod = (period: Period): Period => month(period).add({ months: 1 }).toString()

export const previousPeriod = (period: Period): Period => month(period).subtract({ months: 1 }).toString()

export const periodOf = (day: LocalDate): Period => Temporal.PlainDate.from(day).toPlainYearMonth().toString()

/** The last day on which the period's report is not late. */
export const reportDueOn = (period: Period): LocalDate => addWorkingDays(lastDay(period), reportWorkingDays)
