/**
 * What rooms, meetings and attendance need from the world. `api/db/repos` implements the stores.
 * Rows are plain data; instants are ISO text (contract `Instant`).
 */
import type { EventName, EventPayload } from '../contract/events.ts'
import type {
  Attendee,
  AttendeeRole,
  Equipment,
  MeetingStatus,
  PartStat,
  RoomRef,
  Visibility,
} from '../contract/scheduling.ts'
import type { MeetingsQuery, PageQuery, RoomsQuery } from '../contract/lists.ts'
import type { Id, Instant, Locale, LocalDateTime, Page } from '../contract/values.ts'

export type RoomRow = {
  id: Id
  name: string
  building: string
  capacity: number
  equipment: Equipment[]
  retired: boolean
  version: number
}

export type RoomsView = {
  find(id: Id): Promise<RoomRow | null>
  /** By building and name, with those that take no bookings any more. */
  page(query: RoomsQuery): Promise<Page<RoomRow>>
  /** Every room that takes bookings, by building and name. */
  bookable(): Promise<RoomRow[]>
}
export type Rooms = RoomsView & {
  /** Throws `room.name-taken`. */
  add(row: RoomRow): Promise<void>
  /** Saves over the version before. Throws `row.changed`, `room.name-taken`. */
  change(row: RoomRow): Promise<void>
  /** The room, held until the unit of work ends: this is where the bookings of one room form a queue. */
  hold(id: Id): Promise<RoomRow | null>
}

export type MeetingRow = {
  id: Id
  title: string
  description: string
  start: LocalDateTime
  zone: string
  durationMinutes: number
  roomId: Id | null
  video: boolean
  visibility: Visibility
  status: MeetingStatus
  organizerId: Id
  /** Part of the guest link's proof: a new number kills the link that is out. */
  guestLinkVersion: number
  /** RFC 5545 §3.8.7.4: grows when the time or the status changes. */
  sequence: number
  createdAt: Instant
  version: number
}

export type OccurrenceRow = {
  id: Id
  meetingId: Id
  /** The meeting's room again: here it is held against other bookings. */
  roomId: Id | null
  startsAt: Instant
  endsAt: Instant
  status: MeetingStatus
  /** When the first conference in it began, and the last one ended; null while one is running. */
  conferenceStartedAt: Instant | null
  conferenceEndedAt: Instant | null
  /** The conference was ended for good: only a host may start another. */
  closed: boolean
}

/** A known person, or somebody invited by address; `email` and `name` are then kept here. */
export type AttendeeRow = {
  id: Id
  meetingId: Id
  /** The place in the list. */
  position: number
  personId: Id | null
  email: string | null
  name: string | null
  role: AttendeeRole
  partStat: PartStat
}

/** A meeting as it is read: names filled in, attendees in order, occurrences by time. */
export type MeetingDetail = {
  meeting: MeetingRow
  room: RoomRef | null
  organizer: { personId: Id; name: string }
  attendees: Attendee[]
  occurrences: OccurrenceRow[]
  /** Chair and secretary of the group that was convened to it, as the group has them now. */
  leads: Id[]
}

/** What is needed to decide whether a reader may know what a meeting is about. */
export type Audience = { visibility: Visibility; organizerId: Id; attending: boolean }

export type TitleRow = Audience & { id: Id; title: string }

/** An occurrence in a list, with what its line shows. */
export type CalendarRow = Audience & {
  meetingId: Id
  occurrenceId: Id
  title: string
  startsAt: Instant
  endsAt: Instant
  zone: string
  room: RoomRef | null
  video: boolean
  status: MeetingStatus
  conferenceStartedAt: Instant | null
  conferenceEndedAt: Instant | null
  closed: boolean
  organizerName: string
  attendeeCount: number
}

/** A time at which a room is held. */
export type BusyRow = Audience & {
  meetingId: Id
  title: string
  roomId: Id
  roomName: string
  startsAt: Instant
  endsAt: Instant
  zone: string
}

export type BusyQuery = {
  /** Absent: all rooms. */
  roomId?: Id
  from: Instant
  to: Instant
  exceptMeetingId?: Id
  /** Who asks; `attending` is about them. */
  personId: Id
}

export type CalendarQuery = PageQuery &
  Pick<MeetingsQuery, 'sort'> & {
    from: Instant
    to: Instant
    roomId?: Id | undefined
    mine: boolean
    personId: Id
  }

