/**
 * Sends what waits in the mail queue: a few at a time, each recipient on its own, outside of every unit of work.
 *
 * A mail is taken under a lease, handed to the server, and then marked as sent. Between the last two a crash leaves open
 * whether the server has it; it is then sent once more, with the same Message-ID and the same octets, so that mail
 * systems and calendars see it for the copy that it is (docs/decisions/0011-a-mail-leaves-at-least-once.md).
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type ComposedMail, composeMail, readMailbox } from './compose-mail.ts'
import { codesOf, failureOf, type Pauses, pauseAfter, type SendError, wordsOf } from './mail-failure.ts'
import type { Smtp } from './smtp.ts'
import type { Id } from '../../contract/values.ts'
import { type Clock, toInstant } from '../db/clock.ts'
import type { MailRow } from '../db/schema/mail.ts'
import type { Tx, Work } from '../db/work.ts'

export type Mailer = {
  /** Starts sending; resolves once mails that a crash left half sent are free again. */
  start(): Promise<void>
  /** Takes no more, gives those that are under way a moment to end, and stops; safe to call twice. */
  stop(): Promise<void>
}

type Options = {
  work: Pick<Work, 'run' | 'read'>
  clock: Clock
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
  smtp: Smtp
  /** MAIL_FROM: who sends, and whom answers go to. */
  from: string
  /** The product's own address, named in every letter. */
  home: string
  /** Whether no other worker is at the database: leases that it finds at its start are then nobody's, and void. */
  alone: boolean
  /** How often to look for new mails and for retries, in milliseconds. Default 500. */
  pollMs?: number
  /** How long one mail may take in all, in milliseconds. Default 2 min. */
  sendMs?: number
  /** How long mails that are under way may take to end when we stop, in milliseconds. Default 5 s. */
  graceMs?: number
  /** Between the attempts at one mail. Default 30 s, doubling up to an hour. */
  retries?: Pauses
  /** Between attempts at all while the server is in trouble. Default 5 s, doubling up to 5 min. */
  troubles?: Pauses
  /** Attempts after which a mail has failed. Default 110: five days and more with the default pauses (RFC 5321 §4.5.4.1). */
  giveUpAfter?: number
}

/** What has become of a mail that was taken, to be written down: null when it was sent. */
type Outcome = { row: MailRow; write: ((tx: Tx) => Promise<void>) | null }

/** So many may have left and not be written down yet: as many as might leave twice if the process is killed. */
const unwritten = 20

/** How long outcomes gather before they are saved together, in milliseconds: a commit waits for the disk, and with it the process. */
const gatherMs = 100

/** Pages that show how far mails got are told so this often at most, in milliseconds. */
const tellMs = 1_000

/** More than can leave at once are taken together, to save transactions; the lease covers the last of them. */
const rounds = 4

