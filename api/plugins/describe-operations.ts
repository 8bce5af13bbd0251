/**
 * What the description says of every operation, besides what its own schemas say: a name, what it answers when it works,
 * and every error that it may answer instead, by status and code.
 */
import { errorWords } from '../../contract/error-words.ts'
import { type ErrorCode, type ErrorKind, errorKinds, type ErrorParams } from '../../contract/errors.ts'
import { errorCodes } from './error-codes.ts'
import { statusOf } from './errors.ts'

/** As much of OpenAPI 3.1 as is written here. */
export type Schema = { [key: string]: unknown }
export type Media = { schema?: Schema }
export type Response = {
  description: string
  content?: Record<string, Media>
  headers?: Record<string, { description: string; schema: Schema }>
}
export type Parameter = {
  name: string
  in: string
  required?: boolean
  description?: string
  schema?: Schema
}
export type Operation = {
  operationId?: string
  summary?: string
  tags?: string[]
  security?: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Record<string, Media> }
  responses: Record<string, Response | { $ref: string; description?: string }>
  /** Every code that an error may have, by status. */
  'x-error-codes'?: Record<string, ErrorCode[]>
}
export type Document = {
  openapi: string
  info: { title: string; version: string; description: string }
  tags?: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  /** What the product itself sends, by type. */
  webhooks?: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; responses?: Record<string, Response> }
}

/** What a route says of itself beyond its schemas: the types of what it answers and takes, where that is not JSON. */
export type RouteFacts = {
  answers?: string | undefined
  takes?: string | undefined
  /** Whether its body names the version that it was made on. */
  versioned?: boolean
}

const good: Readonly<Record<string, string>> = {
  200: 'Done; this is how it is now.',
  201: 'Added; this is it.',
  202: 'Taken on; it is done in a moment.',
  204: 'Done.',
  302: 'The browser goes on at `Location`; what went wrong is told there.',
}

const componentOf = (kind: ErrorKind): string =>
  kind
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

/** Completes the document that the routes' schemas make. `factsOf` finds what a route says of its types. */
export function describeOperations(
  document: Document,
  factsOf: (method: string, path: string) => RouteFacts,
): Document {
  for (const [path, operations] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(operations))
      describe(operation, method.toUpperCase(), path, factsOf(method.toUpperCase(), path))
  document.components.responses = {
    ...Object.fromEntries(
      (Object.keys(statusOf) as ErrorKind[]).map((kind) => [componentOf(kind), problemOf(kind)]),
    ),
    Stale: {
      description: 'What was sent in `If-Match` is no longer so: `row.changed`. Read it again.',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  }
  keepTheUsed(document)
  return document
}

function describe(operation: Operation, method: string, path: string, facts: RouteFacts): void {
  const { answers, takes, versioned = false } = facts
  operation.operationId = [
    method.toLowerCase(),
    ...path.split(/\W+/).filter((part) => part !== 'api' && part),
  ].join('-')
  if (takes !== undefined)
    operation.requestBody = {
      required: true,
      content: {
        [takes]: {
          schema: {
            type: 'object',
            properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } },
            required: ['file'],
          },
        },
      },
    }
  for (const [status, response] of Object.entries(operation.responses)) {
    if ('$ref' in response) continue
    response.description =
      good[status] ?? (status === '503' ? 'It cannot, and says what is missing.' : status)
    if (answers !== undefined && status === '200') response.content = { [answers]: {} }
  }
  const { default: _, ...kept } = operation.responses
  operation.responses = kept
  operation['x-error-codes'] = {}
  for (const [kind, codes] of Map.groupBy(codesOf(operation, method, path), (code) => errorKinds[code]))
    addErrors(operation, String(statusOf[kind]), componentOf(kind), codes)
  addHeaders(operation, method, path, versioned)
}

const notModified: Response = { description: 'It is as it was under that tag.' }
const header = (name: string, description: string): Parameter => ({
  ...{ name, in: 'header', required: false, description },
  schema: { type: 'string', maxLength: 200 },
})

/** What every read and every write understands in its headers. */
function addHeaders(operation: Operation, method: string, path: string, versioned: boolean): void {
  if (path.startsWith('/calendar/')) operation.responses['304'] = notModified
  if (!path.startsWith('/api/')) return
  const parameters = (operation.parameters ??= [])
  const ok = operation.responses['200']
  if (method === 'GET') {
    if (!ok || '$ref' in ok || !ok.content?.['application/json']) return
    ok.headers = { ETag: { description: 'What this was read as', schema: { type: 'string' } } }
    operation.responses['304'] = notModified
    parameters.push(header('If-None-Match', 'The `ETag` of an earlier answer: 304 when nothing has changed.'))
    return
  }
  if (operation.security?.length !== 0)
    parameters.push(
      header('Idempotency-Key', 'Any key of 1 to 200 signs: the same write sent again with it is done once.'),
    )
  if (!versioned) return
  parameters.push(
    header('If-Match', 'The `ETag` it was read under, instead of the body’s `version`: 412 when stale.'),
  )
  addErrors(operation, '412', 'Stale', ['row.changed'])
}

