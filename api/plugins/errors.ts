/**
 * Every error leaves here: as RFC 9457 problem details, in the reader's language, with the status of its kind. What is
 * not an `AppError` is a defect: it is logged with the request's id and answered without a detail.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorWords } from '../../contract/error-words.ts'
import { AppError, type ErrorKind, isError, isUnsaveable } from '../../contract/errors.ts'
import { fieldIssues, type Problem } from '../../contract/wire-error.ts'
import { pressureLimits } from '../../contract/limits.ts'
import type { Locale } from '../../contract/values.ts'
import { isStale } from './preconditions.ts'
import type { z } from 'zod'

/** Kind → HTTP status: the only place. */
export const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  limited: 429,
  internal: 500,
  unavailable: 503,
}

export type ErrorOptions = { defaultLocale: Locale }

/** Answers what is thrown anywhere in `app`. */
export function answerErrors(app: FastifyInstance, options: ErrorOptions): void {
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, options))
}

/** Also for errors that Fastify meets before it has found a route. */
export function sendError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { defaultLocale }: ErrorOptions,
): FastifyReply {
  const error = asAppError(thrown, request)
  if (error.kind === 'internal' || isUnsaveable(error))
    request.log.error({ err: thrown, route: request.routeOptions.url }, 'a request failed')
  // RFC 9110 §15.5.13: the sender has said what it was made on, and that is no longer so.
  const status = isStale(request, error) ? 412 : statusOf[error.kind]
  const { title, detail } = errorWords(localeOf(request, defaultLocale), error.code, error.params)
  const problem: Problem = {
    type: `urn:sfat:error:${error.code}`,
    title,
    status,
    detail,
    instance: `urn:sfat:request:${request.id}`,
    code: error.code,
    params: error.params,
  }
  if (isError(error, 'request.limited'))
    void reply.header('retry-after', Math.ceil(error.params.retryAfterSeconds))
  else if (error.kind === 'unavailable') void reply.header('retry-after', pressureLimits.retryAfterSeconds)
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem)
}

/** Parses what comes in with the contract's schemas; the error names each field. */
export const validatorCompiler =
  ({ schema }: { schema: z.ZodType }) =>
  (data: unknown) => {
    // The input is needed to tell a missing field from one of the wrong type; it does not leave this function.
    const result = schema.safeParse(data, { reportInput: true })
    return result.success
      ? { value: result.data }
      : { error: new AppError('request.invalid', { issues: fieldIssues(result.error) }) }
  }

function asAppError(error: unknown, request: FastifyRequest): AppError {
  if (error instanceof AppError) return error
  const { code = '', statusCode = 500 } = (error ?? {}) as Partial<FastifyError>
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('request.too-large', { limitBytes: request.routeOptions.bodyLimit })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError('request.unsupported-type')
    case 'FST_ERR_NOT_FOUND':
      return new AppError('request.no-such-page')
    case 'ENOSPC':
      return new AppError('server.storage-full')
    case 'FST_ERR_HANDLER_TIMEOUT':
      return new AppError('server.busy')
  }
  // Whatever else Fastify blames on the request: JSON that does not parse, a length that lies, a broken address.
  const blamed = error instanceof Error && statusCode >= 400 && statusCode < 500
  return new AppError(blamed ? 'request.malformed' : 'server.failed')
}

/** The language of whoever asks: their own when signed in, else what the browser prefers (RFC 9110 §12.5.4). */
export function localeOf(request: FastifyRequest, fallback: Locale): Locale {
  const known = request.knownActor?.locale
  if (known) return known
  const wanted = (request.headers['accept-language'] ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean)
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ language, quality }) => (language === 'ro' || language === 'en') && quality > 0)
    .sort((a, b) => b.quality - a.quality)[0]?.language
  return wanted === 'ro' || wanted === 'en' ? wanted : fallback
}
