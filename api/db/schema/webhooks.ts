import { EntitySchema } from 'typeorm'
import type { WebhookDeliveryRow, WebhookRow } from '../../../identity/webhook-ports.ts'
import { bool, id, instant, integer, json, key, nullable, text } from '../columns.ts'

export const webhookSchema = new EntitySchema<WebhookRow>({
  name: 'webhook',
  columns: {
    id: key,
    name: text,
    url: text,
    types: json,
    enabled: bool,
    offReason: nullable(text),
    offAt: nullable(instant),
    failingSince: nullable(instant),
    sealed: text,
    oldSealed: nullable(text),
    oldUntil: nullable(instant),
    createdAt: instant,
    version: integer,
  },
})

export const webhookDeliverySchema = new EntitySchema<WebhookDeliveryRow>({
  name: 'webhook_delivery',
  columns: {
    id: key,
    webhookId: id,
    messageId: id,
    type: text,
    body: text,
    status: text,
    attempts: integer,
    dueAt: nullable(instant),
    giveUpAt: instant,
    answered: nullable(integer),
    error: nullable(text),
    requestId: nullable(id),
    createdAt: instant,
    changedAt: instant,
  },
})
