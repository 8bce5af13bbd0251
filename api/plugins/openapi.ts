/**
 * The API's description, made from the same schemas that parse its requests: OpenAPI 3.1 at `/api/openapi.json`, and the
 * same to read at `/api/docs`.
 */
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import * as audit from '../../contract/audit.ts'
import * as administration from '../../contract/administration.ts'
import * as conference from '../../contract/conference.ts'
import * as groups from '../../contract/groups.ts'
import * as identity from '../../contract/identity.ts'
import * as minutes from '../../contract/minutes.ts'
import * as scheduling from '../../contract/scheduling.ts'
import * as tokens from '../../contract/tokens.ts'
import * as tracking from '../../contract/tracking.ts'
import * as webhooks from '../../contract/webhooks.ts'
import * as wireErrors from '../../contract/wire-error.ts'
import { tokenPrefix } from '../../identity/tokens.ts'
import { apiPage, apiStyle } from './api-page.ts'
import { describeOperations, type Document, type RouteFacts } from './describe-operations.ts'
import { describeWebhooks, webhookSchemaName } from './describe-webhooks.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route as it was registered, described or not: `GET /api/meetings/:id`. */
    readonly routeNames: readonly string[]
  }
  interface FastifyContextConfig {
    /** The media type of what a route answers, where that is not JSON. */
    answers?: string
    /** The media type of what it takes, where that is not JSON. */
    takes?: string
  }
}

/** `sessionCookie` is what the cookie of this installation is called. */
export type OpenApiOptions = { version: string; url: string; sessionCookie: string }

const tags = {
  session: 'Signing in and out.',
  tokens: 'Personal access tokens: how programs act for a person.',
  me: 'My own profile, password and signed-in browsers.',
  people: 'People, with or without an account.',
  organisations: 'The institutions that people come from.',
  rooms: 'Rooms, and when they are free.',
  meetings: 'Meetings, their attendees and their conference.',
  guest: 'What a guest link opens, without an account.',
  invitations: 'Answers to invitations, and how far they got.',
  groups: 'Working groups, their mandates, and convening them.',
  agenda: 'Agendas and their documents.',
  minutes: 'Minutes, from draft to published.',
  feeds: 'Calendars to subscribe to elsewhere.',
  projects: 'Projects with their health.',
  milestones: 'Milestones: baseline, forecasts, actual.',
  actions: 'What somebody has to do by a day.',
  reports: 'Monitoring reports.',
  audit: 'Who did what, for administrators.',
  webhooks:
    'How other systems are told of what happens, for administrators; what they are sent is further below.',
  administration: 'Mail, events and jobs, for administrators.',
  description: 'This description.',
  health: 'Whether the process lives and can work.',
}

const description = `Everything that the pages of Sfat do, they do through these operations.

A program brings a personal access token in \`Authorization: Bearer\`, made on the account page for the areas and the time
that it needs. What is about passwords, sessions and tokens is for browsers alone: sign in with \`POST /api/session\`, keep
the cookie, and send the product's own origin in \`Origin\` with every write.

Errors are problem details (RFC 9457): \`code\` is stable and for programs, \`title\` and \`detail\` are for people, in the
language of the account or of \`Accept-Language\`. Each operation says under its answers which codes it may give, and in
\`x-error-codes\` for programs. What you may not know of answers 404.

Other systems are told of what happens by webhooks: signed requests, as the [Standard Webhooks](https://www.standardwebhooks.com)
specification says. Each type of message is described under \`webhooks\`.

Times are instants in UTC with milliseconds, or wall-clock times beside a time zone. Days are \`YYYY-MM-DD\`.

Lists come in pages: \`limit\` is the size, \`next\` in the answer is the \`cursor\` of the page that follows, or null at the end.
A page may be shorter than asked for. \`sort\` names the field of the rows that they are in order by, \`-\` before it from the end
(\`sort=-startsAt\`); a cursor goes on in the order that it was made in, and in no other (\`request.other-order\`).

A change names the \`version\` that it was made on, in its body or as the \`ETag\` in \`If-Match\`; \`row.changed\` (409, or 412
with \`If-Match\`) means that somebody else was faster. What is read carries an \`ETag\`; asked again with \`If-None-Match\` it
answers 304 when nothing has changed.

A write with an \`Idempotency-Key\` is done once within 24 hours, however often it is sent: the same write under the same key
is answered as the first was, with \`Idempotency-Replayed: true\`. Another write under that key is refused. Answers that hold
a secret (a link, a token) are not kept: \`request.answer-lost\` says that it was done.`

