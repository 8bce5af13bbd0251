/** Webhooks, for administrators: added, changed, tried out, and what became of each message. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import { webhookLimits } from '../contract/limits.ts'
import type { Id, Page } from '../contract/values.ts'
import {
  type AddWebhook,
  type ChangeWebhook,
  type NewWebhook,
  type Webhook,
  type WebhookDeliveriesQuery,
  type WebhookDelivery,
  webhookVersion,
} from '../contract/webhooks.ts'
import { toInstant } from './instants.ts'
import type { Clock } from './ports.ts'
import { requireRole } from './rights.ts'
import type {
  WebhookDeliveryRow,
  WebhookRow,
  WebhookState,
  WebhookUnit,
  WebhookWork,
} from './webhook-ports.ts'
import { newWebhookSecret } from './webhook-signature.ts'

export type WebhookDeps = {
  work: WebhookWork
  clock: Clock
  /** Key under which secrets are sealed. */
  deviceKey: string
  /** Whether webhooks may go to this host over plain http: only this machine itself, and only where the installation says so. */
  mayBePlain: (hostname: string) => boolean
  /** Whether this host is an address (and not a name) to which webhooks may not go. */
  isRefused: (hostname: string) => boolean
}

/** All of them, oldest first. Throws `permission.missing`. */
export const listWebhooks = ({ work }: WebhookDeps, actor: Actor): Promise<Webhook[]> => {
  requireRole(actor, 'administrator')
  return work.read(async ({ webhooks }) => {
    const rows = await webhooks.list()
    const states = new Map(
      (await webhooks.states(rows.map(({ id }) => id))).map((one) => [one.webhookId, one]),
    )
    return rows.map((row) => present(row, states.get(row.id)))
  })
}

/** Throws `permission.missing`, `webhook.missing`. */
export const showWebhook = ({ work }: WebhookDeps, actor: Actor, id: Id): Promise<Webhook> => {
  requireRole(actor, 'administrator')
  return work.read(({ webhooks }) => show({ webhooks }, id))
}

/** Its secret is shown this once. Throws `permission.missing`, `webhook.too-many`, `webhook.address-refused`. */
export async function addWebhook(deps: WebhookDeps, actor: Actor, ask: AddWebhook): Promise<NewWebhook> {
  requireRole(actor, 'administrator')
  requireAddress(deps, ask.url)
  return deps.work.run(async ({ webhooks, events }) => {
    if ((await webhooks.hold()) >= webhookLimits.atAll) throw new AppError('webhook.too-many')
    const { secret, sealed } = newWebhookSecret(deps.deviceKey)
    const row: WebhookRow = {
      ...{ id: newId(), name: ask.name, url: ask.url, types: [...new Set(ask.types)] },
      ...{ enabled: true, offReason: null, offAt: null, failingSince: null },
      ...{ sealed, oldSealed: null, oldUntil: null, createdAt: toInstant(deps.clock.now()), version: 1 },
    }
    await webhooks.add(row)
    events.record('webhook.added', { webhookId: row.id }, actor.personId, { before: {}, after: ask })
    return { ...present(row), secret }
  })
}

/**
 * Changes it, turns it on or off. What waits is sent when it is on again.
 * Throws `permission.missing`, `webhook.missing`, `row.changed`, `webhook.address-refused`.
 */
export async function changeWebhook(
  deps: WebhookDeps,
  actor: Actor,
  id: Id,
  { version, ...ask }: ChangeWebhook,
): Promise<Webhook> {
  requireRole(actor, 'administrator')
  requireAddress(deps, ask.url)
  return deps.work.run(async (unit) => {
    const before = await require(unit, id)
    if (before.version !== version) throw new AppError('row.changed')
    const turned = before.enabled !== ask.enabled
    const row: WebhookRow = {
      ...{ ...before, ...ask, types: [...new Set(ask.types)], version: version + 1 },
      ...(turned && ask.enabled ? { offReason: null, offAt: null, failingSince: null } : {}),
      ...(turned && !ask.enabled
        ? { offReason: 'by-hand' as const, offAt: toInstant(deps.clock.now()) }
        : {}),
    }
    await unit.webhooks.change(row)
    const { name, url, types, enabled } = before
    unit.events.record('webhook.changed', { webhookId: id }, actor.personId, {
      ...{ before: { name, url, types, enabled }, after: ask },
    })
    return show(unit, id)
  })
}

/** Takes it away with its log. Throws `permission.missing`, `webhook.missing`. */
export const removeWebhook = ({ work }: WebhookDeps, actor: Actor, id: Id): Promise<void> => {
  requireRole(actor, 'administrator')
  return work.run(async ({ webhooks, events }) => {
    if (!(await webhooks.remove(id))) throw new AppError('webhook.missing')
    events.record('webhook.removed', { webhookId: id }, actor.personId)
  })
}

/**
 * A new secret, shown this once. For a day messages are signed with the old one as well, so that the other side can change
 * over without losing any. Throws `permission.missing`, `webhook.missing`.
 */
export const renewWebhookSecret = (deps: WebhookDeps, actor: Actor, id: Id): Promise<NewWebhook> => {
  requireRole(actor, 'administrator')
  return deps.work.run(async (unit) => {
    const before = await require(unit, id)
    const { secret, sealed } = newWebhookSecret(deps.deviceKey)
    const oldUntil = toInstant(deps.clock.now().add({ hours: webhookLimits.oldSecretHours }))
    await unit.webhooks.change({
      ...{ ...before, sealed, oldSealed: before.sealed, oldUntil, version: before.version + 1 },
    })
    unit.events.record('webhook.secret-changed', { webhookId: id }, actor.personId)
    return { ...(await show(unit, id)), secret }
  })
}

