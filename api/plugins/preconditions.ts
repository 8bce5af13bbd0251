/**
 * Entity tags (RFC 9110 §8.8.3, §13). What is read carries an `ETag`, and asked again with `If-None-Match` it is sent only
 * when it has changed. What is changed may name the tag that it was read under in `If-Match`: the version in it stands for
 * the body's `version`, and a stale one is answered 412 instead of 409. A tag is the version, where there is one, and a
 * hash of what was sent: answers that come in change what is read, and not the version that a change is made on.
 */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The version of what is answered, where it is one thing that has a version. */
    answeredVersion: number | null
  }
}

const Versioned = z.looseObject({ version: z.int() })

/** Call it before the routes are registered. */
export function keepPreconditions(app: FastifyInstance): void {
  app.decorateRequest('answeredVersion', null)

  app.addHook('preValidation', async (request) => {
    const given = request.headers['if-match']
    if (given === undefined || request.method === 'GET' || given.trim() === '*') return
    const schema = request.routeOptions.schema?.body
    if (!(schema instanceof z.ZodObject) || !('version' in schema.shape))
      throw new AppError('request.invalid', { issues: [{ path: 'If-Match', rule: 'unknown' }] })
    const versions = given.split(',').map(versionIn)
    const body = z.looseObject({}).safeParse(request.body)
    // What is no object is for the route's own schema to refuse.
    if (!body.success) return
    const [only = null] = versions
    if (body.data['version'] === undefined && versions.length === 1 && only !== null)
      request.body = { ...body.data, version: only }
    else if (!versions.some((version) => version !== null && version === body.data['version']))
      throw new AppError('row.changed')
  })

  app.addHook('preSerialization', async (request, _reply, payload) => {
    const versioned = Versioned.safeParse(payload)
    request.answeredVersion = versioned.success ? versioned.data.version : null
    return payload
  })

  app.addHook('onSend', async (request, reply, payload) => {
    if (!request.url.startsWith('/api/') || reply.statusCode >= 300 || !isJson(payload, reply)) return payload
    const reads = request.method === 'GET'
    if ((!reads && request.answeredVersion === null) || reply.hasHeader('etag')) return payload
    const hash = hashOf(payload)
    const tag = `"${request.answeredVersion === null ? hash : `${request.answeredVersion}-${hash}`}"`
    void reply.header('etag', tag)
    if (!reads) return payload
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache')
    if (!isAmong(request.headers['if-none-match'], tag)) return payload
    void reply.code(304).removeHeader('content-type').removeHeader('content-length')
    return ''
  })
}

const isJson = (payload: unknown, reply: FastifyReply): payload is string | Buffer =>
  (typeof payload === 'string' || payload instanceof Buffer) &&
  String(reply.getHeader('content-type')).startsWith('application/json')

/** Answers that are given again are the same bytes, which are hashed once. */
const hashes = new WeakMap<Buffer, string>()

function hashOf(payload: string | Buffer): string {
  const known = typeof payload === 'string' ? undefined : hashes.get(payload)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(payload).digest('base64url').slice(0, 16)
  if (typeof payload !== 'string') hashes.set(payload, hash)
  return hash
}

/** Whether a change was refused because it was made on what is no longer so, and was sent with `If-Match`. */
export const isStale = (request: FastifyRequest, error: AppError): boolean =>
  error.code === 'row.changed' && request.headers['if-match'] !== undefined

/** The version in a tag of ours. A weak one never matches here (§13.1.1). */
const versionIn = (tag: string): number | null => {
  const [, version] = /^"(\d{1,9})-[\w-]+"$/.exec(tag.trim()) ?? []
  return version === undefined ? null : Number(version)
}

/** §13.1.2: a list of tags, or `*`; compared weakly. */
const isAmong = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  header.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === tag)
