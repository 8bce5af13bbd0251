/**
 * A calendar to subscribe to (RFC 5545 without METHOD, RFC 7986). It is no invitation: it names no attendees, so that no
 * client offers to answer, and cancelled meetings are simply not in it.
 */
import type { Instant, Locale } from '../contract/values.ts'
import { contentOf, productId, utc } from './build-invitation.ts'
import { component, line, type Lines, text, written } from './calendar-lines.ts'
import type { CalendarRow } from './ports.ts'

export type FeedCalendar = {
  name: string
  locale: Locale
  publicUrl: string
  /** Each with whether the reader may know more than that the time is taken. */
  entries: { row: CalendarRow; open: boolean }[]
  writtenAt: Instant
}

/** How often calendars should ask again, RFC 7986 §5.7; some read the older name only, and Google neither. */
const refresh = 'PT1H'

const busy: Record<Locale, string> = { ro: 'Ocupat', en: 'Busy' }

export function buildFeed({ name, locale, publicUrl, entries, writtenAt }: FeedCalendar): string {
  return written(
    component(
      'VCALENDAR',
      [
        line('VERSION', '2.0'),
        line('PRODID', productId),
        line('CALSCALE', 'GREGORIAN'),
        line('NAME', text(name)),
        line('X-WR-CALNAME', text(name)),
        line('REFRESH-INTERVAL', refresh, { VALUE: 'DURATION' }),
        line('X-PUBLISHED-TTL', refresh),
      ],
      ...entries.map(({ row, open }) =>
        component(
          'VEVENT',
          [
            // The occurrence's own id where nothing else may be known: the meeting's would tell which one it is.
            line('UID', open ? row.meetingId : row.occurrenceId),
            line('DTSTAMP', utc(writtenAt)),
            // Instants need no zone, and every reader shows them in its own.
            line('DTSTART', utc(row.startsAt)),
            line('DTEND', utc(row.endsAt)),
          ],
          open ? described(row, publicUrl) : [line('SUMMARY', text(busy[locale])), line('CLASS', 'PRIVATE')],
          [line('STATUS', 'CONFIRMED'), line('TRANSP', 'OPAQUE')],
        ),
      ),
    ),
  )
}

function described(row: CalendarRow, publicUrl: string): Lines {
  const { meetingId, title, organizerName, room, video, visibility } = row
  const page = `${publicUrl}/meetings/${meetingId}`
  return [
    ...contentOf({
      title,
      description: `${organizerName}\n${page}`,
      place: room && `${room.name}, ${room.building}`,
      joinUrl: video ? `${page}/join` : null,
      visibility,
    }),
    line('URL', page),
  ]
}
