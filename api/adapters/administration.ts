/** The state of the installation as the administration page shows it, and what can be done about it there. */
import { statfs } from 'node:fs/promises'
import type {
  Administration,
  MailStatus,
  ParkedEvent,
  StorageStatus,
  WebhookTrouble,
} from '../../contract/administration.ts'
import { AppError } from '../../contract/errors.ts'
import { Id } from '../../contract/values.ts'
import { type Clock, toInstant } from '../db/clock.ts'
import type { ParkedDelivery } from '../db/outbox.ts'
import type { Repositories } from '../db/repositories.ts'
import type { Work } from '../db/work.ts'
import type { WebhookRow } from '../../identity/webhook-ports.ts'

type Options = {
  work: Pick<Work, 'run' | 'read'>
  clock: Clock
  /** Null while SMTP_URL is not set. */
  mail: { from: string } | null
  version: string
  /** DATA_DIR: the disk under it is looked at. */
  dataDir: string
  /** Every job with its cron expression. */
  timetable: Readonly<Record<string, string>>
}

export type AdministrationDesk = {
  show(): Promise<Administration>
  /** Throws `event.missing` when it is not parked (any more). */
  retryParked(id: string): Promise<void>
  /** Gives up on it for good. Throws `event.missing` when it is not parked (any more). */
  dropParked(id: string): Promise<void>
  /** Tries all again that have failed and can still be sent. */
  retryMails(): Promise<void>
  /** Throws `mail.missing` when it has not failed, or can no longer be sent. */
  retryMail(id: string): Promise<void>
  /** Has a worker run it within seconds. Throws `job.missing`. */
  runJob(name: string): Promise<void>
}

export function createAdministration({
  work,
  clock,
  mail,
  version,
  dataDir,
  timetable,
}: Options): AdministrationDesk {
  const now = () => toInstant(clock.now())

  async function mailStatus({ mails }: Pick<Repositories, 'mails'>): Promise<MailStatus> {
    const failures = await mails.failed()
    return {
      configured: mail !== null,
      from: mail?.from ?? null,
      ...(await mails.count()),
      trouble: await mails.trouble(),
      failures: failures.map(({ id, kind, toName, toEmail, subject, attempts, lastError, changedAt }) => ({
        ...{ id, kind, subject, attempts },
        name: toName,
        email: toEmail,
        lastError: lastError ?? '',
        at: changedAt,
      })),
    }
  }

  async function storageStatus({ size }: Pick<Repositories, 'size'>): Promise<StorageStatus> {
    const disk = await statfs(dataDir).catch(() => null)
    return {
      freeBytes: disk && disk.bavail * disk.bsize,
      totalBytes: disk && disk.blocks * disk.bsize,
      ...(await size.ofDatabase()),
    }
  }

  return {
    show: () =>
      work.read(async (views) => {
        const known = new Map((await views.jobs.list()).map((row) => [row.name, row]))
        return {
          version,
          storage: await storageStatus(views),
          mail: await mailStatus(views),
          webhooks: (await views.webhooks.list())
            .flatMap(troubleOf)
            .toSorted((one, other) => (one.at < other.at ? -1 : 1)),
          parked: (await views.outbox.parked()).map(presentParked),
          jobs: Object.entries(timetable).map(([name, schedule]) => {
            const { startedAt = null, endedAt = null, error = null, askedAt = null } = known.get(name) ?? {}
            const last = startedAt !== null && endedAt !== null ? { startedAt, endedAt, error } : null
            return { name, schedule, asked: askedAt !== null, last }
          }),
        }
      }),

    async retryParked(id) {
      const { handler, eventId } = deliveryOf(id)
      if (!(await work.run(({ outbox }) => outbox.retry(handler, eventId, now()))))
        throw new AppError('event.missing')
    },

    async dropParked(id) {
      const { handler, eventId } = deliveryOf(id)
      if (!(await work.run(({ outbox }) => outbox.dropParked(handler, eventId, now()))))
        throw new AppError('event.missing')
    },

    async retryMails() {
      await work.run(({ mails }) => mails.retryAll(now()))
    },

    async retryMail(id) {
      if (!(await work.run(({ mails }) => mails.retry(id, now())))) throw new AppError('mail.missing')
    },

    async runJob(name) {
      if (!(name in timetable)) throw new AppError('job.missing')
      await work.run(({ jobs }) => jobs.ask(name, now()))
    },
  }
}

/** What the id of a parked event says. Throws `event.missing` when it says nothing. */
function deliveryOf(id: string): { handler: string; eventId: string } {
  const [event, handler = ''] = id.split('~')
  const eventId = Id.safeParse(event)
  if (!eventId.success) throw new AppError('event.missing')
  return { handler, eventId: eventId.data }
}

/** What is in the way of a webhook; nothing where it goes well, or where somebody has turned it off. */
function troubleOf({ id, name, enabled, offReason, offAt, failingSince }: WebhookRow): WebhookTrouble[] {
  if (enabled) return failingSince === null ? [] : [{ id, name, state: 'failing', at: failingSince }]
  return offAt === null || offReason === 'by-hand' ? [] : [{ id, name, state: 'off', at: offAt }]
}

const presentParked = ({ handler, event, attempts, parkedAt, lastError }: ParkedDelivery): ParkedEvent => ({
  id: `${event.id}~${handler}`,
  handler,
  event: event.name,
  attempts,
  error: lastError,
  at: parkedAt,
})
