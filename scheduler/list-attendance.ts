import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Attendance, AttendanceSpan } from '../contract/scheduling.ts'
import type { Id, Instant } from '../contract/values.ts'
import { toInstant } from './instants.ts'
import { meetingRights } from './meeting-rights.ts'
import type { Clock, SeatRow, SpanRow, Work } from './ports.ts'

type Seated = { seat: SeatRow; spans: SpanRow[] }

/**
 * Who was in the conferences of a meeting, by arrival. Somebody with an account is one line however often they came, and
 * from however many devices; so is a guest who is known again. Throws `meeting.missing`.
 */
export const listAttendance = (
  { work, clock }: { work: Work; clock: Clock },
  actor: Actor,
  id: Id,
): Promise<Attendance[]> =>
  work.read(async ({ meetings, attendance }) => {
    const detail = await meetings.find(id)
    if (!detail || !meetingRights(actor, detail).see) throw new AppError('meeting.missing')
    const now = toInstant(clock.now())
    const seated: Seated[] = []
    for (const occurrence of detail.occurrences) seated.push(...(await attendance.of(occurrence.id)))
    return summariseSeats(seated, now)
  })

/** All the seats of a meeting, as one line for each person. */
export const summariseSeats = (seated: readonly Seated[], now: Instant): Attendance[] =>
  [...Map.groupBy(seated, ({ seat }) => whose(seat)).values()].map((seats) => summarise(seats, now))

/** Two guests may use one browser after another: then they say different names. */
const whose = ({ id, personId, guestId, name }: SeatRow): string =>
  personId ?? (guestId === null ? id : `${guestId} ${name.normalize('NFC').toLocaleLowerCase('ro')}`)

/** The seats of one person in one line. */
export function summarise(seats: readonly Seated[], now: Instant): Attendance {
  const { id: seatId, personId, name, organisation, guest } = seats[0]!.seat
  const spans = seats.flatMap((one) => one.spans)
  const present = union(spans.filter(({ kind }) => kind === 'present'))
  // Away on one device while present on another is not away.
  const away = union(spans.filter(({ kind }) => kind === 'away')).flatMap((span) =>
    without(span, presentElsewhere(seats)),
  )
  const seconds = (list: readonly AttendanceSpan[]) =>
    list.reduce((sum, { from, until }) => sum + secondsBetween(from, until ?? now), 0)
  return {
    seatId,
    personId,
    name,
    organisation,
    guest,
    present,
    away,
    presentSeconds: Math.max(0, Math.round(seconds(present) - seconds(away))),
  }
}

/** When somebody was really there: of each seat, its presence without its absences. */
function presentElsewhere(seats: readonly Seated[]): AttendanceSpan[] {
  return union(
    seats.flatMap(({ spans }) => {
      const away = union(spans.filter(({ kind }) => kind === 'away'))
      return union(spans.filter(({ kind }) => kind === 'present'))
        .flatMap((span) => without(span, away))
        .map(({ from, until }) => ({ fromAt: from, untilAt: until }))
    }),
  )
}

/** Later than every instant: an open end, for comparing. */
const never: Instant = '9999-12-31T23:59:59.999Z'
const endOf = ({ until }: AttendanceSpan): Instant => until ?? never

/** Spans that overlap or touch, as one. */
function union(spans: readonly Pick<SpanRow, 'fromAt' | 'untilAt'>[]): AttendanceSpan[] {
  const joined: AttendanceSpan[] = []
  for (const { fromAt, untilAt } of spans.toSorted((a, b) => (a.fromAt < b.fromAt ? -1 : 1))) {
    const last = joined.at(-1)
    if (!last || endOf(last) < fromAt) joined.push({ from: fromAt, until: untilAt })
    else if ((untilAt ?? never) > endOf(last)) last.until = untilAt
  }
  return joined
}

/** What remains of a span when others, by start and apart, are taken from it. */
function without(span: AttendanceSpan, others: readonly AttendanceSpan[]): AttendanceSpan[] {
  const rest: AttendanceSpan[] = []
  let { from } = span
  for (const other of others) {
    if (endOf(other) <= from || other.from >= endOf(span)) continue
    if (other.from > from) rest.push({ from, until: other.from })
    from = endOf(other)
  }
  if (from < endOf(span)) rest.push({ from, until: span.until })
  return rest
}

const secondsBetween = (from: Instant, until: Instant): number =>
  Math.max(0, Temporal.Instant.from(until).since(Temporal.Instant.from(from)).total('seconds'))
