/**
 * The queue of mails. Flows put mails in within their own unit of work, so a mail exists exactly when what it tells of
 * was saved; the sender (`api/adapters/mail.ts`) takes them out, a few at a time, under a lease.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { v7 as newId } from 'uuid'
import { isErasedAddress } from '../../../contract/erased.ts'
import type { MailKind } from '../../../contract/administration.ts'
import type { Id, Instant } from '../../../contract/values.ts'
import { originalRequest } from '../../request-context.ts'
import type { Connection } from '../repositories.ts'
import {
  type MailAttachmentRow,
  mailAttachmentSchema,
  type Letter,
  type MailCalendar,
  type MailRow,
  mailSchema,
  type MailState,
} from '../schema/mail.ts'
import { dropAttachments } from './drop-attachments.ts'

/** A mail to one person, as flows word it. */
export type NewMail = {
  /** Says what this mail is, so that an event that is handled twice mails once: `<event id>/<attendee id>`. */
  key: string
  kind: MailKind
  to: { name: string; email: string }
  letter: Letter
  /** Shown as the sender, before the configured address; absent shows the configured name. */
  fromName?: string | null
  /** What calendars are told with it. */
  calendar?: MailCalendar | null
  attachmentId?: Id | null
  meetingId?: Id | null
  attendeeId?: Id | null
  digest?: string | null
  expiresAt?: Instant | null
}

/** What the mail of an attendee tells the secretary. */
export type MailTrace = Pick<
  MailRow,
  | 'id'
  | 'kind'
  | 'toName'
  | 'toEmail'
  | 'attendeeId'
  | 'digest'
  | 'state'
  | 'attempts'
  | 'lastError'
  | 'changedAt'
>

export type MailCounts = Record<MailState, number>

/** The kinds by which a calendar is told about a meeting. */
const calendarKinds: MailKind[] = ['invitation', 'update', 'cancellation', 'removal']

/** Rows that are written at once; composing the statement for fifty takes ten milliseconds. */
const portion = 20

/** `lastError` of a mail that nobody took before it became pointless; the page has words for it. */
export const expired = 'expired'

