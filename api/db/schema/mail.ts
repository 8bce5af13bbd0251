import { EntitySchema } from 'typeorm'
import type { MailKind } from '../../../contract/administration.ts'
import type { Id, Instant, Locale } from '../../../contract/values.ts'
import type { Invitation } from '../../../scheduler/build-invitation.ts'
import { id, instant, integer, json, key, nullable, text } from '../columns.ts'

/**
 * `waiting` until it is due; `sending` while a process is at it (a crash leaves it so, until its lease runs out); `sent`
 * when the server has taken it; `failed` when the server refused it for good or nobody took it in time.
 */
export type MailState = 'waiting' | 'sending' | 'sent' | 'failed'

export type Block =
  | { kind: 'paragraph'; text: string }
  /** Somebody's own words, over several lines. */
  | { kind: 'quote'; label: string; text: string }
  | { kind: 'facts'; rows: Fact[] }
  | { kind: 'list'; label: string; items: string[] }
  /** What the reader is asked to do; a letter has one at most. */
  | { kind: 'button'; label: string; url: string }

export type Fact = { label: string; value: string; url?: string | undefined }

/** A letter before it has a form: what is said, in the reader's language. Text and HTML are made of it when it leaves. */
export type Letter = {
  locale: Locale
  subject: string
  /** The first line that a list of mails shows beside the subject. */
  preview: string
  title: string
  greeting: string
  blocks: Block[]
  /** Why the reader gets this. */
  reason: string
}

/** What calendars are told with it. */
export type MailCalendar = Omit<Invitation, 'organizer'> & {
  organizer: { name: string; sentBy: string | null }
}

/** What is said. The sender's mailbox is missing: it is the configuration's, and may be set long after this was written. */
export type MailMessage = {
  /** Shown as the sender, before the configured address; null shows the configured name. */
  fromName: string | null
  letter: Letter
  calendar: MailCalendar | null
}

export type MailRow = {
  /** Also the left part of the Message-ID, which is the same however often the mail is tried. */
  id: Id
  /** What must not be mailed twice: a second row with the same key is not taken. */
  uniqueKey: string
  kind: MailKind
  toName: string
  toEmail: string
  subject: string
  /** Null once it has been sent: it may hold personal links, and nobody needs it any more. */
  message: MailMessage | null
  attachmentId: Id | null
  meetingId: Id | null
  attendeeId: Id | null
  /** What the recipient's calendar was told, in short: an update that would tell the same is not sent. */
  digest: string | null
  state: MailState
  attempts: number
  /** When to try (again); while sending, until when nobody else may; null once it is sent or failed. */
  dueAt: Instant | null
  /** After this it is pointless (a reminder of a meeting that has begun): it fails instead of leaving. */
  expiresAt: Instant | null
  /** The request that it goes back to; null where nobody asked. */
  requestId: string | null
  enqueuedAt: Instant
  /** When the state last changed. */
  changedAt: Instant
  lastError: string | null
}

export const mailSchema = new EntitySchema<MailRow>({
  name: 'mail',
  columns: {
    id: key,
    uniqueKey: text,
    kind: text,
    toName: text,
    toEmail: text,
    subject: text,
    message: nullable(json),
    attachmentId: nullable(id),
    meetingId: nullable(id),
    attendeeId: nullable(id),
    digest: nullable(text),
    state: text,
    attempts: integer,
    dueAt: nullable(instant),
    expiresAt: nullable(instant),
    requestId: nullable(id),
    enqueuedAt: instant,
    changedAt: instant,
    lastError: nullable(text),
  },
})

/** A file that goes to many recipients, kept once and until the last of them has it. */
export type MailAttachmentRow = {
  id: Id
  name: string
  mimeType: string
  /** Base64: the only form of bytes that both databases carry alike. */
  content: string
}

export const mailAttachmentSchema = new EntitySchema<MailAttachmentRow>({
  name: 'mail_attachment',
  columns: { id: key, name: text, mimeType: text, content: text },
})
