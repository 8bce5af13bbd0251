/**
 * VTIMEZONE (RFC 5545 §3.6.5) for a zone of this runtime's time zone data, as two rules that repeat every year.
 * Mail clients trust the VTIMEZONE of an invitation more than the zone's name, and several get lists of dates (RDATE)
 * wrong or stop at the last one (MS-STANOICAL), so a zone either has such rules or its times leave in UTC.
 */
import { component, line, type Lines } from './calendar-lines.ts'

/** One change of the clock: what it showed at that moment, and how far it stood from UTC before and after (ns). */
type Change = { shown: Temporal.PlainDateTime; from: number; to: number }

/** Any twelve years put a date on every day of the week, which tells "the fourth Sunday" from "the last". */
const yearsSeen = 12
const earliestYear = 1970
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

const known = new Map<string, Lines | null>()

/**
 * The VTIMEZONE of a zone for events in `year`, with the rules that hold then, and since when (at most back to 1970).
 * Null where there are no such rules (Casablanca follows the moon) or they are about to change: write UTC instead.
 */
export function timeZoneRules(zone: string, year: number): Lines | null {
  const key = `${zone} ${year}`
  const found = known.get(key)
  if (found !== undefined) return found
  const lines = describe(zone, year)
  known.set(key, lines)
  return lines
}

function describe(zone: string, year: number): Lines | null {
  const seen = Array.from({ length: yearsSeen }, (_, index) => changesIn(zone, year - 1 + index))
  if (seen.every((changes) => changes.length === 0)) return unchanging(zone, year)
  if (seen.some((changes) => changes.length !== 2)) return null

  // Going back while the same two rules hold, so that the components begin where the rules did.
  for (let before = year - 2; before >= earliestYear; before--) {
    const earlier = [changesIn(zone, before), ...seen]
    if (earlier[0]?.length !== 2 || !yearlyRule(earlier, 0) || !yearlyRule(earlier, 1)) break
    seen.unshift(earlier[0])
  }

  const observances = [0, 1].map((which) => {
    const rule = yearlyRule(seen, which)
    const begin = seen[0]?.[which]
    return rule && begin ? observance(begin, rule) : null
  })
  const [one, other] = observances
  return one && other ? component('VTIMEZONE', [line('TZID', zone)], one, other) : null
}

/** DAYLIGHT is the half of the year in which the clock is ahead, also where the law calls it otherwise (Dublin). */
const observance = ({ shown, from, to }: Change, rule: string | null): Lines =>
  component(to > from ? 'DAYLIGHT' : 'STANDARD', [
    line('DTSTART', wallClock(shown)),
    ...(rule ? [line('RRULE', rule)] : []),
    line('TZOFFSETFROM', offset(from)),
    line('TZOFFSETTO', offset(to)),
  ])

/** A zone whose clock is never changed. */
function unchanging(zone: string, year: number): Lines {
  const from = Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone).offsetNanoseconds
  const shown = Temporal.PlainDateTime.from({ year: earliestYear, month: 1, day: 1 })
  return component('VTIMEZONE', [line('TZID', zone)], observance({ shown, from, to: from }, null))
}

/** The changes of a year, in order. */
function changesIn(zone: string, year: number): Change[] {
  const changes: Change[] = []
  let at = Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    const from = next?.subtract({ nanoseconds: 1 }).offsetNanoseconds
    if (!next || from === undefined) return changes
    const shown = next.withTimeZone('UTC').add({ nanoseconds: from }).toPlainDateTime()
    if (shown.year !== year) return changes
    changes.push({ shown, from, to: next.offsetNanoseconds })
    at = next
  }
}

/** The one RRULE that gives the same change of each year, or null: the last, else the nth, weekday of a month. */
function yearlyRule(years: Change[][], which: number): string | null {
  const changes = years.map((changes) => changes[which])
  const [first] = changes
  if (!first) return null
  const same = changes.every(
    (change) =>
      change?.from === first.from &&
      change.to === first.to &&
      change.shown.month === first.shown.month &&
      change.shown.dayOfWeek === first.shown.dayOfWeek &&
      change.shown.toPlainTime().equals(first.shown.toPlainTime()),
  )
  if (!same) return null
  const every = (is: (shown: Temporal.PlainDateTime) => boolean) =>
    changes.every((change) => change !== undefined && is(change.shown))
  const nth = Math.ceil(first.shown.day / 7)
  const ordinal = every((shown) => shown.day + 7 > shown.daysInMonth)
    ? -1
    : every((shown) => Math.ceil(shown.day / 7) === nth)
      ? nth
      : null
  if (ordinal === null) return null
  return `FREQ=YEARLY;BYMONTH=${first.shown.month};BYDAY=${ordinal}${weekdays[first.shown.dayOfWeek - 1]}`
}

/** DATE-TIME as the clock on the wall shows it, RFC 5545 §3.3.5 form 1. */
export const wallClock = (shown: Temporal.PlainDateTime): string =>
  shown.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')

/** UTC-OFFSET, RFC 5545 §3.3.14: hours and minutes, and seconds only where there are any. */
function offset(nanoseconds: number): string {
  const seconds = Math.abs(Math.round(nanoseconds / 1e9))
  const two = (value: number) => String(value).padStart(2, '0')
  const rest = seconds % 60 === 0 ? '' : two(seconds % 60)
  return `${nanoseconds < 0 ? '-' : '+'}${two(Math.floor(seconds / 3600))}${two(Math.floor(seconds / 60) % 60)}${rest}`
}