export function mails(connection: Connection) {
  const { manager, dialect } = connection
  const insert = async (rows: MailRow[]) => {
    // In portions, with a breath between them: SQLite writes while the process waits, and so would every page.
    for (let start = 0; start < rows.length; start += portion) {
      if (start > 0) await breathe()
      await manager
        .createQueryBuilder()
        .insert()
        .into(mailSchema)
        .values(rows.slice(start, start + portion))
        .orIgnore()
        .updateEntity(false)
        .execute()
    }
  }

  return {
    /** Puts mails into the queue, due at once. One whose key is there already is left out. */
    async enqueue(asked: NewMail[], now: Instant): Promise<void> {
      await insert(
        // Whoever was erased has no address any more.
        asked
          .filter(({ to }) => !isErasedAddress(to.email))
          .map((mail) => ({
            id: newId(),
            uniqueKey: mail.key,
            kind: mail.kind,
            toName: mail.to.name,
            toEmail: mail.to.email,
            // RFC 5322 §2.2: a header is one line.
            subject: mail.letter.subject.replace(/\s+/g, ' ').trim(),
            message: {
              fromName: mail.fromName ?? null,
              letter: mail.letter,
              calendar: mail.calendar ?? null,
            },
            attachmentId: mail.attachmentId ?? null,
            meetingId: mail.meetingId ?? null,
            attendeeId: mail.attendeeId ?? null,
            digest: mail.digest ?? null,
            state: 'waiting',
            attempts: 0,
            dueAt: now,
            expiresAt: mail.expiresAt ?? null,
            requestId: originalRequest(),
            enqueuedAt: now,
            changedAt: now,
            lastError: null,
          })),
      )
    },

    /** Keeps a file for the mails that will name it. */
    async attach(file: { name: string; mimeType: string; content: Uint8Array }): Promise<Id> {
      const id = newId()
      const row = { ...file, id, content: Buffer.from(file.content).toString('base64') }
      await manager
        .createQueryBuilder()
        .insert()
        .into(mailAttachmentSchema)
        .values(row)
        .updateEntity(false)
        .execute()
      return id
    },

    attachment: (id: Id): Promise<MailAttachmentRow | null> =>
      manager.findOneBy(mailAttachmentSchema, { id }),

    /** Whether a mail is due, without a lock. */
    async isDue(now: Instant): Promise<boolean> {
      const due = manager
        .createQueryBuilder(mailSchema, 'mail')
        .select('mail.id')
        .where('mail.dueAt <= :now', { now })
      return (await due.limit(1).getOne()) !== null
    },

    /**
     * Takes up to `limit` mails that are due, oldest first, and marks them as being sent until `until`; of two processes
     * each gets others. What has become pointless meanwhile fails and is not among them, and neither is what the caller
     * holds: a clock that was set ahead ends leases before their time.
     */
    async take(
      now: Instant,
      until: Instant,
      limit: number,
      held: readonly Id[] = [],
    ): Promise<{ taken: MailRow[]; failed: MailRow[] }> {
      const query = manager
        .createQueryBuilder(mailSchema, 'mail')
        .where('mail.dueAt <= :now', { now })
        .andWhere(held.length > 0 ? 'mail.id NOT IN (:...held)' : '1 = 1', { held })
        .orderBy('mail.dueAt')
        .addOrderBy('mail.id')
        .limit(limit)
      if (dialect === 'postgres') query.setLock('pessimistic_write').setOnLocked('skip_locked')
      const rows = await query.getMany()
      const pointless = rows.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= now)
      const good = rows.filter((row) => !pointless.includes(row))
      for (const { id } of pointless)
        await manager.update(
          mailSchema,
          { id },
          {
            state: 'failed',
            dueAt: null,
            changedAt: now,
            lastError: expired,
            message: null,
            attachmentId: null,
          },
        )
      await dropAttachments(connection, pointless)
      if (good.length > 0)
        await manager
          .createQueryBuilder()
          .update(mailSchema)
          .set({ state: 'sending', attempts: () => 'attempts + 1', dueAt: until, changedAt: now })
          .where('id IN (:...ids)', { ids: good.map(({ id }) => id) })
          .execute()
      return {
        taken: good.map((row) => ({ ...row, state: 'sending', attempts: row.attempts + 1, dueAt: until })),
        failed: pointless,
      }
    },

    /** The server has taken them, whoever holds their leases now. What they said is forgotten. */
    async markSent(rows: readonly Pick<MailRow, 'id' | 'attachmentId'>[], now: Instant): Promise<void> {
      if (rows.length === 0) return
      await manager
        .createQueryBuilder()
        .update(mailSchema)
        .set({ state: 'sent', dueAt: null, changedAt: now, lastError: null, message: null })
        .where('id IN (:...ids)', { ids: rows.map(({ id }) => id) })
        .execute()
      await dropAttachments(connection, rows)
    },

    /** Not now: it waits until `dueAt`. Ignored when somebody else has taken it over meanwhile. */
    async markWaiting(taken: MailRow, now: Instant, dueAt: Instant, error: string | null): Promise<void> {
      await manager.update(
        mailSchema,
        { id: taken.id, state: 'sending', attempts: taken.attempts },
        { state: 'waiting', dueAt, changedAt: now, lastError: error },
      )
    },

    /** Gives a mail back that was taken and not tried, as if it had never been taken. */
    async giveBack(taken: MailRow, now: Instant): Promise<void> {
      await manager.update(
        mailSchema,
        { id: taken.id, state: 'sending', attempts: taken.attempts },
        { state: 'waiting', attempts: taken.attempts - 1, dueAt: now, changedAt: now },
      )
    },

    /** Refused for good. Ignored when somebody else has taken it over meanwhile. */
    async markFailed(taken: MailRow, now: Instant, error: string): Promise<void> {
      await manager.update(
        mailSchema,
        { id: taken.id, state: 'sending', attempts: taken.attempts },
        { state: 'failed', dueAt: null, changedAt: now, lastError: error },
      )
    },

    /** Makes one that waits due at once. */
    async hurry(id: Id, now: Instant): Promise<void> {
      await manager.update(mailSchema, { id, state: 'waiting' }, { dueAt: now })
    },

    /** Tries one that has failed again from the start. False when there is no such one, or it is too late for it. */
    async retry(id: Id, now: Instant): Promise<boolean> {
      const { affected } = await manager
        .createQueryBuilder()
        .update(mailSchema)
        .set({ state: 'waiting', attempts: 0, dueAt: now, changedAt: now })
        .where("id = :id AND state = 'failed' AND message IS NOT NULL", { id })
        .execute()
      return affected === 1
    },

    /** Tries all again that have failed and can still be sent. */
    async retryAll(now: Instant): Promise<void> {
      await manager
        .createQueryBuilder()
        .update(mailSchema)
        .set({ state: 'waiting', attempts: 0, dueAt: now, changedAt: now })
        .where("state = 'failed' AND message IS NOT NULL")
        .execute()
    },

    /** What waits is due now, whatever it was put off until: by a clock that has been set back since. */
    async hasten(now: Instant): Promise<void> {
      await manager
        .createQueryBuilder()
        .update(mailSchema)
        .set({ dueAt: now })
        .where("state = 'waiting' AND dueAt > :now", { now })
        .execute()
    },

    /** Gives up every lease: only for a process that is alone with its database and has just started. */
    async releaseLeases(now: Instant): Promise<void> {
      await manager.update(mailSchema, { state: 'sending' }, { state: 'waiting', dueAt: now })
    },

    /** The newest mail of each kind to each attendee of a meeting, those who are no longer invited included. */
    async tracesOf(meetingId: Id): Promise<MailTrace[]> {
      const newest = new Map<string, MailTrace>()
      for (const trace of await tracesOf(meetingId)) newest.set(`${trace.attendeeId}/${trace.kind}`, trace)
      return [...newest.values()]
    },

    /** Whether there is a mail whose key begins so. */
    async hasKey(prefix: string): Promise<boolean> {
      const found = await manager
        .createQueryBuilder(mailSchema, 'mail')
        .select('mail.id')
        // A range, and not LIKE, because it uses the index; the column compares by code point.
        .where('mail.uniqueKey >= :prefix AND mail.uniqueKey < :end', { prefix, end: `${prefix}~` })
        .limit(1)
        .getOne()
      return found !== null
    },

    /** What the calendar of each attendee of a meeting was told last. */
    async toldOf(meetingId: Id): Promise<Map<Id, MailTrace>> {
      const newest = new Map<Id, MailTrace>()
      for (const trace of await tracesOf(meetingId))
        if (trace.attendeeId && calendarKinds.includes(trace.kind)) newest.set(trace.attendeeId, trace)
      return newest
    },

    /** How many there are of each state, for the administrator. */
    async count(): Promise<MailCounts> {
      const rows = await manager
        .createQueryBuilder(mailSchema, 'mail')
        .select('mail.state', 'state')
        .addSelect('COUNT(*)', 'count')
        .groupBy('mail.state')
        .getRawMany<{ state: MailState; count: number }>()
      const counts: MailCounts = { waiting: 0, sending: 0, sent: 0, failed: 0 }
      for (const { state, count } of rows) counts[state] = Number(count)
      return counts
    },

    /** What a server last said about a mail that still waits; null when nothing is in the way. */
    async trouble(): Promise<{ error: string; at: Instant } | null> {
      const row = await manager
        .createQueryBuilder(mailSchema, 'mail')
        .where('mail.state = :waiting AND mail.lastError IS NOT NULL', { waiting: 'waiting' })
        .orderBy('mail.changedAt', 'DESC')
        .limit(1)
        .getOne()
      return row?.lastError ? { error: row.lastError, at: row.changedAt } : null
    },

    /** Failed mails, newest first. */
    async failed(limit = 100): Promise<(MailTrace & { subject: string })[]> {
      return manager
        .createQueryBuilder(mailSchema, 'mail')
        .where('mail.state = :failed', { failed: 'failed' })
        .orderBy('mail.changedAt', 'DESC')
        .limit(limit)
        .getMany()
    },
  }

  /** Oldest first. */
  async function tracesOf(meetingId: Id): Promise<MailTrace[]> {
    return manager
      .createQueryBuilder(mailSchema, 'mail')
      .select(traceColumns.map((column) => `mail.${column}`))
      .where('mail.meetingId = :meetingId', { meetingId })
      .orderBy('mail.enqueuedAt')
      .addOrderBy('mail.id')
      .getMany()
  }
}

const traceColumns = [
  'id',
  'kind',
  'toName',
  'toEmail',
  'attendeeId',
  'digest',
  'state',
  'attempts',
  'lastError',
  'changedAt',
] as const satisfies (keyof MailRow)[]

export type Mails = ReturnType<typeof mails>
