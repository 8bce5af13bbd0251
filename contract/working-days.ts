/**
 * Working days in Romania: Monday to Friday without the public holidays of art. 139 of the Labour Code (Law 53/2003).
 * The bridge days that the government grants year by year, and the Saturdays worked in exchange, are not law for everyone
 * and are not counted here. Pure; uses the global `Temporal`, which a browser without it must load before the first call.
 */
import type { LocalDate } from './values.ts'

export const holidayNames = [
  'new-year',
  'epiphany',
  'saint-john',
  'union-of-principalities',
  'good-friday',
  'easter',
  'labour-day',
  'children-day',
  'whit',
  'dormition',
  'saint-andrew',
  'national-day',
  'christmas',
] as const
export type HolidayName = (typeof holidayNames)[number]
export type Holiday = { on: LocalDate; name: HolidayName }

/** Fixed days; `since` is the first year of those that joined the list after 2016. */
const fixedDays: { name: HolidayName; month: number; days: number[]; since?: number }[] = [
  { name: 'new-year', month: 1, days: [1, 2] },
  { name: 'epiphany', month: 1, days: [6], since: 2024 },
  { name: 'saint-john', month: 1, days: [7], since: 2024 },
  { name: 'union-of-principalities', month: 1, days: [24], since: 2017 },
  { name: 'labour-day', month: 5, days: [1] },
  { name: 'children-day', month: 6, days: [1], since: 2017 },
  { name: 'dormition', month: 8, days: [15] },
  { name: 'saint-andrew', month: 11, days: [30] },
  { name: 'national-day', month: 12, days: [1] },
  { name: 'christmas', month: 12, days: [25, 26] },
]

/** Days counted from Orthodox Easter Sunday. */
const movableDays: { name: HolidayName; offsets: number[]; since?: number }[] = [
  { name: 'good-friday', offsets: [-2], since: 2018 },
  { name: 'easter', offsets: [0, 1] },
  { name: 'whit', offsets: [49, 50] },
]

/**
 * Orthodox Easter Sunday of a year, as a Gregorian date: the Julian rule (Meeus, Astronomical Algorithms, chapter 8),
 * moved by the days that lie between the two calendars in that century.
 */
export function orthodoxEaster(year: number): LocalDate {
  const fullMoon = (19 * (year % 19) + 15) % 30
  const untilSunday = (2 * (year % 4) + 4 * (year % 7) - fullMoon + 34) % 7
  const calendarsApart = Math.floor(year / 100) - Math.floor(year / 400) - 2
  return Temporal.PlainDate.from({ year, month: 3, day: 22 })
    .add({ days: fullMoon + untilSunday + calendarsApart })
    .toString()
}

/** The public holidays of a year in the order of their dates. A day that is two holidays stands twice. */
export function publicHolidays(year: number): Holiday[] {
  const easter = Temporal.PlainDate.from(orthodoxEaster(year))
  const observed = ({ since = -Infinity }: { since?: number }) => year >= since
  const fixed = fixedDays
    .filter(observed)
    .flatMap(({ name, month, days }) =>
      days.map((day) => ({ on: Temporal.PlainDate.from({ year, month, day }).toString(), name })),
    )
  const movable = movableDays
    .filter(observed)
    .flatMap(({ name, offsets }) =>
      offsets.map((offset) => ({ on: easter.add({ days: offset }).toString(), name })),
    )
  return [...fixed, ...movable].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/** Whether offices work on that day. */
export function isWorkingDay(date: LocalDate): boolean {
  const day = Temporal.PlainDate.from(date)
  return day.dayOfWeek <= 5 && !weekdayHolidays(day.year).includes(date)
}

/**
 * How many working days lie after `from`, up to and including `to`: Friday to Monday is 1, Friday to Saturday 0.
 * Negative when `to` is earlier, and then the same number as the other way round.
 */
export function workingDaysBetween(from: LocalDate, to: LocalDate): number {
  if (to < from) return 0 - workingDaysBetween(to, from)
  if (to === from) return 0
  let days = weekdaysUntil(to) - weekdaysUntil(from)
  for (let year = yearOf(from); year <= yearOf(to); year += 1)
    for (const holiday of weekdayHolidays(year)) if (holiday > from && holiday <= to) days -= 1
  return days
}

/**
 * The working day that lies `days` working days after `date`, or before it when `days` is negative; `date` itself when 0.
 * Three working days before a Monday is the Wednesday of the week before.
 */
export function addWorkingDays(date: LocalDate, days: number): LocalDate {
  const step = { days: Math.sign(days) }
  let day = Temporal.PlainDate.from(date)
  for (let left = Math.abs(days); left > 0;) {
    day = day.add(step)
    if (isWorkingDay(day.toString())) left -= 1
  }
  return day.toString()
}

/**
 * Mondays to Fridays since Monday, 1 January 2001, that day and `day` included; fewer than none before it. Whole days of
 * ISO 8601 as numbers: a page of projects asks this hundreds of times.
 */
function weekdaysUntil(day: LocalDate): number {
  const days = (Date.parse(day) - Date.UTC(2001, 0, 1)) / 86_400_000
  const weeks = Math.floor(days / 7)
  return weeks * 5 + Math.min(days - weeks * 7 + 1, 5)
}

const yearOf = (day: LocalDate) => Number(day.slice(0, 4))

const weekdayHolidaysByYear = new Map<number, readonly LocalDate[]>()

/** Each day once, and only those that would be worked otherwise. Kept: lists of projects ask for the same years again. */
function weekdayHolidays(year: number): readonly LocalDate[] {
  const known = weekdayHolidaysByYear.get(year)
  if (known) return known
  const days = publicHolidays(year).map(({ on }) => on)
  const holidays = [...new Set(days)].filter((day) => Temporal.PlainDate.from(day).dayOfWeek <= 5)
  weekdayHolidaysByYear.set(year, holidays)
  return holidays
}
