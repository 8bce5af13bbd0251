import type { LocalDateTime } from '../contract/values.ts'
import type { Span } from './plan-occurrences.ts'

/** Meetings begin on these minutes; a suggestion of 10:37 would look like a mistake. */
const stepMinutes = 5
/** Nobody wants to be offered the night, unless they asked for it themselves. */
const dayBegins = Temporal.PlainTime.from('08:00')
const dayEnds = Temporal.PlainTime.from('18:00')

type Ask = {
  /** The earliest start that would do. */
  from: Temporal.ZonedDateTime
  durationMinutes: number
  /** No suggestion begins after this. */
  until: Temporal.Instant
}

/**
 * The first time from which a room is free for as long as asked, in office hours (or in the hours asked for, where these
 * go beyond), as wall-clock time of the zone of `from`. `busy` is by start. Null when there is none before `until`.
 */
export function nextFreeStart(
  busy: readonly Span[],
  { from, durationMinutes, until }: Ask,
): LocalDateTime | null {
  const held = busy.map(({ startsAt, endsAt }) => ({
    start: Temporal.Instant.from(startsAt).epochMilliseconds,
    end: Temporal.Instant.from(endsAt),
  }))
  const day = hoursOf(from, durationMinutes)
  let start = onStep(from)
  while (start.epochMilliseconds <= until.epochMilliseconds) {
    const end = start.add({ minutes: durationMinutes })
    const inTheWay = held.find(
      (span) => span.start < end.epochMilliseconds && span.end.epochMilliseconds > start.epochMilliseconds,
    )
    if (inTheWay) start = onStep(inTheWay.end.toZonedDateTimeISO(from.timeZoneId))
    else if (day && isBefore(start, day.begins)) start = start.withPlainTime(day.begins)
    else if (day && !endsBy(start, end, day.ends)) start = start.add({ days: 1 }).withPlainTime(day.begins)
    else if (isShownTwice(start)) start = start.add({ minutes: stepMinutes })
    else return start.toPlainDateTime().toString({ smallestUnit: 'minute' })
  }
  return null
}

/** The hours of a day in which suggestions lie; null when what was asked for runs into the next day. */
function hoursOf(from: Temporal.ZonedDateTime, durationMinutes: number) {
  const end = from.add({ minutes: durationMinutes })
  if (!end.toPlainDate().equals(from.toPlainDate())) return null
  const [asked, askedEnd] = [from.toPlainTime(), end.toPlainTime()]
  return {
    begins: Temporal.PlainTime.compare(asked, dayBegins) < 0 ? asked : dayBegins,
    ends: Temporal.PlainTime.compare(askedEnd, dayEnds) > 0 ? askedEnd : dayEnds,
  }
}

const isBefore = (at: Temporal.ZonedDateTime, time: Temporal.PlainTime): boolean =>
  Temporal.PlainTime.compare(at.toPlainTime(), time) < 0

const endsBy = (
  start: Temporal.ZonedDateTime,
  end: Temporal.ZonedDateTime,
  time: Temporal.PlainTime,
): boolean =>
  end.toPlainDate().equals(start.toPlainDate()) && Temporal.PlainTime.compare(end.toPlainTime(), time) <= 0

/** The second time at which the clock shows an hour cannot be asked for: the same words mean the first. */
const isShownTwice = (at: Temporal.ZonedDateTime): boolean =>
  !at.toPlainDateTime().toZonedDateTime(at.timeZoneId, { disambiguation: 'earlier' }).equals(at)

/** The same time, or the next on a step. */
function onStep(at: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const minute = at.round({ smallestUnit: 'minute', roundingMode: 'ceil' })
  return minute.add({ minutes: (stepMinutes - (minute.minute % stepMinutes)) % stepMinutes })
}
