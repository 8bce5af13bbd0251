/**
 * What groups, agendas and minutes need from the world besides `ports.ts`. `api/db/repos` implements the stores.
 */
import type { EventName, EventPayload } from '../contract/events.ts'
import type { ActRef, Group, GroupRules, GroupSummary, Mandate, MandateKind } from '../contract/groups.ts'
import type { GroupMeetingsQuery, GroupsQuery } from '../contract/lists.ts'
import type {
  Addendum,
  AgendaItem,
  Convocation,
  Document,
  Minutes,
  MinutesEntry,
  MinutesStatus,
} from '../contract/minutes.ts'
import type { PartStat } from '../contract/scheduling.ts'
import type { Id, Instant, LocalDate, Page } from '../contract/values.ts'
import type { CalendarRow, KnownPeople, Meetings } from './ports.ts'

export type GroupRow = {
  id: Id
  name: string
  shortName: string
  purpose: string
  act: ActRef | null
  chairPersonId: Id | null
  secretaryPersonId: Id | null
  rules: GroupRules
  closed: boolean
  createdAt: Instant
  version: number
}

/** A group with the names of its people, as repositories read it; rights are the domain's to add. */
export type GroupView = Omit<Group, 'rights'>

export type MandateRow = {
  id: Id
  groupId: Id
  personId: Id
  organisationId: Id
  kind: MandateKind
  act: ActRef
  from: LocalDate
  until: LocalDate | null
  revokedBy: ActRef | null
}

export type GroupsView = {
  find(id: Id): Promise<GroupView | null>
  /** By name, open ones first. `personId` tells which are mine: those where I sit today, lead, or keep the minutes. */
  page(query: GroupsQuery, personId: Id, now: Instant, today: LocalDate): Promise<Page<GroupSummary>>
  mandatesOf(groupId: Id): Promise<Mandate[]>
}
export type Groups = GroupsView & {
  /** Throws `group.name-taken`. */
  add(row: GroupRow): Promise<void>
  /** Saves over the version before. Throws `row.changed`, `group.name-taken`. */
  change(row: Omit<GroupRow, 'createdAt'>): Promise<void>
  /** Holds the group until the unit of work ends, so that two mandates for one seat meet. Null when there is none. */
  hold(id: Id): Promise<GroupView | null>
  addMandate(row: MandateRow): Promise<void>
  changeMandate(row: MandateRow): Promise<void>
}

/** What agenda and minutes ask about their meeting. */
export type MeetingFacts = {
  id: Id
  title: string
  status: 'scheduled' | 'cancelled'
  durationMinutes: number
  organizerPersonId: Id
  zone: string
  startsAt: Instant
  private: boolean
  /** Set when a group was convened to it. */
  groupId: Id | null
  /** People who are invited, with how; those invited by address alone are left out. */
  people: { personId: Id; chair: boolean; partStat: PartStat }[]
}
export type MeetingFactsView = {
  find(meetingId: Id): Promise<MeetingFacts | null>
  /** People in the conference of the meeting's occurrence now or, when it is over, those who were in it at some time. */
  presentIn(meetingId: Id): Promise<Present>
}
/** `institutions` were there by people whose names have been taken out of the attendance since; `forgotten` counts these. */
export type Present = { people: Id[]; institutions: Id[]; forgotten: number }

/** How published minutes go on naming somebody who was erased. */
export type KeptNameRow = { meetingId: Id; personId: Id; name: string; organisation: string | null }

/** Who was convened for which institution: kept as it was then. Whether they still sit for it on the day, `seatsOnDay` says. */
export type ConvocationSeatRow = { meetingId: Id; personId: Id; organisationId: Id; kind: MandateKind }
export type ConvocationSeat = ConvocationSeatRow & { shortName: string; partStat: PartStat }
export type ConvocationRow = Omit<Convocation, 'groupName'> & { meetingId: Id }

export type ConvocationsView = {
  find(meetingId: Id): Promise<Convocation | null>
  seatsOf(meetingId: Id): Promise<ConvocationSeat[]>
  /** The occurrences to which the group was convened, the newest first. `personId` is who asks. */
  meetingsOf(groupId: Id, query: GroupMeetingsQuery & { personId: Id }): Promise<Page<CalendarRow>>
}
export type Convocations = ConvocationsView & {
  add(row: ConvocationRow, seats: ConvocationSeatRow[]): Promise<void>
}

export type AgendaItemRow = Omit<AgendaItem, 'documents'> & { meetingId: Id }
export type DocumentRow = Document & { meetingId: Id; agendaItemId: Id; sha256: string; addedBy: Id }

