import type { Page } from '#contract/values.ts'
import type { AddWebhook, ChangeWebhook, NewWebhook, Webhook, WebhookDelivery } from '#contract/webhooks.ts'
import { request, type Query } from './request.ts'

const one = (id: string) => `/api/webhooks/${id}`

export const listWebhooks = (signal?: AbortSignal) =>
  request<Webhook[]>('GET', '/api/webhooks', signal && { signal })
export const getWebhook = (id: string, signal?: AbortSignal) =>
  request<Webhook>('GET', one(id), signal && { signal })
/** The secret is told this once. */
export const addWebhook = (body: AddWebhook) => request<NewWebhook>('POST', '/api/webhooks', { body })
export const changeWebhook = (id: string, body: ChangeWebhook) => request<Webhook>('PUT', one(id), { body })
export const removeWebhook = (id: string) => request<void>('DELETE', one(id))
/** The new secret is told this once. */
export const renewSecret = (id: string) => request<NewWebhook>('POST', `${one(id)}/secret`)
export const testWebhook = (id: string) => request<WebhookDelivery>('POST', `${one(id)}/test`)
export const listDeliveries = (id: string, query: Query, signal?: AbortSignal) =>
  request<Page<WebhookDelivery>>('GET', `${one(id)}/deliveries`, { query, ...(signal && { signal }) })
export const deliverAgain = (id: string, deliveryId: string) =>
  request<WebhookDelivery>('POST', `${one(id)}/deliveries/${deliveryId}/again`)