export function createMailer(options: Options): Mailer {
  const { work, clock, logger, smtp, alone } = options
  const { pollMs = 500, sendMs = 120_000, graceMs = 5_000, giveUpAfter = 110 } = options
  const { retries = { firstMs: 30_000, longestMs: 3_600_000 } } = options
  const { troubles = { firstMs: 5_000, longestMs: 300_000 } } = options
  const sender = { ...readMailbox(options.from), home: options.home }

  const taken: MailRow[] = []
  const underWay = new Map<string, Promise<void>>()
  const abort = new AbortController()
  let stopping = false
  let running: Promise<void> | null = null
  let rise: () => void = () => undefined

  /** Failures of the server in a row, and until when it is left alone (`performance.now()`). */
  let failures = 0
  let pausedUntil = 0

  const now = () => toInstant(clock.now())
  const later = (milliseconds: number) =>
    toInstant(clock.now().add({ milliseconds: Math.round(milliseconds) }))

  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      rise = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  // ---- Writing down ------------------------------------------------------------------------------------------

  const outcomes: Outcome[] = []
  let writing: Promise<void> | null = null
  /** Meetings whose pages do not know the last of it yet. */
  const untold = new Set<Id>()
  let toldAt = 0

  /** Notes what became of a mail; it is saved with what else has gathered while the last commit was under way. */
  function note(row: MailRow, write: Outcome['write']): void {
    outcomes.push({ row, write })
    writing ??= writeAll().finally(() => {
      writing = null
      rise()
    })
  }

  async function writeAll(): Promise<void> {
    while (outcomes.length > 0) {
      if (outcomes.length < unwritten / 2 && !stopping) await delay(gatherMs)
      const batch = outcomes.slice()
      try {
        await work.run(async (tx) => {
          await tx.mails.markSent(
            batch.flatMap(({ row, write }) => (write === null ? row : [])),
            now(),
          )
          for (const { write } of batch) await write?.(tx)
        })
        outcomes.splice(0, batch.length)
        for (const { row } of batch) if (row.meetingId) untold.add(row.meetingId)
        rise()
      } catch (error) {
        logger.error({ err: error }, 'What became of some mails could not be saved yet')
        // Not to be forgotten: what was sent and is not marked as sent would be sent again.
        if (stopping) return
        await delay(pollMs)
      }
    }
  }

  /** Says that deliveries have changed: once in a while, for a thousand mails are a thousand changes. */
  async function tell(): Promise<void> {
    if (untold.size === 0 || (performance.now() - toldAt < tellMs && !stopping)) return
    toldAt = performance.now()
    const meetings = [...untold]
    untold.clear()
    await work.run(async ({ events }) => {
      for (const meetingId of meetings) events.record('delivery.changed', { meetingId })
    })
  }

  // ---- One mail ----------------------------------------------------------------------------------------------

  async function send(row: MailRow): Promise<void> {
    const begun = performance.now()
    const mail = await compose(row)
    if (mail === null)
      return note(row, (tx) => tx.mails.markFailed(row, now(), 'The mail could not be written.'))
    try {
      await smtp.send(mail, AbortSignal.any([abort.signal, AbortSignal.timeout(sendMs)]))
    } catch (error) {
      return noteFailure(row, error as SendError, begun)
    }
    failures = 0
    const { id: mailId, kind, attempts, requestId } = row
    const ms = Math.round(performance.now() - begun)
    logger.info({ mailId, kind, attempts, requestId, ms }, 'A mail was sent')
    note(row, null)
  }

  /** Null, and a line in the log, for a row that we cannot put into words: a defect of ours, not of the server. */
  async function compose(row: MailRow): Promise<ComposedMail | null> {
    const { attachmentId } = row
    const attachment =
      attachmentId === null ? null : await work.read(({ mails }) => mails.attachment(attachmentId))
    return composeMail(row, sender, attachment).catch((error: unknown) => {
      logger.error({ err: error, mailId: row.id, requestId: row.requestId }, 'A mail could not be written')
      return null
    })
  }

  function noteFailure(row: MailRow, error: SendError, begun: number): void {
    if (stopping && abort.signal.aborted)
      return note(row, (tx) => tx.mails.markWaiting(row, now(), now(), null))
    const failure = failureOf(error)
    const words = wordsOf(error)
    const { id: mailId, kind, attempts, requestId } = row
    const about = { mailId, kind, attempts, requestId, failure, ...codesOf(error) }
    if (failure === 'refused' || row.attempts >= giveUpAfter) {
      logger.warn(about, 'A mail has failed for good')
      return note(row, (tx) => tx.mails.markFailed(row, now(), words))
    }
    if (failure === 'server') noteTrouble(begun, error)
    else failures = 0
    const pause = Math.max(pauseAfter(row.attempts, retries), pausedUntil - performance.now())
    logger.info(about, 'A mail could not be sent and will be tried again')
    return note(row, (tx) => tx.mails.markWaiting(row, now(), later(pause), words))
  }

  /** Mails that failed together count as one failure of the server. */
  function noteTrouble(begun: number, error: SendError): void {
    if (begun < pausedUntil) return
    failures += 1
    const pause = pauseAfter(failures, troubles)
    pausedUntil = performance.now() + pause
    logger.warn({ ...codesOf(error), failures, pauseMs: pause }, 'The mail server is in trouble; mails wait')
  }

  // ---- All of them -------------------------------------------------------------------------------------------

  /** A server in trouble is probed with one mail at a time. */
  const places = () =>
    Math.min(
      (failures > 0 ? 1 : smtp.connections) - underWay.size,
      unwritten - outcomes.length - underWay.size,
    )

  async function takeMore(): Promise<void> {
    const many = failures > 0 ? 1 : smtp.connections * rounds
    const limit = Math.min(many, smtp.allowance())
    if (limit < 1 || !(await work.read(({ mails }) => mails.isDue(now())))) return
    const held = [...underWay.keys(), ...[...taken, ...outcomes.map(({ row }) => row)].map(({ id }) => id)]
    const found = await work.run((tx) => tx.mails.take(now(), later(sendMs * (rounds + 1)), limit, held))
    smtp.spend(found.taken.length)
    taken.push(...found.taken)
    for (const { meetingId } of found.failed) if (meetingId) untold.add(meetingId)
  }

  /** What was taken and cannot leave now goes back, for when the server is well again, or for another process. */
  async function giveBack(): Promise<void> {
    const rows = taken.splice(0)
    if (rows.length > 0)
      await work.run(async ({ mails }) => {
        for (const row of rows) await mails.giveBack(row, now())
      })
  }

  function begin(row: MailRow): void {
    const done = send(row)
      .catch((error: unknown) => logger.error({ err: error, mailId: row.id }, 'A mail could not be read'))
      .finally(() => {
        underWay.delete(row.id)
        rise()
      })
    underWay.set(row.id, done)
  }

  async function turn(): Promise<void> {
    await tell()
    const rest = pausedUntil - performance.now()
    if (rest > 0) {
      await giveBack()
      return sleep(Math.min(rest, pollMs))
    }
    if (places() > 0 && taken.length === 0) await takeMore()
    while (places() > 0 && !stopping) {
      const row = taken.shift()
      if (row === undefined) break
      begin(row)
    }
    if (places() <= 0 || taken.length === 0) await sleep(pollMs)
  }

  async function run(): Promise<void> {
    while (!stopping)
      await turn().catch(async (error: unknown) => {
        // The database itself is in trouble: what waits there is safe, and is looked at again after the pause.
        if (!stopping) logger.error({ err: error }, 'The mail queue could not be read')
        await sleep(pollMs)
      })
    const enough = setTimeout(() => abort.abort(), graceMs)
    await Promise.allSettled(underWay.values())
    clearTimeout(enough)
    await writing
    await giveBack()
    await tell()
  }

  return {
    start: async () => {
      if (running !== null) return
      if (alone) await work.run(({ mails }) => mails.releaseLeases(now()))
      running ??= run()
    },
    stop: async () => {
      stopping = true
      rise()
      await running
      smtp.close()
    },
  }
}
