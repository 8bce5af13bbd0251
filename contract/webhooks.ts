/**
 * Webhooks: how other systems are told what has happened. What is sent is signed by the Standard Webhooks specification
 * (https://www.standardwebhooks.com), and holds ids, times and states, and never words that only some may read.
 */
import { z } from 'zod'
import { PageQuery, sortOf } from './lists.ts'
import { Id, Instant, line, LocalDate, Version, Zone } from './values.ts'

/** Grows when a field changes its meaning or goes; fields that are added change nothing. */
export const webhookVersion = 1

const told = <T extends string, D extends z.ZodType>(type: T, data: D) =>
  z.object({
    /** The same as in the header `webhook-id`, however often it is sent. */
    id: Id,
    type: z.literal(type),
    version: z.literal(webhookVersion),
    /** When it happened. */
    timestamp: Instant,
    /** Who did it; null for what the product did by itself. */
    actorPersonId: Id.nullable(),
    data,
  })

/** `title` is null for a private meeting: that its time is taken is all that anybody outside is told. */
const meeting = z.object({
  id: Id,
  title: z.string().nullable(),
  visibility: z.enum(['normal', 'private']),
  status: z.enum(['scheduled', 'cancelled']),
  startsAt: Instant,
  durationMinutes: z.int(),
  zone: Zone,
  /** The group that was convened to it. */
  groupId: Id.nullable(),
  /** Its page, for people. */
  url: z.string(),
})
const project = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  status: z.string(),
  organisationId: Id.nullable(),
  managerPersonId: Id.nullable(),
  url: z.string(),
})
const milestone = z.object({
  id: Id,
  projectId: Id,
  title: z.string(),
  baseline: LocalDate,
  forecast: LocalDate,
  actual: LocalDate.nullable(),
  url: z.string(),
})
/** What has to be done is not said: it may come from minutes that not everybody reads. */
const action = z.object({
  id: Id,
  status: z.enum(['open', 'done', 'dropped']),
  ownerPersonId: Id,
  dueOn: LocalDate,
  milestoneId: Id.nullable(),
  meetingId: Id.nullable(),
  url: z.string(),
})
const report = z.object({
  id: Id,
  projectId: Id,
  /** `2026-11` */
  period: z.string(),
  status: z.string(),
  dueOn: LocalDate,
  authorPersonId: Id.nullable(),
  url: z.string(),
})
const group = z.object({
  id: Id,
  name: z.string(),
  shortName: z.string(),
  closed: z.boolean(),
  url: z.string(),
})

const ofMeeting = z.object({ meeting })
const ofProject = z.object({ project })
const ofMilestone = z.object({ milestone })
const ofAction = z.object({ action })
const ofReport = z.object({ report })

/** What is sent, by its type: the body of each request. */
export const webhookPayloads = {
  'meeting.booked': told('meeting.booked', ofMeeting),
  'meeting.convened': told('meeting.convened', ofMeeting),
  'meeting.changed': told('meeting.changed', ofMeeting.extend({ timeChanged: z.boolean() })),
  'meeting.cancelled': told('meeting.cancelled', ofMeeting),
  'conference.started': told('conference.started', ofMeeting),
  'conference.ended': told('conference.ended', ofMeeting),
  'minutes.approved': told('minutes.approved', ofMeeting),
  'minutes.published': told('minutes.published', ofMeeting),
  'group.changed': told('group.changed', z.object({ group })),
  'project.changed': told('project.changed', ofProject),
  'milestone.changed': told('milestone.changed', ofMilestone),
  'action.assigned': told('action.assigned', ofAction),
  'action.changed': told('action.changed', ofAction),
  'action.closed': told('action.closed', ofAction),
  'report.drafted': told('report.drafted', ofReport),
  'report.submitted': told('report.submitted', ofReport),
  'report.returned': told('report.returned', ofReport),
  'report.accepted': told('report.accepted', ofReport),
  /** Asked for by an administrator: it shows that all is well, and nothing else. */
  'webhook.test': told('webhook.test', z.object({ webhookId: Id })),
} as const
export type WebhookMessageType = keyof typeof webhookPayloads
export type WebhookPayload<T extends WebhookMessageType = WebhookMessageType> = z.infer<
  (typeof webhookPayloads)[T]