export type AgendasView = {
  /** Items in order with their documents. Version 1 and no items for a meeting that has no agenda yet. */
  find(meetingId: Id): Promise<{ items: AgendaItem[]; version: number }>
  findDocument(id: Id): Promise<DocumentRow | null>
  /** Whether a document has this file. */
  hasFile(sha256: string): Promise<boolean>
}
export type Agendas = AgendasView & {
  /** Replaces the list over the version before. Items that are left out go, with their documents. Throws `row.changed`. */
  save(meetingId: Id, items: AgendaItemRow[], version: number): Promise<void>
  addDocument(row: DocumentRow): Promise<void>
  removeDocument(id: Id): Promise<boolean>
}

export type MinutesRow = {
  meetingId: Id
  status: MinutesStatus
  act: ActRef | null
  approvedBy: Id | null
  approvedAt: Instant | null
  publishedAt: Instant | null
  openedAt: Instant
  version: number
}
export type EntryRow = {
  id: Id
  meetingId: Id
  agendaItemId: Id | null
  position: number
  title: string
  discussion: string
  version: number
}
export type DecisionRow = {
  id: Id
  meetingId: Id
  entryId: Id
  number: number
  text: string
  milestoneId: Id | null
  version: number
}
export type ActionDraftRow = {
  id: Id
  meetingId: Id
  entryId: Id
  text: string
  ownerPersonId: Id
  dueOn: LocalDate
  milestoneId: Id | null
  version: number
}
export type AddendumRow = Omit<Addendum, 'by'> & { meetingId: Id; byPersonId: Id }
export type MinutesRemarkRow = { id: Id; meetingId: Id; text: string; byPersonId: Id; at: Instant }

/** Minutes as they are read: names filled in, entries in order. */
export type MinutesView = Omit<Minutes, 'rights' | 'entries'> & { entries: MinutesEntry[] }

export type MinutesStoreView = {
  find(meetingId: Id): Promise<MinutesView | null>
  /** How far the minutes of these meetings are; meetings without minutes are left out. */
  statusesOf(meetingIds: Id[]): Promise<Map<Id, MinutesStatus>>
  /** Those who were erased and stay in these minutes by name. */
  keptNames(meetingId: Id): Promise<KeptNameRow[]>
}
export type MinutesStore = MinutesStoreView & {
  /** Holds the minutes' row until the unit of work ends: writing, approving and publishing meet here. */
  hold(meetingId: Id): Promise<MinutesRow | null>
  /** False when somebody opened them already. */
  open(row: MinutesRow, entries: EntryRow[]): Promise<boolean>
  save(row: MinutesRow): Promise<void>
  findEntry(meetingId: Id, id: Id): Promise<EntryRow | null>
  /** In order. */
  entries(meetingId: Id): Promise<EntryRow[]>
  addEntry(row: EntryRow): Promise<void>
  saveEntry(row: EntryRow): Promise<void>
  removeEntry(id: Id): Promise<void>
  decisions(meetingId: Id): Promise<DecisionRow[]>
  addDecision(row: DecisionRow): Promise<void>
  /** Numbers may be swapped freely: they are unique only once all are written. */
  saveDecisions(rows: DecisionRow[]): Promise<void>
  removeDecision(id: Id): Promise<void>
  actions(meetingId: Id): Promise<ActionDraftRow[]>
  addAction(row: ActionDraftRow): Promise<void>
  saveAction(row: ActionDraftRow): Promise<void>
  removeAction(id: Id): Promise<void>
  addAddendum(row: AddendumRow): Promise<void>
  addRemark(row: MinutesRemarkRow): Promise<void>
}

/** The register: numbers without gaps, one row of numbers per kind and year. */
export type RegisterKind = 'convocation' | 'minutes' | 'report'
export type Register = {
  /** The next number of the year, `C-12/2026`. Two who ask at once wait for one another; a rollback gives it back. */
  next(kind: RegisterKind, on: LocalDate): Promise<ActRef>
}

/** Where uploaded files lie, by what is in them. Not part of a unit of work: a file without a row is swept up later. */
export type Files = {
  /** Stores the stream and answers its hash and size. Throws `request.too-large`, `server.storage-full`. */
  put(stream: AsyncIterable<Uint8Array>, limitBytes: number): Promise<{ sha256: string; bytes: number }>
  /** Null when it is gone. */
  open(sha256: string): Promise<NodeJS.ReadableStream | null>
}

export type GroupViews = {
  groups: GroupsView
  convocations: ConvocationsView
  agendas: AgendasView
  minutes: MinutesStoreView
  meetingFacts: MeetingFactsView
}

export type GroupUnit = {
  meetings: Pick<Meetings, 'hold'>
  groups: Groups
  convocations: Convocations
  agendas: Agendas
  minutes: MinutesStore
  meetingFacts: MeetingFactsView
  knownPeople: KnownPeople
  register: Register
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

export type GroupWork = {
  run<T>(act: (unit: GroupUnit) => Promise<T>): Promise<T>
  read<T>(look: (view: GroupViews) => Promise<T>): Promise<T>
}

export type GroupDeps = {
  work: GroupWork
  clock: { now(): Temporal.Instant }
  /** The zone in which "today" is meant. */
  zone: string
}
