import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import {
  buildInvitation,
  type CalendarEvent,
  type Invitation,
  type Invitee,
} from '../../scheduler/build-invitation.ts'
import { readCalendar } from '../support/read-calendar.ts'

const event: CalendarEvent = {
  uid: '0193570c-6f5e-7c52-8f6d-3a1f7e6b9a10',
  sequence: 0,
  title: 'Ședința grupului de lucru',
  description: 'Ordinea de zi:\n1. Stadiul; termene, riscuri',
  startsAt: '2026-11-24T08:00:00.000Z',
  endsAt: '2026-11-24T09:30:00.000Z',
  zone: 'Europe/Bucharest',
  place: 'Sala Unirii, Palatul Victoria',
  joinUrl: 'https://sfat.example.ro/i/0193570c.abc',
  visibility: 'normal',
}
const member: Invitee = {
  name: 'Ștefan Țîru',
  email: 'stefan.tiru@example.ro',
  role: 'required',
  partStat: 'needs-action',
}
const invitation = (over: Partial<Omit<Invitation, 'event'>> = {}, about: Partial<CalendarEvent> = {}) =>
  buildInvitation({
    kind: 'request',
    event: { ...event, ...about },
    organizer: { name: 'Ana Pop', email: 'sfat@example.ro', sentBy: null },
    attendees: [member],
    comment: null,
    stampedAt: '2026-11-09T07:15:30.250Z',
    ...over,
  })

/** Lines with folding undone, each as it was before (RFC 5545 §3.1). */
const unfolded = (calendar: string) => calendar.replaceAll('\r\n ', '').split('\r\n')

/** The only VEVENT, read by ical.js, which undoes RFC 6868 as well. */
const readEvent = (calendar: string) => {
  const found = new ICAL.Component(ICAL.parse(calendar)).getFirstSubcomponent('vevent')
  if (!found) throw new Error('no VEVENT')
  return found
}

