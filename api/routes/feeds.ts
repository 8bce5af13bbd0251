import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AddFeed, Feed, NewFeed } from '../../contract/minutes.ts'
import { Id } from '../../contract/values.ts'
import type { FeedDeps } from '../../scheduler/feed-ports.ts'
import { addFeed, listFeeds, revokeFeed } from '../../scheduler/feeds.ts'
import { readFeed } from '../../scheduler/read-feed.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['feeds']

/** Calendars to subscribe to elsewhere. */
export const feedRoutes =
  (deps: FeedDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/feeds',
      {
        onRequest: [signedIn],
        schema: { tags, summary: 'My calendar feeds', response: { 200: z.array(Feed) } },
      },
      (request) => listFeeds(deps, request.actor),
    )

    app.post(
      '/api/feeds',
      {
        onRequest: [signedIn, limited('write')],
        config: { secret: true },
        schema: {
          tags,
          summary: 'A new calendar feed; its address is told this once',
          body: AddFeed,
          response: { 201: NewFeed },
        },
      },
      async (request, reply) => reply.code(201).send(await addFeed(deps, request.actor, request.body)),
    )

    app.delete(
      '/api/feeds/:id',
      {
        onRequest: [signedIn, limited('write')],
        schema: {
          tags,
          summary: 'Revoke a calendar feed',
          params: z.object({ id: Id }),
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        await revokeFeed(deps, request.actor, request.params.id)
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/calendar/:file',
      {
        onRequest: [limited('link')],
        config: { answers: 'text/calendar' },
        schema: {
          tags,
          security: [],
          summary: 'The calendar behind a feed’s address',
          params: z.object({ file: z.string().regex(/^[A-Za-z0-9_-]{43}\.ics$/) }),
        },
      },
      async (request, reply) => {
        const { calendar, etag } = await readFeed(deps, request.params.file.slice(0, -'.ics'.length))
        // A secret address: nobody in between may keep what it answers, and readers ask each time whether it changed.
        reply.header('cache-control', 'private, no-cache').header('etag', etag)
        if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
        return reply
          .type('text/calendar; charset=utf-8')
          .header('content-disposition', 'inline; filename="sfat.ics"')
          .send(calendar)
      },
    )
  }

/** RFC 9110 §13.1.2: a list of entity tags, or `*`; compared weakly. */
const matches = (header: string | undefined, etag: string): boolean => {
  const weak = (tag: string) => tag.trim().replace(/^W\//, '')
  return (
    header !== undefined && header.split(',').some((tag) => weak(tag) === '*' || weak(tag) === weak(etag))
  )
}
