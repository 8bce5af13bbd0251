/**
 * Entity tags (RFC 9110 §8.8.3, §13). What is read carries an `ETag`, and asked again with `If-None-Match` it is sent only
 * when it has changed. What is changed may name the tag that it was read under in `If-Match`: the version in it stands for
 * the body's `version`, and a stale one is answered 412 instead of 409. A tag is the version, where there is one, and a
 * hash of what was sent: answers that come in change what is read, and not the version that a change is made on.
 */
import { hash } from 'node:crypto'
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

  app.addHook('preValidation', (request, _reply, done) => {
    if (request.headers['if-match'] !== undefined && request.method !== 'GET')
      holdToTag(request, request.headers['if-match'])
    done()
  })

  app.addHook('preSerialization', (request, _reply, payload, done) => {
    const versioned = Versioned.safeParse(payload)
    request.answeredVersion = versioned.success ? versioned.data.version : null
    done(null, payload)
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    done(
      null,
      isJson(payload, reply) && request.url.startsWith('/api/') ? tagged(request, reply, payload) : payload,
    )
  })
}

/** Has a change be made on the version that `If-Match` names, or refuses it. */
function holdToTag(request: FastifyRequest, given: string): void {
  if (given.trim() === '*') return
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
}

/** Adds the tag; answers with what is sent, which is nothing where the asker has it already. */
function tagged(request: FastifyRequest, reply: FastifyReply, payload: string | Buffer): string | Buffer {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (reply.statusCode >= 300 || (!reads && request.answeredVersion === null)) return payload
  // What is given again brings its tag along.
  const tag = reply.getHeader('etag') ?? tagOf(request.answeredVersion, payload)
  void reply.header('etag', tag)
  if (!reads) return payload
  if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache')
  if (!isAmong(request.headers['if-none-match'], String(tag))) return payload
  void reply.code(304).removeHeader('content-type').removeHeader('content-length')
  return ''
}

/** As text, or as the bytes that are given again. */
const isJson = (payload: unknown, reply: FastifyReply): payload is string | Buffer =>
  (typeof payload === 'string' || Buffer.isBuffer(payload)) &&
  String(reply.getHeader('content-type')).startsWith('application/json')

function tagOf(version: number | null, payload: string | Buffer): string {
  const digest = hash('sha256', payload, 'base64url').slice(0, 16)
  return `"${version === null ? digest : `${version}-${digest}`}"`
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
