/**
 * Agenda, convocation, answers and minutes of a meeting. An agenda says what will be discussed; the minutes say,
 * item by item, what was: discussion, decisions (numbered) and actions.
 */
import { z } from 'zod'
import { ActRef } from './groups.ts'
import { listLimits } from './limits.ts'
import { BookMeeting, CalendarEntry, PartStat } from './scheduling.ts'
import { Id, Instant, line, LocalDate, Locale, prose, Version } from './values.ts'

// ---- Agenda --------------------------------------------------------------------------------------------------

export const AgendaKind = z.enum(['information', 'discussion', 'decision'])
export type AgendaKind = z.infer<typeof AgendaKind>

export const Document = z.object({
  id: Id,
  name: z.string(),
  mimeType: z.string(),
  bytes: z.int(),
  addedAt: Instant,
})
export type Document = z.infer<typeof Document>

export const AgendaItem = z.object({
  id: Id,
  position: z.int(),
  title: z.string(),
  kind: AgendaKind,
  durationMinutes: z.int(),
  speaker: z.string().nullable(),
  /** The milestone it is about; decisions and actions of the item inherit it. */
  milestoneId: Id.nullable(),
  documents: z.array(Document),
})
export type AgendaItem = z.infer<typeof AgendaItem>

/** The agenda of a meeting with its own version: the whole list is sent, in order; items keep their id. */
export const Agenda = z.object({
  meetingId: Id,
  items: z.array(AgendaItem),
  totalMinutes: z.int(),
  version: Version,
})
export type Agenda = z.infer<typeof Agenda>

export const AskAgendaItem = z.strictObject({
  /** Absent for a new item. */
  id: Id.optional(),
  title: line(300),
  kind: AgendaKind,
  durationMinutes: z
    .int()
    .min(0)
    .max(24 * 60),
  speaker: line(120).nullable(),
  milestoneId: Id.nullable(),
})
export type AskAgendaItem = z.infer<typeof AskAgendaItem>
export const ChangeAgenda = z.strictObject({
  items: z.array(AskAgendaItem).max(listLimits.agendaItems),
  version: Version,
})
export type ChangeAgenda = z.infer<typeof ChangeAgenda>

// ---- Convocation and answers ---------------------------------------------------------------------------------

/** Convenes a group: books the meeting, invites everyone whose mandate is valid on that day, and mails them. */
export const ConveneGroup = BookMeeting.omit({ visibility: true }).extend({
  agenda: z.array(AskAgendaItem.omit({ id: true })).max(listLimits.agendaItems),
  /** Demanded when the notice is shorter than the group's rule. */
  shortNoticeReason: line(1000).nullable().default(null),
  /** The meeting without quorum that this one repeats; a repeated one is valid without quorum. */
  repeatsMeetingId: Id.nullable().default(null),
})
export type ConveneGroup = z.infer<typeof ConveneGroup>

export const Convocation = z.object({
  groupId: Id,
  groupName: z.string(),
  act: ActRef,
  sentAt: Instant,
  shortNoticeReason: z.string().nullable(),
  repeatsMeetingId: Id.nullable(),
})
export type Convocation = z.infer<typeof Convocation>

/** An answer to an invitation; `comment` is shown to the secretary. */
export const AnswerInvitation = z.strictObject({
  partStat: PartStat.extract(['accepted', 'declined', 'tentative']),
  comment: line(500).nullable().default(null),
})
export type AnswerInvitation = z.infer<typeof AnswerInvitation>

/** What somebody sees who opens a personal link from a mail, without signing in. */
export const PersonalInvitation = z.object({
  meetingId: Id,
  occurrenceId: Id,
  title: z.string(),
  organizerName: z.string(),
  groupName: z.string().nullable(),
  startsAt: Instant,
  endsAt: Instant,
  zone: z.string(),
  room: z.object({ name: z.string(), building: z.string() }).nullable(),
  video: z.boolean(),
  cancelled: z.boolean(),
  attendee: z.object({
    name: z.string(),
    email: z.string(),
    partStat: PartStat,
    comment: z.string().nullable(),
  }),
  agenda: z.array(AgendaItem.pick({ id: true, title: true, durationMinutes: true, speaker: true })),
})
export type PersonalInvitation = z.infer<typeof PersonalInvitation>

/** Joining by the personal link; the name is the one that was invited. */
export const JoinByInvitation = z.strictObject({ locale: Locale })
export type JoinByInvitation = z.infer<typeof JoinByInvitation>

/** How far an invitation got for one attendee. */
export const Delivery = z.object({
  attendeeId: Id,
  name: z.string(),
  email: z.string(),
  kind: z.enum(['invitation', 'update', 'cancellation', 'reminder', 'minutes']),
  state: z.enum(['waiting', 'sending', 'sent', 'failed']),
  attempts: z.int(),
  lastError: z.string().nullable(),
  at: Instant,
})
export type Delivery = z.infer<typeof Delivery>

/**
 * Why an answer that came by mail was not taken for anybody's: the sender is not invited (`stranger`), is somebody else
 * than the one it speaks for (`other-sender`), may not be who they say they are (`not-authentic`), or sends another
 * (`delegated`).
 */
export const MailedAnswerReason = z.enum(['stranger', 'other-sender', 'not-authentic', 'delegated'])
export type MailedAnswerReason = z.infer<typeof MailedAnswerReason>

