import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id, pageOf } from '../../contract/values.ts'
import {
  AddWebhook,
  ChangeWebhook,
  NewWebhook,
  Webhook,
  WebhookDeliveriesQuery,
  WebhookDelivery,
} from '../../contract/webhooks.ts'
import {
  addWebhook,
  changeWebhook,
  deliverAgain,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  renewWebhookSecret,
  showWebhook,
  testWebhook,
  type WebhookDeps,
} from '../../identity/webhooks.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['webhooks']
const read = { onRequest: [signedIn] }
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })

/** For administrators: which other systems are told of what, and what became of each message. */
export const webhookRoutes =
  (deps: WebhookDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/webhooks',
      {
        ...read,
        schema: { tags, summary: 'All webhooks, and how each goes', response: { 200: z.array(Webhook) } },
      },
      (request) => listWebhooks(deps, request.actor),
    )

    app.post(
      '/api/webhooks',
      {
        ...write,
        config: { secret: true },
        schema: {
          tags,
          summary: 'A new webhook; its secret is told this once',
          body: AddWebhook,
          response: { 201: NewWebhook },
        },
      },
      async (request, reply) => reply.code(201).send(await addWebhook(deps, request.actor, request.body)),
    )

    app.get(
      '/api/webhooks/:id',
      {
        ...read,
        schema: { tags, summary: 'A webhook, and how it goes', params, response: { 200: Webhook } },
      },
      (request) => showWebhook(deps, request.actor, request.params.id),
    )

    app.put(
      '/api/webhooks/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Change a webhook, turn it on or off',
          params,
          body: ChangeWebhook,
          response: { 200: Webhook },
        },
      },
      (request) => changeWebhook(deps, request.actor, request.params.id, request.body),
    )

    app.delete(
      '/api/webhooks/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Delete a webhook with its log',
          params,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await removeWebhook(deps, request.actor, request.params.id)
        return reply.code(204).send()
      },
    )

    app.post(
      '/api/webhooks/:id/secret',
      {
        ...write,
        config: { secret: true },
        schema: {
          tags,
          summary: 'A new secret, told this once; the old one signs beside it for a day',
          params,
          response: { 200: NewWebhook },
        },
      },
      (request) => renewWebhookSecret(deps, request.actor, request.params.id),
    )

    app.post(
      '/api/webhooks/:id/test',
      {
        ...write,
        schema: {
          tags,
          summary: 'Send it a message that only tries it out',
          params,
          response: { 202: WebhookDelivery },
        },
      },
      async (request, reply) =>
        reply.code(202).send(await testWebhook(deps, request.actor, request.params.id)),
    )

    app.get(
      '/api/webhooks/:id/deliveries',
      {
        ...read,
        schema: {
          tags,
          summary: 'What was sent to it and what became of it, the newest first',
          params,
          querystring: WebhookDeliveriesQuery,
          response: { 200: pageOf(WebhookDelivery) },
        },
      },
      (request) => listDeliveries(deps, request.actor, request.params.id, request.query),
    )

    app.post(
      '/api/webhooks/:id/deliveries/:deliveryId/again',
      {
        ...write,
        schema: {
          tags,
          summary: 'Send a message again, under the same webhook-id',
          params: params.extend({ deliveryId: Id }),
          response: { 202: WebhookDelivery },
        },
      },
      async (request, reply) =>
        reply
          .code(202)
          .send(await deliverAgain(deps, request.actor, request.params.id, request.params.deliveryId)),
    )
  }
