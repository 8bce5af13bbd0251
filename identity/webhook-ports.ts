/** What webhooks need from the world. `api/db/repos/webhooks.ts` implements the store. */
import type { EventName, EventPayload } from '../contract/events.ts'
import type { Id, Instant, Page } from '../contract/values.ts'
import type {
  WebhookDeliveriesQuery,
  WebhookDelivery,
  WebhookDeliveryStatus,
  WebhookError,
  WebhookOffReason,
  WebhookType,
} from '../contract/webhooks.ts'

/** `sealed` is its secret, `oldSealed` the one before, which counts until `oldUntil`. */
export type WebhookRow = {
  id: Id
  name: string
  url: string
  types: WebhookType[]
  enabled: boolean
  offReason: WebhookOffReason | null
  offAt: Instant | null
  failingSince: Instant | null
  sealed: string
  oldSealed: string | null
  oldUntil: Instant | null
  createdAt: Instant
  version: number
}

/** A message to one webhook. There is one at most for each webhook and event. */
export type WebhookDeliveryRow = {
  id: Id
  webhookId: Id
  /** The event's id: the same message to two webhooks has the same. */
  messageId: Id
  type: string
  /** JSON, to the octet as it is signed and sent, however often. */
  body: string
  status: WebhookDeliveryStatus
  attempts: number
  /** When it is tried (again); while it is being sent, until when nobody else may; null when it is settled. */
  dueAt: Instant | null
  /** After this it is not tried again. */
  giveUpAt: Instant
  answered: number | null
  error: WebhookError | null
  requestId: Id | null
  createdAt: Instant
  changedAt: Instant
}

/** A message that has been taken to be sent, with where it goes and what it is signed with. */
export type TakenDelivery = WebhookDeliveryRow & Pick<WebhookRow, 'url' | 'sealed' | 'oldSealed' | 'oldUntil'>

/** What one look at the list needs of each webhook's log. */
export type WebhookState = { webhookId: Id; waiting: number; last: WebhookDelivery | null }

export type WebhooksView = {
  /** Oldest first. */
  list(): Promise<WebhookRow[]>
  find(id: Id): Promise<WebhookRow | null>
  states(ids: readonly Id[]): Promise<WebhookState[]>
  /** Newest first. */
  deliveries(webhookId: Id, query: WebhookDeliveriesQuery): Promise<Page<WebhookDelivery>>
}

export type Webhooks = WebhooksView & {
  /** Counted and added one after the other. */
  hold(): Promise<number>
  add(row: WebhookRow): Promise<void>
  /** Throws `row.changed` unless the stored version is one less. */
  change(row: WebhookRow): Promise<void>
  /** With its log. False when there is none. */
  remove(id: Id): Promise<boolean>
  enqueue(rows: readonly WebhookDeliveryRow[]): Promise<void>
  findDelivery(webhookId: Id, id: Id): Promise<WebhookDeliveryRow | null>
  /** Due at once, from the start. One that is being sent at this moment is left alone. */
  askAgain(id: Id, now: Instant, giveUpAt: Instant): Promise<void>

  /** It has arrived, whoever holds its lease now. */
  markDelivered(taken: TakenDelivery, now: Instant, answered: number): Promise<void>
  /** It has not: tried again at `dueAt`, or never. Ignored when somebody else has taken it over meanwhile. */
  markNotDelivered(
    taken: TakenDelivery,
    now: Instant,
    failure: { dueAt: Instant | null; answered: number | null; error: WebhookError },
  ): Promise<void>
  /** Since when nothing arrives: written by the first failure, and undone by the first that arrives. */
  markFailing(webhookId: Id, since: Instant | null): Promise<void>
  /** False when it was off already, or something has arrived after `silentSince`. */
  turnOff(
    webhookId: Id,
    reason: WebhookOffReason,
    now: Instant,
    silentSince: Instant | null,
  ): Promise<boolean>
  /** Messages from before, and old secrets whose day is over. */
  forget(before: Instant, now: Instant): Promise<void>
}

type Events = {
  record<N extends EventName>(
    name: N,
    payload: EventPayload<N>,
    actorId?: Id | null,
    change?: { before: object; after: object },
  ): void
}
export type WebhookUnit = { webhooks: Webhooks; events: Events }
export type WebhookWork = {
  run<T>(act: (unit: WebhookUnit) => Promise<T>): Promise<T>
  read<T>(look: (view: { webhooks: WebhooksView }) => Promise<T>): Promise<T>
}