>

/** What a webhook can be told of. */
export const webhookTypes = Object.keys(webhookPayloads).filter((type) => type !== 'webhook.test') as Exclude<
  WebhookMessageType,
  'webhook.test'
>[]
export const WebhookType = z.enum(webhookTypes)
export type WebhookType = z.infer<typeof WebhookType>

/**
 * Why it did not arrive: the name leads nowhere, or to an `address` that webhooks may not go to; no `connection`; a certificate
 * of an authority that is not known, that has expired or does not count yet, or of another name, or no `certificate` that
 * holds at all; no answer in time; it leads elsewhere (which is not followed); an answer that is no yes, or none at all; or our
 * own `secret` cannot be read any more and must be made anew.
 */
export const WebhookError = z.enum([
  'name',
  'address',
  'connection',
  'certificate',
  'certificate-unknown',
  'certificate-expired',
  'certificate-name',
  'timeout',
  'redirect',
  'answer',
  'malformed',
  'secret',
])
export type WebhookError = z.infer<typeof WebhookError>

export const WebhookDeliveryStatus = z.enum(['waiting', 'sending', 'delivered', 'failed'])
export type WebhookDeliveryStatus = z.infer<typeof WebhookDeliveryStatus>

/** One message to one webhook, and what became of it. */
export const WebhookDelivery = z.object({
  id: Id,
  /** The header `webhook-id`. */
  messageId: Id,
  type: z.string(),
  status: WebhookDeliveryStatus,
  attempts: z.int(),
  /** What the other side answered last, and what went wrong; both null before the first attempt. */
  answered: z.int().nullable(),
  error: WebhookError.nullable(),
  createdAt: Instant,
  /** When the last of it happened. */
  changedAt: Instant,
  /** When it is tried again. */
  nextAt: Instant.nullable(),
})
export type WebhookDelivery = z.infer<typeof WebhookDelivery>

/** Why a webhook is off: somebody said so, the other side answered 410, or it has failed for days. */
export const WebhookOffReason = z.enum(['by-hand', 'gone', 'failing'])
export type WebhookOffReason = z.infer<typeof WebhookOffReason>

/** A webhook as administrators see it; its secret was shown once. */
export const Webhook = z.object({
  id: Id,
  name: z.string(),
  url: z.string(),
  types: z.array(WebhookType),
  enabled: z.boolean(),
  /** Null while it is on. */
  off: z.object({ reason: WebhookOffReason, at: Instant }).nullable(),
  /** Since when every attempt has failed; null when the last one went well. */
  failingSince: Instant.nullable(),
  /** Until when messages are also signed with the secret before this one. */
  oldSecretUntil: Instant.nullable(),
  /** How many messages have still to arrive. */
  waiting: z.int(),
  last: WebhookDelivery.nullable(),
  createdAt: Instant,
  version: Version,
})
export type Webhook = z.infer<typeof Webhook>

const webhookForm = {
  /** What it is for, in the administrator's words. */
  name: line(80),
  /** `https://…`, without a user or a fragment. */
  url: z.url({ protocol: /^https?$/ }).max(1_000),
  types: z.array(WebhookType).min(1).max(webhookTypes.length),
}
export const AddWebhook = z.strictObject(webhookForm)
export type AddWebhook = z.infer<typeof AddWebhook>

export const ChangeWebhook = z.strictObject({ ...webhookForm, enabled: z.boolean(), version: Version })
export type ChangeWebhook = z.infer<typeof ChangeWebhook>

/** `secret` is `whsec_` and base64, for the other side to check signatures with; it is told this once. */
export const NewWebhook = Webhook.extend({ secret: z.string() })
export type NewWebhook = z.infer<typeof NewWebhook>

export const WebhookDeliveriesQuery = PageQuery.extend({
  status: WebhookDeliveryStatus.optional(),
  sort: sortOf('createdAt'),
})
export type WebhookDeliveriesQuery = z.infer<typeof WebhookDeliveriesQuery>
