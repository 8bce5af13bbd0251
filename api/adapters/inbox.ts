/**
 * Reads the mailbox to which calendars send their answers, over IMAP. The mailbox itself is left as it is: how far it has
 * been read is kept in the database, in the same unit of work as what was read, so that each mail has its effect once,
 * whatever dies in between, and whoever else opens the mailbox.
 */
import { text } from 'node:stream/consumers'
import { ImapFlow, type FetchMessageObject, type MessageStructureObject } from 'imapflow'
import type { Logger } from 'pino'
import { EmailAddress } from '../../contract/values.ts'
import {
  type AnswerMail,
  type CalendarAnswer,
  recordMailedAnswers,
} from '../../scheduler/record-mailed-answer.ts'
import { type Clock, toInstant } from '../db/clock.ts'
import type { Work } from '../db/work.ts'
import { isAuthentic } from './authentic-sender.ts'
import { type Pauses, pauseAfter } from './mail-failure.ts'
import { readCalendarAnswer } from './read-calendar-answer.ts'

export type Inbox = {
  /** Begins to read, in the background; a server that cannot be reached is tried again. */
  start(): void
  /** Ends the connection; what was being read is read again next time. Safe to call twice. */
  stop(): Promise<void>
}

type Options = {
  /** IMAP_URL: `imaps://USER:PASSWORD@HOST/MAILBOX`; INBOX when no mailbox is named. */
  url: string
  work: Pick<Work, 'run' | 'read'>
  clock: Clock
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
  /** How often to look when the server says nothing by itself, in milliseconds. Default 5 min. */
  lookMs?: number
  /** Between attempts to reach the server. Default 5 s, doubling up to 5 min. */
  troubles?: Pauses
}

/** How far back a mailbox is read that was never read before, or that has begun to count anew. */
const firstLook = { hours: 30 * 24 }
/** Mails looked at together. */
const portion = 100
/** A calendar's answer has a few kilobytes; what is larger is none. In bytes. */
const largestPart = 256 * 1024
const mostParts = 4

export function createInbox(options: Options): Inbox {
  const { url, work, clock, logger } = options
  const { lookMs = 300_000, troubles = { firstMs: 5_000, longestMs: 300_000 } } = options
  const { connection, mailbox, key } = readAddress(url)
  const now = () => toInstant(clock.now())

  let client: ImapFlow | null = null
  let stopping = false
  let running: Promise<void> | null = null
  let rise: () => void = () => undefined

  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      rise = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  // ---- One mail ----------------------------------------------------------------------------------------------

  async function readAnswers(reader: ImapFlow, mail: FetchMessageObject): Promise<CalendarAnswer[]> {
    const answers: CalendarAnswer[] = []
    for (const { part = '1', parameters } of calendarParts(mail.bodyStructure).slice(0, mostParts)) {
      const { content } = await reader.download(String(mail.uid), part, { uid: true, maxBytes: largestPart })
      if (!content) continue
      content.setEncoding(encodingOf(parameters?.['charset']))
      answers.push(...readCalendarAnswer(await text(content)))
      // A reply stands twice in many mails, as an alternative and as a file.
      if (answers.length > 0) break
    }
    return answers
  }

  async function readMail(reader: ImapFlow, uidValidity: string, mail: FetchMessageObject): Promise<void> {
    const sender = senderOf(mail)
    const answers = sender ? await readAnswers(reader, mail) : []
    const said = await work.run(async (tx) => {
      const state = await tx.inbox.hold(key)
      // Another process was quicker.
      if (state && state.uidValidity === uidValidity && state.lastUid >= mail.uid) return []
      await tx.inbox.save(key, uidValidity, mail.uid, now())
      if (!sender || answers.length === 0) return []
      const answerMail: AnswerMail = {
        messageId: mail.envelope?.messageId ?? `${uidValidity}/${mail.uid}`,
        from: sender,
        authentic: isAuthentic(mail.headers?.toString() ?? ''),
        receivedAt: receivedAt(mail) ?? now(),
        answers,
      }
      return recordMailedAnswers(tx, clock.now(), answerMail)
    })
    if (said.length > 0) logger.info({ uid: mail.uid, outcomes: said }, 'A mail with answers was read')
  }

  // ---- All of them -------------------------------------------------------------------------------------------

  /** The UIDs that have not been read, in order. */
  async function unread(reader: ImapFlow, uidValidity: string): Promise<number[]> {
    const state = await work.read(({ inbox }) => inbox.state(key))
    const known = state?.uidValidity === uidValidity ? state.lastUid : 0
    const since = new Date(clock.now().subtract(firstLook).epochMilliseconds)
    const found = await reader.search(known > 0 ? { uid: `${known + 1}:*` } : { since }, { uid: true })
    // `n:*` names the newest mail even when it is older than n (RFC 9051 §9, seq-range).
    return (found || []).filter((uid) => uid > known).sort((a, b) => a - b)
  }

  async function catchUp(reader: ImapFlow, uidValidity: string): Promise<void> {
    const uids = await unread(reader, uidValidity)
    for (let start = 0; start < uids.length && !stopping; start += portion) {
      const range = uids.slice(start, start + portion).join(',')
      const query = { uid: true, envelope: true, bodyStructure: true, internalDate: true } as const
      const mails = await reader.fetchAll(
        range,
        { ...query, headers: ['authentication-results'] },
        { uid: true },
      )
      for (const mail of mails.sort((a, b) => a.uid - b.uid)) {
        if (stopping) return
        await readMail(reader, uidValidity, mail)
      }
    }
    // Also where nothing was found: that it could be read is worth knowing.
    if (uids.length === 0) {
      const state = await work.read(({ inbox }) => inbox.state(key))
      const last = state?.uidValidity === uidValidity ? state.lastUid : 0
      await work.run((tx) => tx.inbox.save(key, uidValidity, last, now()))
    }
  }

  /** Until the connection ends, or we stop. */
  async function visit(): Promise<void> {
    const reader = new ImapFlow({
      ...connection,
      logger: false,
      // Soon after the last command: only then does the server tell of new mails by itself (RFC 2177).
      autoIdleDelay: 200,
      maxIdleTime: lookMs,
    })
    client = reader
    const ended = Promise.withResolvers<void>()
    let failed: unknown
    // Without somebody who listens an error would end the process.
    reader.on('error', (error: unknown) => {
      failed = error
    })
    reader.on('close', ended.resolve)
    try {
      await reader.connect()
      const { uidValidity } = await reader.mailboxOpen(mailbox, { readOnly: true })
      let news = true
      reader.on('exists', () => {
        news = true
        rise()
      })
      while (!stopping && reader.usable) {
        if (news) {
          news = false
          await catchUp(reader, String(uidValidity))
          failures = 0
          continue
        }
        await Promise.race([sleep(lookMs), ended.promise])
        news = true
      }
      if (failed) throw failed
    } finally {
      reader.close()
      client = null
    }
  }

  let failures = 0
  async function run(): Promise<void> {
    while (!stopping) {
      const trouble = await visit().then(
        () => null,
        (error: unknown) => (error instanceof Error ? wordsOf(error) : String(error)),
      )
      if (stopping) return
      if (trouble !== null) {
        failures += 1
        logger.warn({ reason: trouble, failures }, 'The mailbox of answers cannot be read; tried again later')
        await work
          .run((tx) => tx.inbox.noteTrouble(key, trouble, now()))
          .catch((err: unknown) => logger.error({ err }, 'The trouble with the mailbox could not be saved'))
      }
      await sleep(pauseAfter(Math.max(failures, 1), troubles))
    }
  }

  return {
    start() {
      running ??= run()
    },
    async stop() {
      stopping = true
      client?.close()
      rise()
      await running
    },
  }
}

