/** What an administrator sees of the installation's workings: mail, webhooks that fail, events that were given up on, periodic jobs. */
import { z } from 'zod'
import { Id, Instant } from './values.ts'

/** `removal` tells one person that they are no longer invited; `account` brings a link for choosing a password. */
export const MailKind = z.enum([
  'invitation',
  'update',
  'cancellation',
  'removal',
  'reminder',
  'minutes',
  'action',
  'report',
  'account',
  'webhook',
])
export type MailKind = z.infer<typeof MailKind>

/** A mail that did not arrive. `lastError` is in the server's words, or `expired`: it had become pointless before it could leave. */
export const FailedMail = z.object({
  id: Id,
  kind: MailKind,
  name: z.string(),
  email: z.string(),
  subject: z.string(),
  attempts: z.int(),
  lastError: z.string(),
  at: Instant,
})
export type FailedMail = z.infer<typeof FailedMail>

export const MailStatus = z.object({
  /** False: SMTP_URL is not set, and mails wait. */
  configured: z.boolean(),
  /** MAIL_FROM, when it is set. */
  from: z.string().nullable(),
  waiting: z.int(),
  sending: z.int(),
  sent: z.int(),
  failed: z.int(),
  /** What the server last said about a mail that still waits; null when nothing is in the way. */
  trouble: z.object({ error: z.string(), at: Instant }).nullable(),
  /** The newest hundred. */
  failures: z.array(FailedMail),
})
export type MailStatus = z.infer<typeof MailStatus>

/** Something that has happened, and that one of its consequences could not follow from. */
export const ParkedEvent = z.object({
  /** The event and whoever could not handle it, for asking that it be tried again. */
  id: z.string(),
  handler: z.string(),
  event: z.string(),
  attempts: z.int(),
  error: z.string(),
  at: Instant,
})
export type ParkedEvent = z.infer<typeof ParkedEvent>

export const JobStatus = z.object({
  name: z.string(),
  /** When it runs by itself: a cron expression in UTC. */
  schedule: z.string(),
  /** Asked for, and not yet begun. */
  asked: z.boolean(),
  last: z.object({ startedAt: Instant, endedAt: Instant, error: z.string().nullable() }).nullable(),
})
export type JobStatus = z.infer<typeof JobStatus>

/** What the installation takes and what is left, in bytes; null where the system does not tell. */
export const StorageStatus = z.object({
  /** On the disk of DATA_DIR. */
  freeBytes: z.int().nullable(),
  totalBytes: z.int().nullable(),
  databaseBytes: z.int().nullable(),
  database: z.enum(['sqlite', 'postgres']),
})
export type StorageStatus = z.infer<typeof StorageStatus>

/** A webhook that takes nothing: every attempt has failed since `at`, or the product has turned it off for that then. */
export const WebhookTrouble = z.object({
  id: Id,
  name: z.string(),
  state: z.enum(['failing', 'off']),
  at: Instant,
})
export type WebhookTrouble = z.infer<typeof WebhookTrouble>

export const Administration = z.object({
  version: z.string(),
  storage: StorageStatus,
  mail: MailStatus,
  /** The one that has been so for longest comes first. */
  webhooks: z.array(WebhookTrouble),
  parked: z.array(ParkedEvent),
  jobs: z.array(JobStatus),
})
export type Administration = z.infer<typeof Administration>