/** An answer of the kind, with the codes that this operation has of it. */
function addErrors(operation: Operation, status: string, component: string, codes: ErrorCode[]): void {
  const sorted = codes.toSorted()
  const description = sorted.map((code) => `\`${code}\``).join(', ')
  operation.responses[status] ??= { $ref: `#/components/responses/${component}`, description }
  if ('$ref' in operation.responses[status]) operation['x-error-codes']![status] = sorted
}

/**
 * Every error that an operation may answer: those that its own code throws (`error-codes.ts`), and those that it shares with
 * others like it. A test holds every answer that it sees against this.
 */
function codesOf(operation: Operation, method: string, path: string): ErrorCode[] {
  const own = errorCodes[`${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`] ?? ''
  const open = operation.security?.length === 0
  const writes = method !== 'GET'
  const parameters = operation.parameters ?? []
  const inPath = parameters.some((parameter) => parameter.in === 'path')
  const within = path.startsWith('/api/') || path.startsWith('/calendar/')
  return [
    ...new Set<ErrorCode>([
      ...(own.split(' ').filter(Boolean) as ErrorCode[]),
      'server.failed',
      ...(within
        ? (['server.busy', 'server.stopping', 'server.storage-full', 'request.limited'] as const)
        : []),
      ...(within && (parameters.length > 0 || writes)
        ? (['request.invalid', 'request.malformed'] as const)
        : []),
      ...(inPath ? (['request.no-such-page'] as const) : []),
      ...(writes ? (['request.cross-origin', 'request.too-large', 'request.unsupported-type'] as const) : []),
      // A program that brings a token is asked for it everywhere; what is sent with a key is known by it.
      ...(writes && !open ? (['request.key-reused', 'request.answer-lost'] as const) : []),
    ]),
  ]
}

const term = { from: '2026-01-01', until: null }

/** What the words of an error need; one that needs something new has its line here, or does not compile. */
const examples: { readonly [C in keyof ErrorParams]: ErrorParams[C] } = {
  'request.invalid': { issues: [] },
  'request.too-large': { limitBytes: 262_144 },
  'request.limited': { retryAfterSeconds: 60 },
  'token.scope-missing': { scope: 'meetings:read' },
  'account.weak-password': { minLength: 12 },
  'room.taken': {
    clash: {
      ...{ meetingId: null, title: null, roomName: 'Sala Unirii', zone: 'Europe/Bucharest' },
      ...{ startsAt: '2026-11-24T08:00:00.000Z', endsAt: '2026-11-24T09:00:00.000Z' },
    },
  },
  'meeting.not-open-yet': { opensAt: '2026-11-24T08:00:00.000Z', zone: 'Europe/Bucharest' },
  'mandate.overlaps': { personName: 'Ana Pop', organisation: 'MEC', kind: 'titular', ...term },
  'mandate.outside': term,
  'convocation.short-notice': { neededDays: 3, unit: 'working', latestSendDay: '2026-11-24' },
  'agenda.longer-than-meeting': { agendaMinutes: 90, meetingMinutes: 60 },
  'minutes.conflict': { current: '', version: 2 },
  'conference.full': { limit: 100 },
}
const exampleOf = (code: ErrorCode): Record<string, unknown> =>
  code in examples ? examples[code as keyof ErrorParams] : {}

function problemOf(kind: ErrorKind): Response {
  const codes = (Object.keys(errorKinds) as ErrorCode[]).filter((code) => errorKinds[code] === kind)
  const words = codes.map((code) => `- \`${code}\`: ${errorWords('en', code, exampleOf(code)).title}`)
  return {
    description: words.join('\n'),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { properties: { status: { const: statusOf[kind] }, code: { enum: codes } } },
          ],
        },
      },
    },
    ...(kind === 'limited' || kind === 'unavailable'
      ? { headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } } }
      : {}),
  }
}

const prefix = '#/components/schemas/'

/**
 * Every shape is described twice, as it is sent and as it is answered. What nothing refers to goes; what is only ever sent
 * takes the contract's own name.
 */
function keepTheUsed({ paths, webhooks, components }: Document): void {
  const { schemas, responses } = components
  const used = new Set<string>()
  const look = (from: unknown): void => {
    for (const name of referred(from)) {
      if (used.has(name)) continue
      used.add(name)
      look(schemas[name])
    }
  }
  look([paths, webhooks, responses])
  const named = (name: string) =>
    name.endsWith('Input') && !used.has(name.slice(0, -5)) ? name.slice(0, -5) : name
  rename([paths, webhooks, schemas, responses], named)
  components.schemas = Object.fromEntries(
    [...used].toSorted().flatMap((name) => (schemas[name] ? [[named(name), schemas[name]]] : [])),
  )
}

function referred(from: unknown): string[] {
  if (typeof from !== 'object' || from === null) return []
  return Object.entries(from).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' && value.startsWith(prefix)
      ? [value.slice(prefix.length)]
      : referred(value),
  )
}

function rename(within: unknown, named: (name: string) => string): void {
  if (typeof within !== 'object' || within === null) return
  for (const [key, value] of Object.entries(within))
    if (key === '$ref' && typeof value === 'string' && value.startsWith(prefix))
      Reflect.set(within, key, prefix + named(value.slice(prefix.length)))
    else rename(value, named)
}