describe('an invitation', () => {
  it('tells an independent reader who is invited, by whom, when and where', async () => {
    const read = await readCalendar(invitation())
    const [found] = read.events

    expect(read.properties['VERSION']?.[0]?.text).toBe('2.0')
    expect(read.properties['METHOD']?.[0]?.text).toBe('REQUEST')
    expect(read.events).toHaveLength(1)
    expect(found).toMatchObject({
      startsAt: event.startsAt,
      endsAt: event.endsAt,
      stampedAt: '2026-11-09T07:15:30.000Z',
    })
    expect(found?.properties).not.toHaveProperty('METHOD')
    expect(found?.properties['UID']?.[0]?.text).toBe(event.uid)
    expect(found?.properties['SEQUENCE']?.[0]?.value).toBe('0')
    expect(found?.properties['STATUS']?.[0]?.text).toBe('CONFIRMED')
    expect(found?.properties['SUMMARY']?.[0]?.text).toBe(event.title)
    expect(found?.properties['ORGANIZER']?.[0]).toMatchObject({
      text: 'mailto:sfat@example.ro',
      params: { CN: 'Ana Pop' },
    })
    expect(found?.properties['ATTENDEE']).toEqual([
      {
        value: 'mailto:stefan.tiru@example.ro',
        text: 'mailto:stefan.tiru@example.ro',
        params: {
          CUTYPE: 'INDIVIDUAL',
          ROLE: 'REQ-PARTICIPANT',
          PARTSTAT: 'NEEDS-ACTION',
          RSVP: 'TRUE',
          CN: 'Ștefan Țîru',
        },
      },
    ])
  })

  it('gives the zone of Bucharest as two rules that repeat, never as dates', () => {
    const calendar = invitation()

    expect(calendar).toContain(
      [
        'BEGIN:VTIMEZONE',
        'TZID:Europe/Bucharest',
        'BEGIN:DAYLIGHT',
        'DTSTART:19970330T030000',
        'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
        'TZOFFSETFROM:+0200',
        'TZOFFSETTO:+0300',
        'END:DAYLIGHT',
        'BEGIN:STANDARD',
        'DTSTART:19971026T040000',
        'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
        'TZOFFSETFROM:+0300',
        'TZOFFSETTO:+0200',
        'END:STANDARD',
        'END:VTIMEZONE',
        '',
      ].join('\r\n'),
    )
    expect(calendar).toContain('DTSTART;TZID=Europe/Bucharest:20261124T100000\r\n')
    expect(calendar).not.toContain('RDATE')
  })

  it.each([
    ['the hour before summer time begins', 'Europe/Bucharest', '2027-03-28T00:30:00.000Z'],
    ['the hour after it', 'Europe/Bucharest', '2027-03-28T01:30:00.000Z'],
    ['the first of two equal hours', 'Europe/Bucharest', '2027-10-31T00:30:00.000Z'],
    ['the second of two equal hours', 'Europe/Bucharest', '2027-10-31T01:30:00.000Z'],
    ['ten years ahead', 'Europe/Bucharest', '2036-07-01T06:00:00.000Z'],
    ['the zone of Chișinău', 'Europe/Chisinau', '2027-07-01T06:00:00.000Z'],
    ['the zone of Brussels', 'Europe/Brussels', '2027-01-12T09:00:00.000Z'],
    ['an American rule', 'America/New_York', '2027-03-14T15:00:00.000Z'],
    ['the southern half of the world', 'Australia/Sydney', '2027-01-12T01:00:00.000Z'],
    ['a clock that is never changed', 'Asia/Tokyo', '2027-01-12T01:00:00.000Z'],
    ['a zone without a yearly rule', 'Africa/Casablanca', '2027-02-12T10:00:00.000Z'],
    ['UTC', 'UTC', '2027-02-12T10:00:00.000Z'],
  ])('names the same instant in every calendar: %s', async (_, zone, startsAt) => {
    const endsAt = Temporal.Instant.from(startsAt)
      .add({ minutes: 90 })
      .toString({ smallestUnit: 'millisecond' })
    const read = await readCalendar(invitation({}, { zone, startsAt, endsAt }))

    expect(read.events[0]).toMatchObject({ startsAt, endsAt })
  })

  it('writes the instants themselves where a zone has no rule that calendars understand', () => {
    const calendar = invitation({}, { zone: 'Africa/Casablanca' })

    expect(calendar).toContain('DTSTART:20261124T080000Z\r\n')
    expect(calendar).not.toContain('VTIMEZONE')
  })

  it('puts the join link where each client looks for it', () => {
    const found = readEvent(invitation())

    expect(found.getFirstPropertyValue('description')).toBe(`${event.description}\n\n${event.joinUrl}`)
    expect(found.getFirstPropertyValue('location')).toBe(`${event.place} | ${event.joinUrl}`)
    expect(found.getFirstProperty('conference')?.toJSON()).toEqual([
      'conference',
      { feature: ['AUDIO', 'VIDEO'].join(',') },
      'uri',
      event.joinUrl,
    ])
  })

  it('does not repeat a join link that the description already names', () => {
    const description = `Intrați aici: ${event.joinUrl}\nNe vedem acolo.`

    expect(readEvent(invitation({}, { description })).getFirstPropertyValue('description')).toBe(description)
  })

  it('has no conference and no empty place where there is none', () => {
    const lines = unfolded(invitation({}, { place: null, joinUrl: null, description: '' }))

    for (const name of ['LOCATION', 'CONFERENCE', 'DESCRIPTION'])
      expect(lines.filter((each) => each.startsWith(name))).toEqual([])
  })

  it('names the secretary who acts for the organizer', async () => {
    const organizer = { name: 'Ana Pop', email: 'sfat@example.ro', sentBy: 'secretariat@example.ro' }
    const read = await readCalendar(invitation({ organizer }))

    expect(read.events[0]?.properties['ORGANIZER']?.[0]?.params['SENT-BY']).toBe(
      'mailto:secretariat@example.ro',
    )
  })

  it('keeps the answer that an attendee has given', () => {
    const calendar = invitation({ attendees: [{ ...member, role: 'chair', partStat: 'accepted' }] })

    expect(unfolded(calendar).join('\n')).toContain('ROLE=CHAIR;PARTSTAT=ACCEPTED;RSVP=TRUE')
  })

  it('marks a private meeting as private', () => {
    expect(invitation({}, { visibility: 'private' })).toContain('CLASS:PRIVATE\r\n')
  })

  it('is the same to the octet when it is written again', () => {
    expect(invitation()).toBe(invitation())
  })
})