/** An answer that came by mail and waits for somebody to say whose it is. */
export const MailedAnswer = z.object({
  id: Id,
  fromName: z.string(),
  fromEmail: z.string(),
  /** The address that it speaks for, as the calendar wrote it. */
  about: z.string(),
  partStat: PartStat.exclude(['needs-action']),
  comment: z.string().nullable(),
  reason: MailedAnswerReason,
  receivedAt: Instant,
})
export type MailedAnswer = z.infer<typeof MailedAnswer>

/** Whose answer it is; null: nobody's. */
export const SettleMailedAnswer = z.strictObject({ attendeeId: Id.nullable() })
export type SettleMailedAnswer = z.infer<typeof SettleMailedAnswer>

// ---- Minutes -------------------------------------------------------------------------------------------------

export const MinutesStatus = z.enum(['draft', 'approved', 'published'])
export type MinutesStatus = z.infer<typeof MinutesStatus>

/** A meeting in the list of its group's: how far its minutes are; null where there are none, or the reader may not know. */
export const GroupMeeting = CalendarEntry.extend({ minutes: MinutesStatus.nullable() })
export type GroupMeeting = z.infer<typeof GroupMeeting>

export const Decision = z.object({
  id: Id,
  entryId: Id,
  /** Counted within the meeting, from 1, in the order of the agenda. */
  number: z.int(),
  text: z.string(),
  milestoneId: Id.nullable(),
  version: Version,
})
export type Decision = z.infer<typeof Decision>

/** An action as the minutes word it; publishing makes a tracked action of it. */
export const ActionDraft = z.object({
  id: Id,
  entryId: Id,
  text: z.string(),
  ownerPersonId: Id,
  ownerName: z.string(),
  dueOn: LocalDate,
  milestoneId: Id.nullable(),
  version: Version,
})
export type ActionDraft = z.infer<typeof ActionDraft>

/** What the minutes say about one agenda item (or, with `agendaItemId` null, about what was not on the agenda). */
export const MinutesEntry = z.object({
  id: Id,
  agendaItemId: Id.nullable(),
  title: z.string(),
  discussion: z.string(),
  decisions: z.array(Decision),
  actions: z.array(ActionDraft),
  version: Version,
})
export type MinutesEntry = z.infer<typeof MinutesEntry>

export const Addendum = z.object({ id: Id, text: z.string(), act: ActRef, by: z.string(), at: Instant })
export type Addendum = z.infer<typeof Addendum>

/** Why approved minutes went back to be corrected; told to those who write and approve them. */
export const MinutesRemark = z.object({ text: z.string(), by: z.string(), at: Instant })
export type MinutesRemark = z.infer<typeof MinutesRemark>

export const Minutes = z.object({
  meetingId: Id,
  status: MinutesStatus,
  /** Given when they are approved. */
  act: ActRef.nullable(),
  entries: z.array(MinutesEntry),
  approvedBy: z.string().nullable(),
  approvedAt: Instant.nullable(),
  publishedAt: Instant.nullable(),
  addenda: z.array(Addendum),
  /** The newest last. */
  remarks: z.array(MinutesRemark),
  rights: z.object({ write: z.boolean(), approve: z.boolean(), publish: z.boolean(), amend: z.boolean() }),
  version: Version,
})
export type Minutes = z.infer<typeof Minutes>

/**
 * Text that somebody typed, with the version they typed it on. When somebody else changed the same text meanwhile the
 * server merges line by line, and answers `minutes.conflict` with both texts only where the same lines differ.
 */
export const WriteDiscussion = z.strictObject({
  discussion: prose(50_000),
  base: prose(50_000),
  version: Version,
})
export type WriteDiscussion = z.infer<typeof WriteDiscussion>
export const WriteDecision = z.strictObject({ text: line(4000), milestoneId: Id.nullable() })
export type WriteDecision = z.infer<typeof WriteDecision>
export const ChangeDecision = WriteDecision.extend({ version: Version })
export type ChangeDecision = z.infer<typeof ChangeDecision>
export const WriteAction = z.strictObject({
  text: line(2000),
  ownerPersonId: Id,
  dueOn: LocalDate,
  milestoneId: Id.nullable(),
})
export type WriteAction = z.infer<typeof WriteAction>
export const ChangeAction = WriteAction.extend({ version: Version })
export type ChangeAction = z.infer<typeof ChangeAction>
export const AskVersion = z.strictObject({ version: Version })
export const ReturnMinutes = AskVersion.extend({ remark: line(2000) })
export type ReturnMinutes = z.infer<typeof ReturnMinutes>
export const AddAddendum = z.strictObject({ text: prose(20_000).min(1) })
export type AddAddendum = z.infer<typeof AddAddendum>

/** A calendar feed to subscribe to; the address is the secret, shown once and revocable. */
export const Feed = z.object({
  id: Id,
  kind: z.enum(['person', 'group']),
  groupId: Id.nullable(),
  createdAt: Instant,
  lastReadAt: Instant.nullable(),
})
export type Feed = z.infer<typeof Feed>
export const AddFeed = z.strictObject({ groupId: Id.nullable() })
export type AddFeed = z.infer<typeof AddFeed>
export const NewFeed = Feed.extend({ url: z.string() })
export type NewFeed = z.infer<typeof NewFeed>