/** What IMAP_URL says; `key` names the mailbox in the database, without the password. */
export function readAddress(imapUrl: string) {
  const url = new URL(imapUrl)
  const secure = url.protocol === 'imaps:'
  const mailbox = decodeURIComponent(url.pathname.slice(1)) || 'INBOX'
  const user = decodeURIComponent(url.username)
  return {
    mailbox,
    key: `${user}@${url.host}/${mailbox}`,
    connection: {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (secure ? 993 : 143) : Number(url.port),
      secure,
      auth: { user, pass: decodeURIComponent(url.password) },
      ...(url.searchParams.get('tls.rejectUnauthorized') === 'false' && {
        tls: { rejectUnauthorized: false },
      }),
    },
  }
}

/** imapflow says what the server said beside its own "Command failed". */
const wordsOf = (error: Error & { responseText?: string }): string =>
  (error.responseText || error.message).replace(/\s+/g, ' ').trim().slice(0, 500)

/** Every part that may hold a calendar, the alternatives of the text before files beside it. */
function calendarParts(structure: MessageStructureObject | undefined): MessageStructureObject[] {
  if (!structure) return []
  const own =
    /^(text\/calendar|application\/ics)$/i.test(structure.type) && (structure.size ?? 0) <= largestPart
  return [...(own ? [structure] : []), ...(structure.childNodes ?? []).flatMap(calendarParts)]
}

/** RFC 5322 §3.6.2: who wrote it; a mail without a sender answers nothing. */
function senderOf({ envelope }: FetchMessageObject): AnswerMail['from'] | null {
  const [from] = envelope?.from ?? []
  const email = EmailAddress.safeParse(from?.address).data
  return email ? { email, name: (from?.name?.trim() || email).slice(0, 200) } : null
}

function receivedAt({ internalDate }: FetchMessageObject): string | null {
  const at = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime()
  return Number.isNaN(at) ? null : toInstant(Temporal.Instant.fromEpochMilliseconds(at))
}

/** Calendars write UTF-8; an old one Latin 1. */
const encodingOf = (charset: string | undefined): BufferEncoding =>
  /^(iso-8859-1|latin1|windows-1252)$/i.test(charset ?? '') ? 'latin1' : 'utf8'
