import { EntitySchema } from 'typeorm'
import type { MailedAnswer } from '../../../contract/minutes.ts'
import type { Id, Instant } from '../../../contract/values.ts'
import { id, instant, integer, key, nullable, text } from '../columns.ts'

/** How far a mailbox has been read. UIDs count within one UIDVALIDITY (RFC 9051 §2.3.1.1). */
export type InboxRow = {
  mailbox: string
  uidValidity: string
  /** Everything up to here has had its effect. */
  lastUid: number
  readAt: Instant
  /** Why it cannot be read at present, in the server's words. */
  trouble: string | null
  troubleAt: Instant | null
}

export const inboxSchema = new EntitySchema<InboxRow>({
  name: 'inbox',
  columns: {
    mailbox: { ...text, primary: true },
    uidValidity: text,
    lastUid: integer,
    readAt: instant,
    trouble: nullable(text),
    troubleAt: nullable(instant),
  },
})

/** `key` is what must not be kept twice: the mail's Message-ID and the place in it. */
export type MailedAnswerRow = MailedAnswer & { key: string; meetingId: Id; settledAt: Instant | null }

export const mailedAnswerSchema = new EntitySchema<MailedAnswerRow>({
  name: 'mailed_answer',
  columns: {
    id: key,
    key: text,
    meetingId: id,
    fromName: text,
    fromEmail: text,
    about: text,
    partStat: text,
    comment: nullable(text),
    reason: text,
    receivedAt: instant,
    settledAt: nullable(instant),
  },
})
