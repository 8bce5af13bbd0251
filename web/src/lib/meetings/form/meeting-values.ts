/** What the meeting form holds, how it begins, and what it asks of the server. */
import type { AttendeeRole, Meeting, Visibility } from '#contract/scheduling.ts'

/** Somebody on the list: a known person, or an address with the name to greet. */
export type Invited = {
  personId?: string
  email: string
  name: string
  organisation?: string
  role: AttendeeRole
}

export type MeetingValues = {
  title: string
  description: string
  /** `2026-11-24`, or what was typed while it is no day. */
  date: string
  /** `10:00`. */
  from: string
  to: string
  zone: string
  /** Empty: no room. */
  roomId: string
  video: boolean
  visibility: Visibility
  attendees: Invited[]
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
const isTime = (time: string) => /^\d{2}:\d{2}$/.test(time)

/** `10:00` and 90 → `11:30`; past midnight it goes on from `00:00`. */
export function addMinutes(time: string, minutes: number): string {
  const at = (((minutesOf(time) + minutes) % 1440) + 1440) % 1440
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
}

/** Minutes between two times of day; an end before the start is on the next day. Undefined while one is no time. */
export function durationOf(from: string, to: string): number | undefined {
  if (!isTime(from) || !isTime(to)) return undefined
  return (minutesOf(to) - minutesOf(from) + 1440) % 1440
}

/** The wall-clock start, or what there is of it: the schema says what is missing. */
export const startOf = ({ date, from }: Pick<MeetingValues, 'date' | 'from'>): string => `${date}T${from}`

/** The next full half hour at least a quarter from now, kept within working hours: later than 17:00 is tomorrow at 9. */
export function nextSlot(zone: string, now: Temporal.Instant): { date: string; from: string } {
  const soon = now.toZonedDateTimeISO(zone).toPlainDateTime().add({ minutes: 15 })
  const slot = soon.round({ smallestUnit: 'minute', roundingIncrement: 30, roundingMode: 'ceil' })
  if (slot.hour < 8) return { date: slot.toPlainDate().toString(), from: '09:00' }
  if (slot.hour >= 17) return { date: soon.toPlainDate().add({ days: 1 }).toString(), from: '09:00' }
  return { date: slot.toPlainDate().toString(), from: slot.toPlainTime().toString().slice(0, 5) }
}

/** A new meeting, from what the address asks for (`start`, `duration`, `room`); the rest is a likely guess. */
export function newValues(asked: URLSearchParams, zone: string, now: Temporal.Instant): MeetingValues {
  const start = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?$/.exec(asked.get('start') ?? '')
  const likely = nextSlot(zone, now)
  const from = start?.[2] ?? likely.from
  const minutes = Number(asked.get('duration'))
  return {
    title: '',
    description: '',
    date: start?.[1] ?? likely.date,
    from,
    to: addMinutes(from, minutes >= 5 && minutes < 1440 ? minutes : 60),
    zone,
    roomId: asked.get('room') ?? '',
    video: true,
    visibility: 'normal',
    attendees: [],
  }
}

export function valuesOf(meeting: Meeting): MeetingValues {
  const from = meeting.start.slice(11, 16)
  return {
    title: meeting.title ?? '',
    description: meeting.description,
    date: meeting.start.slice(0, 10),
    from,
    to: addMinutes(from, meeting.durationMinutes),
    zone: meeting.zone,
    roomId: meeting.room?.id ?? '',
    video: meeting.video,
    visibility: meeting.visibility,
    attendees: meeting.attendees.map(({ personId, email, name, organisation, role }) => ({
      ...(personId && { personId }),
      email,
      name,
      ...(organisation && { organisation }),
      role,
    })),
  }
}

/** In the contract's shape; `BookMeeting` or, with a version, `ChangeMeeting` parses it. */
export function askOf(values: MeetingValues): Record<string, unknown> {
  const { date, from, to, roomId, attendees, ...rest } = values
  return {
    ...rest,
    start: startOf({ date, from }),
    durationMinutes: durationOf(from, to) ?? 0,
    roomId: roomId || null,
    attendees: attendees.map(({ personId, email, name, role }) =>
      personId ? { personId, role } : { email, ...(name && name !== email && { name }), role },
    ),
  }
}
