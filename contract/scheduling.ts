/**
 * Rooms, meetings and their occurrences. Names follow RFC 5545: attendee, organizer, occurrence, PARTSTAT.
 * A meeting keeps wall-clock time and zone; its occurrences are instants. A single meeting has one occurrence.
 */
import { z } from 'zod'
import { Clash } from './wire-error.ts'
import { listLimits } from './limits.ts'
import { EmailAddress, Id, Instant, line, LocalDateTime, prose, Version, Zone } from './values.ts'

export const equipment = [
  'screen',
  'projector',
  'camera',
  'microphones',
  'whiteboard',
  'hearing-loop',
  'step-free',
] as const
export const Equipment = z.enum(equipment)
export type Equipment = z.infer<typeof Equipment>

export const Room = z.object({
  id: Id,
  name: z.string(),
  building: z.string(),
  capacity: z.int(),
  equipment: z.array(Equipment),
  /** A retired room keeps its history and takes no new bookings. */
  retired: z.boolean(),
  version: Version,
})
export type Room = z.infer<typeof Room>
export const RoomRef = Room.pick({ id: true, name: true, building: true })
export type RoomRef = z.infer<typeof RoomRef>

export const AddRoom = z.strictObject({
  name: line(80),
  building: line(80),
  capacity: z.int().min(1).max(5000),
  equipment: z.array(Equipment).max(equipment.length).default([]),
})
export type AddRoom = z.infer<typeof AddRoom>
export const ChangeRoom = z.strictObject({
  name: line(80),
  building: line(80),
  capacity: z.int().min(1).max(5000),
  equipment: z.array(Equipment).max(equipment.length),
  retired: z.boolean(),
  version: Version,
})
export type ChangeRoom = z.infer<typeof ChangeRoom>

/** RFC 5545 §3.2.12. */
export const PartStat = z.enum(['needs-action', 'accepted', 'declined', 'tentative', 'delegated'])
export type PartStat = z.infer<typeof PartStat>

/** RFC 5545 §3.2.16: `chair` leads (and hosts the conference); `optional` does not count for the quorum. */
export const AttendeeRole = z.enum(['chair', 'required', 'optional'])
export type AttendeeRole = z.infer<typeof AttendeeRole>

export const Attendee = z.object({
  id: Id,
  personId: Id.nullable(),
  name: z.string(),
  email: z.string(),
  organisation: z.string().nullable(),
  role: AttendeeRole,
  partStat: PartStat,
  /** What they wrote beside their answer; null to those who may not change the meeting, but for their own. */
  comment: z.string().nullable(),
})
export type Attendee = z.infer<typeof Attendee>

/** Somebody to invite: a known person, or a mail address with the name to greet. */
export const AskAttendee = z.union([
  z.strictObject({ personId: Id, role: AttendeeRole.default('required') }),
  z.strictObject({ email: EmailAddress, name: line(120).optional(), role: AttendeeRole.default('required') }),
])
export type AskAttendee = z.infer<typeof AskAttendee>

/** `private`: outsiders see that the room is busy, and nothing else. */
export const Visibility = z.enum(['normal', 'private'])
export type Visibility = z.infer<typeof Visibility>

const booking = {
  title: line(200),
  description: prose(10_000),
  start: LocalDateTime,
  zone: Zone,
  durationMinutes: z
    .int()
    .min(5)
    .max(24 * 60),
  roomId: Id.nullable(),
  video: z.boolean(),
  visibility: Visibility,
  attendees: z.array(AskAttendee).max(listLimits.attendees),
}

export const BookMeeting = z.strictObject({
  ...booking,
  description: booking.description.default(''),
  visibility: booking.visibility.default('normal'),
  attendees: booking.attendees.default([]),
})
export type BookMeeting = z.infer<typeof BookMeeting>

/** The whole form again, with the version it was made on: nobody overwrites what they did not see. */
export const ChangeMeeting = z.strictObject({ ...booking, version: Version })
export type ChangeMeeting = z.infer<typeof ChangeMeeting>

export const CancelMeeting = z.strictObject({ version: Version })
export type CancelMeeting = z.infer<typeof CancelMeeting>

export const MeetingStatus = z.enum(['scheduled', 'cancelled'])
export type MeetingStatus = z.infer<typeof MeetingStatus>

/** One time at which a meeting takes place. */
export const Occurrence = z.object({
  id: Id,
  meetingId: Id,
  startsAt: Instant,
  endsAt: Instant,
  status: MeetingStatus,
  /** When the conference in it began and ended, if it was held by video. */
  conferenceStartedAt: Instant.nullable(),
  conferenceEndedAt: Instant.nullable(),
})
export type Occurrence = z.infer<typeof Occurrence>

/** What I may do with a meeting; the server decides, the page only draws. */
export const MeetingRights = z.object({
  /** False for an outsider of a private meeting: only time and room are told. */
  see: z.boolean(),
  change: z.boolean(),
  host: z.boolean(),
  attendee: z.boolean(),
})
export type MeetingRights = z.infer<typeof MeetingRights>

export const Meeting = z.object({
  id: Id,
  /** Null, like the organizer, for an outsider of a private meeting (`rights.see` is false). */
  title: z.string().nullable(),
  description: z.string(),
  start: LocalDateTime,
  zone: z.string(),
  durationMinutes: z.int(),
  room: RoomRef.nullable(),
  video: z.boolean(),
  visibility: Visibility,
  status: MeetingStatus,
  organizer: z.object({ personId: Id, name: z.string() }).nullable(),
  attendees: z.array(Attendee),
  occurrences: z.array(Occurrence),
  rights: MeetingRights,
  /** The address for people without an account; only for those who may change the meeting. */
  guestUrl: z.string().nullable(),
  version: Version,
})
export type Meeting = z.infer<typeof Meeting>

/** A line in a calendar or list: one occurrence. `title` is null when the reader may only know that the time is busy. */
export const CalendarEntry = z.object({
  meetingId: Id,
  occurrenceId: Id,
  title: z.string().nullable(),
  startsAt: Instant,
  endsAt: Instant,
  zone: z.string(),
  room: RoomRef.nullable(),
  video: z.boolean(),
  status: MeetingStatus,
  live: z.boolean(),
  ended: z.boolean(),
  organizerName: z.string().nullable(),
  attendeeCount: z.int(),
  mine: z.boolean(),
})
export type CalendarEntry = z.infer<typeof CalendarEntry>

/** Each room at the time asked for: free, or what is in the way and when it is next free for as long. */
export const RoomAvailability = z.object({
  room: Room,
  free: z.boolean(),
  clash: Clash.nullable(),
  nextFreeStart: LocalDateTime.nullable(),
})
export type RoomAvailability = z.infer<typeof RoomAvailability>

/** What a guest sees before joining. */
export const GuestMeeting = z.object({
  meetingId: Id,
  occurrenceId: Id,
  title: z.string(),
  organizerName: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  zone: z.string(),
})
export type GuestMeeting = z.infer<typeof GuestMeeting>

/** Who was in the conference, from when until when. `until` is null while the person is there. */
export const AttendanceSpan = z.object({ from: Instant, until: Instant.nullable() })
export type AttendanceSpan = z.infer<typeof AttendanceSpan>

export const Attendance = z.object({
  seatId: Id,
  personId: Id.nullable(),
  name: z.string(),
  organisation: z.string().nullable(),
  guest: z.boolean(),
  present: z.array(AttendanceSpan),
  /** Present but away: the connection was lost and came back, or the tab slept. */
  away: z.array(AttendanceSpan),
  presentSeconds: z.int(),
})
export type Attendance = z.infer<typeof Attendance>