/** Call it before the routes are registered: it sees those that follow. */
export async function describeApi(
  app: FastifyInstance,
  { version, url, sessionCookie }: OpenApiOptions,
): Promise<void> {
  const routeNames: string[] = []
  const facts = new Map<string, RouteFacts>()
  app.decorate('routeNames', routeNames)
  app.addHook('onRoute', ({ method, url: path, config, schema }) => {
    const versioned = schema?.body instanceof z.ZodObject && 'version' in schema.body.shape
    for (const each of [method].flat()) {
      if (each !== 'HEAD') routeNames.push(`${each} ${path}`)
      facts.set(`${each} ${path.replace(/:(\w+)/g, '{$1}')}`, { ...config, versioned })
    }
  })
  const named = namedSchemas()
  const transformObject = createJsonSchemaTransformObject({ schemaRegistry: named })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Sfat',
        version,
        description,
        license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
      },
      servers: [{ url }],
      tags: Object.entries(tags).map(([name, words]) => ({ name, description: words })),
      components: {
        securitySchemes: {
          session: {
            ...{ type: 'apiKey', in: 'cookie', name: sessionCookie },
            description: 'The cookie of a signed-in browser; writes also name our origin in `Origin`.',
          },
          token: {
            ...{ type: 'http', scheme: 'bearer', bearerFormat: `${tokenPrefix}…` },
            description:
              'A personal access token with the scope of the operation’s area: `meetings:read`, `meetings:write`.',
          },
        },
      },
      security: [{ session: [] }, { token: [] }],
    },
    transform: createJsonSchemaTransform({ schemaRegistry: named }),
    transformObject: (parts) => {
      const document = transformObject(parts)
      if ('openapi' in document)
        describeOperations(
          describeWebhooks(document as unknown as Document),
          (method, path) => facts.get(`${method} ${path}`) ?? {},
        )
      return document
    },
  })

  // Made when somebody first asks: it costs more than a start should.
  let text: string | undefined
  let page: string | undefined
  const documentText = () => (text ??= JSON.stringify(app.swagger()))
  const about = (summary: string) => ({ tags: ['description'], summary, security: [] })
  app.get(
    '/api/openapi.json',
    {
      schema: about('The description of every operation, as OpenAPI 3.1'),
      config: { answers: 'application/json' },
    },
    (_request, reply) =>
      reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(documentText()),
  )
  app.get(
    '/api/docs',
    { schema: about('The same to read'), config: { answers: 'text/html' } },
    (_request, reply) => {
      page ??= apiPage(JSON.parse(documentText()) as Document)
      return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
    },
  )
  app.get(
    '/api/docs.css',
    { schema: about('How that page looks'), config: { answers: 'text/css' } },
    (_request, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(apiStyle),
  )
}

/** The contract's schemas under the names they have there, so that the description refers to them by name. */
function namedSchemas() {
  const registry = z.registry<{ id: string }>()
  const all = {
    ...{
      ...wireErrors,
      ...identity,
      ...scheduling,
      ...groups,
      ...minutes,
      ...tracking,
      ...administration,
      ...audit,
      ...tokens,
      ...webhooks,
    },
    ...{ JoinAnswer: conference.JoinAnswer, AskJoin: conference.AskJoin },
    AskGuestJoin: conference.AskGuestJoin,
    ...Object.fromEntries(
      Object.entries(webhooks.webhookPayloads).map(([type, payload]) => [webhookSchemaName(type), payload]),
    ),
  }
  for (const [id, value] of Object.entries(all))
    // A query is written out where it is used: OpenAPI lists its fields as parameters.
    if (value instanceof z.ZodObject && !id.endsWith('Query')) registry.add(value, { id })
  return registry
}
