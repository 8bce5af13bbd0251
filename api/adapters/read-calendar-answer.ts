/**
 * A calendar's answer (METHOD:REPLY) out of the text of a `text/calendar` part. Calendars differ: one leaves out ORGANIZER,
 * another SEQUENCE, a third writes several VEVENTs or its comment as X-RESPONSE-COMMENT. What cannot be understood is
 * left out; nothing here throws.
 */
import ICAL from 'ical.js'
import { z } from 'zod'
import { EmailAddress, Instant } from '../../contract/values.ts'
import type { CalendarAnswer } from '../../scheduler/record-mailed-answer.ts'

/** More events than anybody answers to in one mail. */
const most = 20

const PartStat = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['accepted', 'declined', 'tentative', 'delegated']))

/** The answers in it; none when it is no reply, or no calendar at all. */
export function readCalendarAnswer(text: string): CalendarAnswer[] {
  const calendar = parse(text)
  if (!calendar || textOf(calendar, 'method')?.toUpperCase() !== 'REPLY') return []
  return calendar
    .getAllSubcomponents('vevent')
    .slice(0, most)
    .flatMap((event) => readEvent(event) ?? [])
}

function parse(text: string): ICAL.Component | null {
  try {
    const [, properties] = ICAL.parse(text) as unknown as [string, unknown]
    return Array.isArray(properties) ? new ICAL.Component(ICAL.parse(text)) : null
  } catch {
    return null
  }
}

function readEvent(event: ICAL.Component): CalendarAnswer | null {
  const attendee = event.getFirstProperty('attendee')
  const about = EmailAddress.safeParse(String(attendee?.getFirstValue() ?? '').replace(/^mailto:/i, '')).data
  const partStat = PartStat.safeParse(attendee?.getFirstParameter('partstat')).data
  const uid = textOf(event, 'uid')
  if (!about || !partStat || !uid) return null
  return {
    uid: uid.trim(),
    sequence:
      z.coerce
        .number()
        .int()
        .min(0)
        .safeParse(textOf(event, 'sequence') ?? 'none').data ?? null,
    stampedAt: Instant.safeParse(stampOf(event)).data ?? null,
    about,
    partStat,
    comment: oneLine(textOf(event, 'comment') ?? textOf(event, 'x-response-comment')),
  }
}

const textOf = (component: ICAL.Component, name: string): string | null => {
  const value = component.getFirstPropertyValue(name)
  return value === null || value === undefined ? null : String(value)
}

/** RFC 5545 §3.8.7.2: DTSTAMP is in UTC. Written otherwise, it is nobody's guess. */
const stampOf = (event: ICAL.Component): string | null => {
  const stamp = textOf(event, 'dtstamp')
  return stamp?.endsWith('Z') ? stamp : null
}

/** As long, and on one line, as a comment on the page. */
function oneLine(text: string | null): string | null {
  // eslint-disable-next-line no-control-regex
  const line = text?.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim() ?? ''
  return line === '' ? null : Array.from(line).slice(0, 400).join('').slice(0, 500)
}
