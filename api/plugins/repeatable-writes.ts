/**
 * `Idempotency-Key`: a write that may have to be sent twice, because its answer was lost, is done once. The first unit of
 * work of the request takes the key in the same commit (`api/db/work.ts`); here the same request sent again is answered
 * with what the first was answered. What was refused took no key and may be tried again.
 */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import type { Id } from '../../contract/values.ts'
import { AlreadyDone, type Claim, withinRequest } from '../request-context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    claim: Claim | null
  }
  interface FastifyContextConfig {
    /** What it answers holds a secret, which is not kept anywhere. */
    secret?: boolean
  }
}

/** What is known of a write that was done. `body` is null where the answer is not kept. */
export type Kept = { fingerprint: string; status: number; body: string | null; final: boolean }
export type KeptWrites = {
  find(personId: Id, key: string): Promise<Kept | null>
  /** Keeps what was really sent. */
  settle(personId: Id, key: string, answer: { status: number; body: string }): Promise<void>
}

export const idempotencyHeader = 'idempotency-key'
/** Printable, and long enough for any scheme of making keys. */
const Key = z.string().regex(/^[\x21-\x7e]{1,200}$/)

const isWrite = (method: string) => !['GET', 'HEAD', 'OPTIONS'].includes(method)

/** Call it before the routes are registered. */
export function repeatWrites(app: FastifyInstance, kept: KeptWrites | null): void {
  app.decorateRequest('claim', null)
  app.addHook('onRoute', (route) => {
    const { handler } = route
    route.handler = async function (request, reply) {
      const context = {
        requestId: request.id,
        personId: request.knownActor?.personId ?? null,
        address: request.ip,
        route: `${request.method} ${request.routeOptions.url}`,
        claim: kept && isWrite(request.method) ? claimOf(request, route) : null,
      }
      if (!kept || !context.claim) return withinRequest(context, () => handler.call(this, request, reply))
      request.claim = context.claim
      const before = await kept.find(context.claim.personId, context.claim.key)
      if (before) return repeat(request, reply, before)
      try {
        return await withinRequest(context, () => handler.call(this, request, reply))
      } catch (error) {
        if (!(error instanceof AlreadyDone)) throw error
        const done = await kept.find(context.claim.personId, context.claim.key)
        // It was there a moment ago: then its day ended just now.
        if (!done) throw new AppError('request.answer-lost')
        return repeat(request, reply, done)
      }
    }
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const { claim } = request
    if (!kept || !claim?.taken || claim.secret || reply.statusCode >= 300) return payload
    const answer = { status: reply.statusCode, body: typeof payload === 'string' ? payload : '' }
    // It is done, whatever becomes of this: what the use case answered is kept already.
    await kept
      .settle(claim.personId, claim.key, answer)
      .catch((err: unknown) =>
        request.log.warn({ err }, 'the answer to a write with a key could not be kept'),
      )
    return payload
  })
}

/** Null for a write without a key, and for a stranger's: there is no account to keep it for. */
function claimOf(request: FastifyRequest, route: RouteOptions): Claim | null {
  const given = request.headers[idempotencyHeader]
  const personId = request.knownActor?.personId
  if (given === undefined || personId === undefined) return null
  const key = Key.safeParse(given)
  if (!key.success)
    throw new AppError('request.invalid', { issues: [{ path: 'Idempotency-Key', rule: 'format' }] })
  const said = [
    request.method,
    request.url,
    JSON.stringify(request.body) ?? request.headers['content-length'],
  ]
  return {
    personId,
    key: key.data,
    fingerprint: createHash('sha256').update(said.join('\n')).digest('base64url'),
    status: successOf(route),
    secret: route.config?.secret === true,
    taken: false,
  }
}

/** The status that a route answers when all went well. */
const successOf = ({ schema }: RouteOptions): number =>
  Number(
    Object.keys((schema?.response as object | undefined) ?? { 200: true }).find((status) =>
      status.startsWith('2'),
    ) ?? 200,
  )

function repeat(request: FastifyRequest, reply: FastifyReply, before: Kept): FastifyReply {
  if (before.fingerprint !== request.claim?.fingerprint) throw new AppError('request.key-reused')
  request.claim = null
  void reply.code(before.status).header('idempotency-replayed', 'true')
  if (before.status === 204) return reply.send()
  if (before.body === null) throw new AppError('request.answer-lost')
  if (before.final)
    return reply
      .type('application/json; charset=utf-8')
      .serializer((body: unknown) => String(body))
      .send(before.body)
  // The process died between commit and answer: what the use case said is the answer, where it has that shape.
  const schema = (request.routeOptions.schema?.response as Record<string, unknown> | undefined)?.[
    before.status
  ]
  const answer = schema instanceof z.ZodType ? schema.safeParse(JSON.parse(before.body)) : null
  if (!answer?.success) throw new AppError('request.answer-lost')
  return reply.send(answer.data)
}