export type MeetingsView = {
  find(id: Id): Promise<MeetingDetail | null>
  /** What touches the span, by start; `to` is not part of it. */
  calendar(query: CalendarQuery): Promise<Page<CalendarRow>>
  /** Held times that touch the span, by start. */
  busy(query: BusyQuery): Promise<BusyRow[]>
  /** What these meetings are called, with what decides whether the reader may know. */
  titles(ids: readonly Id[], readerId: Id): Promise<TitleRow[]>
}
export type Meetings = MeetingsView & {
  add(row: MeetingRow, occurrences: OccurrenceRow[], attendees: AttendeeRow[]): Promise<void>
  /** The meeting, held until the unit of work ends. */
  hold(id: Id): Promise<MeetingRow | null>
  /** Saves over the version before. Throws `row.changed`. */
  change(row: MeetingRow): Promise<void>
  /** Saves when, where and whether they are, and leaves what their conferences make of them meanwhile. */
  changeOccurrences(
    rows: Pick<OccurrenceRow, 'id' | 'startsAt' | 'endsAt' | 'roomId' | 'status'>[],
  ): Promise<void>
  attendeeRows(meetingId: Id): Promise<AttendeeRow[]>
  saveAttendees(change: { added: AttendeeRow[]; changed: AttendeeRow[]; removed: Id[] }): Promise<void>
  /** Sets every answer back to `needs-action`. */
  forgetAnswers(meetingId: Id): Promise<void>
}

/** Whoever is `erased` is a pseudonym for what they took part in, and is asked to nothing any more. */
export type KnownPerson = {
  id: Id
  name: string
  email: string
  organisation: string | null
  locale: Locale
  erased: boolean
}
/** People, as far as meetings need to know them. */
export type KnownPeople = {
  /** Those who have one of the ids or addresses. */
  among(ids: readonly Id[], emails: readonly string[]): Promise<KnownPerson[]>
}

export type ConferenceRow = {
  id: Id
  meetingId: Id
  occurrenceId: Id
  startedAt: Instant
  /** The last time that its node was heard of. */
  aliveAt: Instant
  endedAt: Instant | null
  /** Whether it came to its end, by its host or because all had left, and not only with its node. */
  finished: boolean
}

export type SeatRow = {
  id: Id
  conferenceId: Id
  occurrenceId: Id
  personId: Id | null
  name: string
  organisation: string | null
  guest: boolean
  /** By what somebody without an account is known again in this meeting. */
  guestId: string | null
  /** When a host has shown them the door; null for everybody else. */
  removedAt: Instant | null
}
/** Somebody as a ticket names them: by their account, or by what a guest is known again by. */
export type Known = { personId: Id | null; guestId?: string | null | undefined }

export type SpanKind = 'present' | 'away'
export type SpanRow = { seatId: Id; kind: SpanKind; fromAt: Instant; untilAt: Instant | null }

export type AttendanceView = {
  /** Everybody who was in a conference of the occurrence, by arrival, with their spans by time. */
  of(occurrenceId: Id): Promise<{ seat: SeatRow; spans: SpanRow[] }[]>
  /** Whether a host of the occurrence has shown them the door, and nobody has let them in since. */
  wasShownOut(occurrenceId: Id, who: Known): Promise<boolean>
  /** When the last conference of the occurrence that came to its end did so. */
  finishedAt(occurrenceId: Id): Promise<Instant | null>
  /** Conferences that have not ended: those of an occurrence, or those not heard of since `silentSince`. */
  openConferences(which: { occurrenceId: Id } | { silentSince: Instant }): Promise<ConferenceRow[]>
}
export type AttendanceStore = AttendanceView & {
  findConference(id: Id): Promise<ConferenceRow | null>
  /** Adds it, or saves it over what is there. */
  saveConference(row: ConferenceRow): Promise<void>
  /** The occurrence, held until the unit of work ends. */
  holdOccurrence(id: Id): Promise<OccurrenceRow | null>
  /** Saves what conferences have made of the occurrence, and nothing else of it. */
  saveConferenceTimes(
    row: Pick<OccurrenceRow, 'id' | 'conferenceStartedAt' | 'conferenceEndedAt' | 'closed'>,
  ): Promise<void>
  /** A seat or span that is there already is left as it is. */
  addSeat(row: SeatRow): Promise<void>
  openSpan(row: Omit<SpanRow, 'untilAt'>): Promise<void>
  /** A host has shown whoever had this seat the door. */
  markRemoved(seatId: Id, at: Instant): Promise<void>
  /** Whether the seat has a presence that is open. */
  isPresent(seatId: Id): Promise<boolean>
  /** Opens the presences again that were closed at this instant because their conference was taken for dead. */
  reopenSpans(conferenceId: Id, closedAt: Instant): Promise<void>
  /** Closes what is open, at `at` or at its own beginning if that is later. */
  closeSpans(which: { seatId: Id; kinds: SpanKind[] } | { conferenceId: Id }, at: Instant): Promise<void>
}

export type SchedulerView = {
  rooms: RoomsView
  meetings: MeetingsView
  attendance: AttendanceView
  knownPeople: KnownPeople
}

export type SchedulerUnit = {
  rooms: Rooms
  meetings: Meetings
  attendance: AttendanceStore
  knownPeople: KnownPeople
  events: {
    /** `change` is what it was and what it became, for the audit. */
    record<N extends EventName>(
      name: N,
      payload: EventPayload<N>,
      actorId?: Id | null,
      change?: { before: object; after: object },
    ): void
  }
}

export type Work = {
  run<T>(act: (unit: SchedulerUnit) => Promise<T>): Promise<T>
  read<T>(look: (view: SchedulerView) => Promise<T>): Promise<T>
}

export type Clock = { now(): Temporal.Instant }
