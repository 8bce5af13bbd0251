/**
 * A meeting as a message to a calendar: invitation, update and cancellation (iTIP, RFC 5546). Pure: the same facts
 * give the same octets, so a message can be sent again exactly as it was.
 */
import type { AttendeeRole, PartStat, Visibility } from '../contract/scheduling.ts'
import type { Instant } from '../contract/values.ts'
import { component, line, type Lines, quoted, text, written } from './calendar-lines.ts'
import { timeZoneRules, wallClock } from './time-zone-rules.ts'

/** A mailbox with the name to show. */
export type Mailbox = { name: string; email: string }

export type Invitee = Mailbox & { role: AttendeeRole; partStat: PartStat }

/** What a calendar is told about a meeting. */
export type CalendarEvent = {
  /** Stays the same for the life of the meeting (RFC 5545 §3.8.4.7). */
  uid: string
  /** Grows when the time or the status changes, and with every CANCEL (RFC 5546 §2.1.4). */
  sequence: number
  title: string
  /** May run over several lines; the join link is added where it does not name it. */
  description: string
  startsAt: Instant
  endsAt: Instant
  zone: string
  /** Room and building, in words. */
  place: string | null
  joinUrl: string | null
  visibility: Visibility
}

/** What is sent, to whom it is addressed, and when it was written (DTSTAMP: fresh for every message). */
export type Invitation = {
  /**
   * `request` invites or updates; `cancel` takes the whole meeting back; `uninvite` takes back one invitation, and is
   * sent to that person alone, for whom the meeting is over while it goes on for everybody else (RFC 5546 §3.2.5).
   */
  kind: 'request' | 'cancel' | 'uninvite'
  event: CalendarEvent
  /** The mailbox that answers go to; `sentBy` is whoever acts for it (RFC 5545 §3.2.18). */
  organizer: Mailbox & { sentBy: string | null }
  /** Everybody who is invited; for `uninvite` the one who no longer is. */
  attendees: Invitee[]
  /** Said to the reader of a cancellation in the reader's language. */
  comment: string | null
  stampedAt: Instant
}

/** The METHOD, which the mail's Content-Type must repeat (RFC 6047 §2.4). */
export const methodOf = (kind: Invitation['kind']): 'REQUEST' | 'CANCEL' =>
  kind === 'request' ? 'REQUEST' : 'CANCEL'

export const productId = '-//Sfat//Sfat//RO'

/** The text of a `text/calendar` part, with CRLF, folded at 75 octets. */
export function buildInvitation(invitation: Invitation): string {
  const { kind, event, organizer, attendees, comment, stampedAt } = invitation
  const time = timeOf(event)
  return written(
    component(
      'VCALENDAR',
      [
        line('VERSION', '2.0'),
        line('PRODID', productId),
        line('CALSCALE', 'GREGORIAN'),
        line('METHOD', methodOf(kind)),
      ],
      time.zone,
      component(
        'VEVENT',
        [
          line('UID', text(event.uid)),
          line('DTSTAMP', utc(stampedAt)),
          line('SEQUENCE', String(event.sequence)),
        ],
        time.lines,
        contentOf(event),
        [
          line('ORGANIZER', `mailto:${organizer.email}`, {
            CN: quoted(organizer.name),
            'SENT-BY': organizer.sentBy && quoted(`mailto:${organizer.sentBy}`),
          }),
          ...attendees.map(attendeeLine),
          ...(comment ? [line('COMMENT', text(comment))] : []),
          ...statusOf(kind),
        ],
      ),
    ),
  )
}

/**
 * When it takes place: on the wall clock of its zone, with that zone's rules, or in UTC where the zone has no rules that
 * calendars understand, or where the wall clock shows that hour twice and cannot say which one is meant.
 */
export function timeOf({ startsAt, endsAt, zone }: CalendarEvent): { zone: Lines; lines: Lines } {
  const inUtc = { zone: [], lines: [line('DTSTART', utc(startsAt)), line('DTEND', utc(endsAt))] }
  const [start, end] = [startsAt, endsAt].map((at) => Temporal.Instant.from(at).toZonedDateTimeISO(zone))
  if (!start || !end || [start, end].some(isOneOfTwo) || zone === 'UTC') return inUtc
  const rules = timeZoneRules(zone, start.year)
  if (!rules) return inUtc
  return {
    zone: rules,
    lines: [
      line('DTSTART', wallClock(start.toPlainDateTime()), { TZID: zone }),
      line('DTEND', wallClock(end.toPlainDateTime()), { TZID: zone }),
    ],
  }
}

/** The wall clock shows this time twice; RFC 5545 §3.3.5 then means the first, and readers do not agree. */
function isOneOfTwo(at: Temporal.ZonedDateTime): boolean {
  const shown = at.toPlainDateTime()
  const [first, second] = (['earlier', 'later'] as const).map((disambiguation) =>
    shown.toZonedDateTime(at.timeZoneId, { disambiguation }),
  )
  return first?.epochNanoseconds !== second?.epochNanoseconds
}

/** What it is about, where it is, and how to join; the link stands in all three places that clients may show. */
export function contentOf({
  title,
  description,
  place,
  joinUrl,
  visibility,
}: Pick<CalendarEvent, 'title' | 'description' | 'place' | 'joinUrl' | 'visibility'>): Lines {
  const where = [place, joinUrl].filter((part) => part !== null).join(' | ')
  const about =
    joinUrl && !description.includes(joinUrl) ? `${description}\n\n${joinUrl}`.trim() : description
  return [
    line('SUMMARY', text(title)),
    ...(about ? [line('DESCRIPTION', text(about))] : []),
    ...(where ? [line('LOCATION', text(where))] : []),
    ...(joinUrl ? [line('CONFERENCE', joinUrl, { VALUE: 'URI', FEATURE: 'AUDIO,VIDEO' })] : []),
    line('CLASS', visibility === 'private' ? 'PRIVATE' : 'PUBLIC'),
  ]
}

function attendeeLine({ name, email, role, partStat }: Invitee): string {
  return line('ATTENDEE', `mailto:${email}`, {
    CUTYPE: 'INDIVIDUAL',
    ROLE: roles[role],
    PARTSTAT: partStat.toUpperCase(),
    RSVP: 'TRUE',
    CN: quoted(name),
  })
}

const roles: Record<AttendeeRole, string> = {
  chair: 'CHAIR',
  required: 'REQ-PARTICIPANT',
  optional: 'OPT-PARTICIPANT',
}

/** One who is no longer invited must not be told that the meeting is cancelled: RFC 5546 §3.2.5 forbids STATUS then. */
function statusOf(kind: Invitation['kind']): Lines {
  if (kind === 'request') return [line('STATUS', 'CONFIRMED'), line('TRANSP', 'OPAQUE')]
  return kind === 'cancel' ? [line('STATUS', 'CANCELLED'), line('TRANSP', 'TRANSPARENT')] : []
}

/** RFC 5545 §3.3.5 form 2; whole seconds. */
export const utc = (at: Instant): string => `${at.slice(0, 19).replace(/[-:]/g, '')}Z`