describe('a cancellation', () => {
  it('takes the meeting back from everybody', async () => {
    const read = await readCalendar(
      invitation({ kind: 'cancel', comment: 'Întâlnirea a fost anulată.' }, { sequence: 3 }),
    )
    const found = read.events[0]?.properties

    expect(read.properties['METHOD']?.[0]?.text).toBe('CANCEL')
    expect(found?.['STATUS']?.[0]?.text).toBe('CANCELLED')
    expect(found?.['UID']?.[0]?.text).toBe(event.uid)
    expect(found?.['SEQUENCE']?.[0]?.value).toBe('3')
    expect(found?.['COMMENT']?.[0]?.text).toBe('Întâlnirea a fost anulată.')
  })

  it('tells one who is no longer invited so, and not that the meeting is cancelled', async () => {
    const read = await readCalendar(invitation({ kind: 'uninvite' }, { sequence: 3 }))
    const found = read.events[0]?.properties

    expect(read.properties['METHOD']?.[0]?.text).toBe('CANCEL')
    expect(found).not.toHaveProperty('STATUS')
    expect(found?.['ATTENDEE']).toHaveLength(1)
  })
})

describe('what people type', () => {
  const awkward = [
    'Ion "Nelu" Popescu',
    'Popescu, Ion; dr.',
    'Ana 🎉 Ștefănescu-Țăranu',
    'a^b^^c^n',
    'C:\\dosare\\teme',
    'două\nrânduri',
    'tab\taici, „ghilimele” și “quotes”',
    ':;,="',
  ]

  it.each(awkward)('reaches the calendar as it was typed, as a name: %j', (name) => {
    const found = readEvent(
      invitation({
        organizer: { name, email: 'sfat@example.ro', sentBy: null },
        attendees: [{ ...member, name }],
      }),
    )

    expect(found.getFirstProperty('attendee')?.getFirstParameter('cn')).toBe(name)
    expect(found.getFirstProperty('organizer')?.getFirstParameter('cn')).toBe(name)
  })

  it.each(awkward)('reaches the calendar as it was typed, as a title: %j', async (title) => {
    const calendar = invitation({}, { title, joinUrl: null, description: title })

    expect(readEvent(calendar).getFirstPropertyValue('summary')).toBe(title)
    expect((await readCalendar(calendar)).events[0]?.properties['DESCRIPTION']?.[0]?.text).toBe(title)
  })

  it('keeps a backslash before an n apart from a line end', () => {
    expect(invitation({}, { title: 'C:\\nou', joinUrl: null })).toContain('SUMMARY:C:\\\\nou\r\n')
  })

  it('is folded at 75 octets, also when it is a title of two hundred emoji', () => {
    const title = '😀'.repeat(100) + 'ș'.repeat(100)
    const calendar = invitation({}, { title })

    for (const each of calendar.split('\r\n')) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(75)
    expect(readEvent(calendar).getFirstPropertyValue('summary')).toBe(title)
  })

  it('never breaks the rules of lines, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        (title, name) => {
          const calendar = invitation({ attendees: [{ ...member, name }] }, { title, description: name })

          expect(calendar.endsWith('END:VCALENDAR\r\n')).toBe(true)
          expect(calendar.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
          expect(calendar.isWellFormed()).toBe(true)
          for (const each of calendar.split('\r\n')) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(75)
          const kept = (value: string) =>
            // oxlint-disable-next-line no-control-regex -- These are what RFC 5545 does not allow.
            value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').replace(/\r\n|\r/g, '\n')
          const found = readEvent(calendar)
          expect(found.getFirstPropertyValue('summary')).toBe(kept(title))
          expect(found.getFirstProperty('attendee')?.getFirstParameter('cn')).toBe(kept(name))
        },
      ),
      { numRuns: 300 },
    )
  })
})
