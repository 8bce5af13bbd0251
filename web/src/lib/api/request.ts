/**
 * The one way to the server: JSON over fetch with the session cookie. Types come from `contract/`; what the server
 * refuses arrives as an `AppError` of the contract, so that callers can react to exactly that (`isError`).
 */
import { erasedName, nameForReader, nameForRecord } from '#contract/erased.ts'
import { AppError, type ErrorCode, type ParamsOf } from '#contract/errors.ts'
import { preferences } from '#lib/preferences/preferences.svelte.ts'
import { connection } from './connection.svelte.ts'
import { bringErrorWords, bringWireErrors } from './error-words.svelte.ts'

export type Query = Record<string, string | number | boolean | undefined>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Called when the server says that nobody is signed in (any more); the session sends the person to sign in. */
let onSignedOut: (() => void) | undefined
export const whenSignedOut = (tell: () => void): void => {
  onSignedOut = tell
}

/** `path` with the query that is defined; `undefined` values are left out. */
export function address(path: string, query: Query = {}): string {
  const asked = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString()
  return asked ? `${path}?${asked}` : path
}

/**
 * Asks and awaits the answer. Throws `AppError`: the server's own code, or `server.unreachable` when there was no answer,
 * or `server.failed` when the answer made no sense. An aborted `signal` throws its own `AbortError`.
 */
export async function request<Answer>(
  method: Method,
  path: string,
  options: { query?: Query; body?: unknown; signal?: AbortSignal } = {},
): Promise<Answer> {
  const response = await reach(method, address(path, options.query), options)
  if (response.ok) return (response.status === 204 ? undefined : await answerOf(response)) as Answer
  const [error] = await Promise.all([refusalOf(response), bringErrorWords()])
  if (error.code === 'session.required') onSignedOut?.()
  throw error
}

/** An answer of `null` travels as an empty body. */
async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return null
  // Seldom, and then only: to look at each value takes longer than to read them all.
  return text.includes(erasedName) ? JSON.parse(text, eachText(nameForReader)) : JSON.parse(text)
}

/** For JSON on its way in or out: whoever was erased has a name in the reader's language, and one in the records. */
const eachText =
  (translate: typeof nameForReader) =>
  (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? translate(value, preferences.locale) : value

async function reach(
  method: Method,
  url: string,
  options: { body?: unknown; signal?: AbortSignal },
): Promise<Response> {
  try {
    const response = await fetch(url, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body, eachText(nameForRecord)) }),
      ...(options.signal && { signal: options.signal }),
    })
    connection.reached()
    return response
  } catch (error) {
    if (options.signal?.aborted) throw error
    connection.lost()
    await bringErrorWords()
    throw new AppError('server.unreachable')
  }
}

const refusalOf = async (response: Response): Promise<AppError> =>
  readRefusal(await response.json().catch(() => undefined), response.status)

/** RFC 9457 problem document → the contract's error. A proxy's own error page becomes `server.failed` or `server.busy`. */
export const readRefusal = async (problem: unknown, status: number): Promise<AppError> =>
  (await readWireError(problem)) ??
  new AppError([502, 503, 504].includes(status) ? 'server.busy' : 'server.failed')

/** The contract's error that travelled as this or in it; null when none did, or what reads it cannot be had. */
export async function readWireError(value: unknown): Promise<AppError | null> {
  const wire = (await bringWireErrors())?.WireError.safeParse(value)
  return wire?.success ? wireError(wire.data.code, wire.data.params) : null
}

/** An error as it travelled (problem document, socket acknowledgement) → the contract's error. */
export function wireError(code: ErrorCode, params: Record<string, unknown>): AppError {
  // The server is the only writer of both and keeps them together; see `ParamsOf` in the contract.
  const make = AppError as new (code: ErrorCode, params: ParamsOf<ErrorCode>) => AppError
  return new make(code, params as ParamsOf<ErrorCode>)
}
