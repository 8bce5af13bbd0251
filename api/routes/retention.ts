import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  ChangeRetention,
  Retention,
  RetentionForecast,
  RetentionPreviewQuery,
} from '../../contract/retention.ts'
import {
  changeRetention,
  previewRetention,
  type RetentionDeps,
  showRetention,
} from '../../identity/retention.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['administration']

/** How long what is kept, for administrators. */
export const retentionRoutes =
  (deps: RetentionDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/retention',
      {
        onRequest: [signedIn],
        schema: { tags, summary: 'How long each kind of data is kept', response: { 200: Retention } },
      },
      (request) => showRetention(deps, request.actor),
    )

    app.put(
      '/api/retention',
      {
        onRequest: [signedIn, limited('write')],
        schema: {
          tags,
          summary: 'Say how long each kind of data is kept, in months; null is for ever',
          body: ChangeRetention,
          response: { 200: Retention },
        },
      },
      (request) => changeRetention(deps, request.actor, request.body),
    )

    app.get(
      '/api/retention/preview',
      {
        onRequest: [signedIn],
        schema: {
          tags,
          summary: 'What would go if the rules, or those that are asked about, were carried out now',
          querystring: RetentionPreviewQuery,
          response: { 200: z.array(RetentionForecast) },
        },
      },
      (request) => previewRetention(deps, request.actor, request.query),
    )
  }