/** Sends it a `webhook.test`, like any other message. Throws `permission.missing`, `webhook.missing`, `webhook.off`. */
export const testWebhook = (deps: WebhookDeps, actor: Actor, id: Id): Promise<WebhookDelivery> => {
  requireRole(actor, 'administrator')
  return deps.work.run(async (unit) => {
    const { enabled } = await require(unit, id)
    if (!enabled) throw new AppError('webhook.off')
    const now = deps.clock.now()
    const row = newDelivery(
      id,
      {
        ...{ id: newId(), type: 'webhook.test', version: webhookVersion, timestamp: toInstant(now) },
        ...{ actorPersonId: actor.personId, data: { webhookId: id } },
      },
      now,
      null,
    )
    await unit.webhooks.enqueue([row])
    unit.events.record('webhook.tested', { webhookId: id }, actor.personId)
    return presentDelivery(row)
  })
}

/** The log of one. Throws `permission.missing`, `webhook.missing`. */
export const listDeliveries = (
  { work }: WebhookDeps,
  actor: Actor,
  id: Id,
  query: WebhookDeliveriesQuery,
): Promise<Page<WebhookDelivery>> => {
  requireRole(actor, 'administrator')
  return work.read(async ({ webhooks }) => {
    if (!(await webhooks.find(id))) throw new AppError('webhook.missing')
    return webhooks.deliveries(id, query)
  })
}

/**
 * Sends a message again, under the same `webhook-id`, also one that has arrived: the other side may have lost it.
 * Throws `permission.missing`, `webhook.missing`, `webhook-delivery.missing`, `webhook.off`.
 */
export const deliverAgain = (
  deps: WebhookDeps,
  actor: Actor,
  webhookId: Id,
  deliveryId: Id,
): Promise<WebhookDelivery> => {
  requireRole(actor, 'administrator')
  return deps.work.run(async (unit) => {
    const { enabled } = await require(unit, webhookId)
    if (!(await unit.webhooks.findDelivery(webhookId, deliveryId)))
      throw new AppError('webhook-delivery.missing')
    if (!enabled) throw new AppError('webhook.off')
    const now = deps.clock.now()
    await unit.webhooks.askAgain(deliveryId, toInstant(now), giveUpAt(now))
    unit.events.record('webhook.asked-again', { webhookId, deliveryId }, actor.personId)
    const row = await unit.webhooks.findDelivery(webhookId, deliveryId)
    return presentDelivery(row!)
  })
}

/** A message to one webhook, due at once. `payload` is one of `webhookPayloads`. */
export function newDelivery(
  webhookId: Id,
  payload: {
    id: Id
    type: string
    timestamp: string
    version: number
    actorPersonId: Id | null
    data: object
  },
  now: Temporal.Instant,
  requestId: Id | null,
): WebhookDeliveryRow {
  const at = toInstant(now)
  return {
    ...{ id: newId(), webhookId, messageId: payload.id, type: payload.type, body: JSON.stringify(payload) },
    ...{ status: 'waiting', attempts: 0, dueAt: at, giveUpAt: giveUpAt(now), answered: null, error: null },
    ...{ requestId, createdAt: at, changedAt: at },
  }
}

const giveUpAt = (now: Temporal.Instant) => toInstant(now.add({ hours: webhookLimits.triedHours }))

async function require({ webhooks }: Pick<WebhookUnit, 'webhooks'>, id: Id): Promise<WebhookRow> {
  const row = await webhooks.find(id)
  if (!row) throw new AppError('webhook.missing')
  return row
}

async function show({ webhooks }: { webhooks: Pick<WebhookUnit['webhooks'], 'find' | 'states'> }, id: Id) {
  const row = await webhooks.find(id)
  if (!row) throw new AppError('webhook.missing')
  const [state] = await webhooks.states([id])
  return present(row, state)
}

/**
 * An address that is refused whatever its name leads to: not https (but for this machine itself, where that is allowed),
 * with a user in it, or an internal address as such. Where a name leads is looked at each time something is sent.
 */
function requireAddress({ mayBePlain, isRefused }: WebhookDeps, url: string): void {
  const { protocol, hostname, username, password, hash } = new URL(url)
  const plain = protocol === 'http:' && mayBePlain(hostname)
  if ((protocol !== 'https:' && !plain) || username || password || hash || isRefused(hostname))
    throw new AppError('webhook.address-refused')
}

const present = (row: WebhookRow, state?: WebhookState): Webhook => ({
  ...{ id: row.id, name: row.name, url: row.url, types: row.types, enabled: row.enabled },
  off: row.enabled || row.offAt === null ? null : { reason: row.offReason ?? 'by-hand', at: row.offAt },
  ...{ failingSince: row.failingSince, oldSecretUntil: row.oldUntil },
  ...{ waiting: state?.waiting ?? 0, last: state?.last ?? null },
  ...{ createdAt: row.createdAt, version: row.version },
})

export const presentDelivery = (row: WebhookDeliveryRow): WebhookDelivery => ({
  ...{ id: row.id, messageId: row.messageId, type: row.type, status: row.status, attempts: row.attempts },
  ...{ answered: row.answered, error: row.error, createdAt: row.createdAt, changedAt: row.changedAt },
  nextAt: row.status === 'waiting' ? row.dueAt : null,
})
