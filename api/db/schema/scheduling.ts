import { EntitySchema } from 'typeorm'
import type { AnswerRow } from '../../../scheduler/invitation-ports.ts'
import type {
  AttendeeRow,
  ConferenceRow,
  MeetingRow,
  OccurrenceRow,
  RoomRow,
  SeatRow,
  SpanRow,
} from '../../../scheduler/ports.ts'
import { bool, id, instant, integer, json, key, nullable, text } from '../columns.ts'

/** Folded for sorting, and because a building has each name once; made by the repository. */
export type StoredRoom = RoomRow & { foldedName: string; foldedBuilding: string }

export const roomSchema = new EntitySchema<StoredRoom>({
  name: 'room',
  columns: {
    id: key,
    name: text,
    building: text,
    capacity: integer,
    equipment: json,
    retired: bool,
    version: integer,
    foldedName: text,
    foldedBuilding: text,
  },
})

export const meetingSchema = new EntitySchema<MeetingRow>({
  name: 'meeting',
  columns: {
    id: key,
    title: text,
    description: text,
    start: text,
    zone: text,
    durationMinutes: integer,
    roomId: nullable(id),
    video: bool,
    visibility: text,
    status: text,
    organizerId: id,
    guestLinkVersion: integer,
    sequence: integer,
    createdAt: instant,
    version: integer,
  },
})

export const occurrenceSchema = new EntitySchema<OccurrenceRow>({
  name: 'occurrence',
  columns: {
    id: key,
    meetingId: id,
    roomId: nullable(id),
    startsAt: instant,
    endsAt: instant,
    status: text,
    conferenceStartedAt: nullable(instant),
    conferenceEndedAt: nullable(instant),
    closed: bool,
  },
})

export const attendeeSchema = new EntitySchema<AttendeeRow>({
  name: 'attendee',
  columns: {
    id: key,
    meetingId: id,
    position: integer,
    personId: nullable(id),
    email: nullable(text),
    name: nullable(text),
    role: text,
    partStat: text,
  },
})

/** Kept beside the attendee, whose row is the list's; `partStat` is there. */
export const answerSchema = new EntitySchema<Omit<AnswerRow, 'partStat'>>({
  name: 'answer',
  columns: { attendeeId: key, comment: nullable(text), answeredAt: instant },
})

export const conferenceSchema = new EntitySchema<ConferenceRow>({
  name: 'conference',
  columns: {
    id: key,
    meetingId: id,
    occurrenceId: id,
    startedAt: instant,
    aliveAt: instant,
    endedAt: nullable(instant),
    finished: bool,
  },
})

export const seatSchema = new EntitySchema<SeatRow>({
  name: 'seat',
  columns: {
    id: key,
    conferenceId: id,
    occurrenceId: id,
    personId: nullable(id),
    name: text,
    organisation: nullable(text),
    guest: bool,
    guestId: nullable(text),
    removedAt: nullable(instant),
  },
})

export const spanSchema = new EntitySchema<SpanRow>({
  name: 'seat_span',
  columns: {
    seatId: key,
    kind: { ...text, primary: true },
    fromAt: { ...instant, primary: true },
    untilAt: nullable(instant),
  },
})
