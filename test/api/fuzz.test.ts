/**
 * Sends what nobody would send, to every route, as everybody: made by fast-check from the description of the API. No answer
 * may be a failure of the server, speak of its inside, be one that is not described, or tell a secret of somebody else.
 * `FUZZ_RUNS` sets how often each route is asked by each caller; the counts are written to docs/fuzz.md by `FUZZ_WRITE=1`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { format, resolveConfig } from 'prettier'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Document, Operation, Schema } from '../../api/plugins/describe-operations.ts'
import { insiders, type Scene, secrets, setScene } from '../permissions/scene.ts'
import type { Caller } from '../permissions/table.ts'
import { forEachDatabase } from '../support/databases.ts'
import { readDescription, undescribed } from '../support/openapi.ts'
import { startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { fuzzConference } from '../sfu/support/fuzz-conference.ts'
import { shaped } from './shaped.ts'

const runs = Number(process.env['FUZZ_RUNS'] ?? 6)
const callers: readonly Caller[] = ['nobody', 'outsider', 'member', 'secretariat', 'administrator']
/** Signing in a thousand times wrongly is slowed on purpose; signing out ends the caller's session. */
const left = new Set(['POST /api/session', 'DELETE /api/session', 'POST /api/me/password'])
/** What not everybody may watch, and who may. */
const topicsOf = (scene: Scene): Record<string, readonly Caller[]> => ({
  [`meeting:${scene.hidden.id}`]: insiders.meeting,
  [`report:${scene.reportId}`]: insiders.report,
  administration: ['administrator'],
})
/** What gives its owner a way in, or takes it away, would end the story of the others. */
const harmful = /^(DELETE \/api\/(me\/sessions|people)|PUT \/api\/people)/

const counts: {
  database: string
  requests: number
  routes: number
  sockets: number
  statuses: Record<number, number>
}[] = []

forEachDatabase((open, kind) => {
  let app: TestApp
  let scene: Scene
  let document: Document
  let asked = 0
  let routes = 0
  const statuses: Record<number, number> = {}
  beforeAll(async () => {
    const { target } = await open()
    app = await startApp({ target, roles: ['web', 'worker'] })
    scene = await setScene(app)
    document = await readDescription(app)
  })
  afterAll(async () => {
    await app?.stop()
  })

  const ids = () => [
    ...[scene.open.id, scene.hidden.id, scene.hidden.itemId, scene.hidden.documentId, scene.hidden.entryId],
    ...[scene.groupId, scene.projectId, scene.milestoneId, scene.actionId, scene.reportId, scene.roomId],
    ...[scene.organisationId, scene.people.manager.id, scene.hidden.attendeeId, scene.hidden.decisionId],
  ]

  const operations = (): { route: string; operation: Operation }[] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        operation,
      })),
    )

  /** A request to this route: mostly of the right shape, sometimes of none. */
  function requestTo(operation: Operation): fc.Arbitrary<{ path: string[]; query: string; body: unknown }> {
    const make = (schema: Schema | undefined) => shaped(schema ?? {}, document.components.schemas, ids())
    const parameters = operation.parameters ?? []
    const inPath = parameters.filter((one) => one.in === 'path')
    const inQuery = parameters.filter((one) => one.in === 'query')
    const json = operation.requestBody?.content['application/json']?.schema
    return fc.record({
      path: fc.tuple(...inPath.map(({ schema }) => make(schema).map((value) => String(value)))),
      query: fc
        .record(Object.fromEntries(inQuery.map(({ name, schema }) => [name, make(schema)])), {
          requiredKeys: inQuery.filter(({ required }) => required).map(({ name }) => name),
        })
        .map((values) =>
          new URLSearchParams(
            Object.entries(values).map(([name, value]) => [name, String(value)]),
          ).toString(),
        ),
      body: json ? make(json) : fc.constant(undefined),
    })
  }

  describe('whatever is sent', () => {
    it(
      'to any route, by anybody, is answered as described, and tells no secret',
      { timeout: 600_000 },
      async () => {
        const wrong: string[] = []
        for (const { route, operation } of operations()) {
          if (left.has(route) || harmful.test(route)) continue
          routes += 1
          const [method = '', address = ''] = route.split(' ')
          for (const caller of callers)
            await fc.assert(
              fc.asyncProperty(requestTo(operation), async ({ path, query, body }) => {
                let index = 0
                const place = address.replace(/:\w+/g, () => encodeURIComponent(path[index++] ?? 'x'))
                const browser = scene.browserOf(caller)
                const answer = await browser.send(
                  method,
                  query === '' ? place : `${place}?${query}`,
                  body === undefined || method === 'GET' ? undefined : JSON.stringify(body),
                  {
                    origin: browser.url,
                    // From many networks: one alone is turned away long before the end, and learns nothing more.
                    'x-forwarded-for': `10.1.${(asked >> 6) & 255}.1`,
                    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
                  },
                )
                asked += 1
                statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
                const fault =
                  answer.status === 500
                    ? `${route} failed: ${JSON.stringify({ path, query, body }).slice(0, 600)}`
                    : (undescribedOf(route, answer) ??
                      (/\bat .+\.(ts|js):\d+|node_modules|SQLITE_|QueryFailed/.test(answer.text)
                        ? `${route} speaks of its inside`
                        : null) ??
                      (!insiders.meeting.includes(caller) && answer.text.includes(secrets.meeting)
                        ? `${route} tells ${caller} of a private meeting`
                        : null))
                if (fault !== null) wrong.push(fault)
              }),
              { numRuns: runs, seed: 20261125 },
            )
        }
        expect([...new Set(wrong)]).toEqual([])
        expect(asked).toBe(routes * callers.length * runs)
      },
    )

    it(
      'over the socket of live updates is parsed, or the socket is closed, and tells nobody of what they may not see',
      { timeout: 300_000 },
      async () => {
        let sent = 0
        const told: string[] = []
        const forbidden = topicsOf(scene)
        const topic = fc.oneof(
          fc.constantFrom(...Object.keys(forbidden), 'calendar', 'rooms', `group:${scene.groupId}`),
          fc.anything(),
        )
        const watching: Socket[] = []
        for (const caller of ['outsider', 'member', 'secretariat', 'administrator'] as const)
          await fc.assert(
            fc.asyncProperty(fc.array(topic, { maxLength: 4 }), async (words) => {
              const socket = io(new URL('/live', app.url).href, {
                ...{ transports: ['websocket'], forceNew: true, reconnection: false },
                extraHeaders: { origin: app.url, cookie: scene.browserOf(caller).cookieHeader() },
              })
              await until('the socket to be open', () => socket.connected)
              socket.on('changed', ({ topic: name }: { topic: string }) => {
                if (!(forbidden[name] ?? callers).includes(caller)) told.push(`${caller} was told of ${name}`)
              })
              const plain: unknown[] = JSON.parse(
                JSON.stringify(words, (_, value) => (typeof value === 'bigint' ? null : value)),
              )
              socket.emit('watch', { topics: plain }, (answer: { ok: boolean }) => {
                const wrong = plain.find((name) => forbidden[String(name)]?.includes(caller) === false)
                if (answer.ok && wrong !== undefined) told.push(`${caller} may watch ${String(wrong)}`)
              })
              sent += 1
              // Every third says more that nobody should say; the others stay to hear what they may.
              if (sent % 3 > 0) return void watching.push(socket)
              socket.emit('watch', ...plain)
              sent += 1
              socket.disconnect()
            }),
            { numRuns: runs * 2, seed: 20261125 },
          )
        await app.app.work!.run(async ({ events }) => {
          events.record('minutes.changed', { meetingId: scene.hidden.id })
          events.record('report.changed', { reportId: scene.reportId })
          events.record('delivery.changed', { meetingId: scene.hidden.id })
        })
        await until('all of it to be told', async () =>
          app.app.work!.read(async ({ outbox }) => (await outbox.unsettled()).length === 0),
        )
        for (const socket of watching) socket.disconnect()
        expect([...new Set(told)]).toEqual([])
        expect((await app.browser().get('/health/live')).status).toBe(200)
        counts.push({ database: kind, requests: asked, routes, sockets: sent, statuses })
        expect(app.log.filter((line) => line.includes('a defect that nobody caught'))).toEqual([])
      },
    )
  })

  const undescribedOf = (route: string, answer: Parameters<typeof undescribed>[2]) =>
    undescribed(document, route, answer)
})

describe('whatever is said in a conference', () => {
  it(
    'by anybody in it, at any moment, is answered, harms nobody, and tells nothing of another',
    { timeout: 600_000 },
    async () => {
      const { requests: said, answers } = (conference = await fuzzConference(runs * 4))
      expect(said).toBeGreaterThan(runs * 4 * 5)
      expect(Object.keys(answers)).toContain('conference.wrong-moment')
    },
  )
})
let conference: Awaited<ReturnType<typeof fuzzConference>> | null = null

afterAll(async () => {
  if (process.env['FUZZ_WRITE'] !== '1') return
  const rows = counts.map(
    ({ database, routes, requests, sockets, statuses }) =>
      `| ${database} | ${routes} | ${requests} | ${Object.entries(statuses)
        .map(([status, count]) => `${status}: ${count}`)
        .join(', ')} | ${sockets} |`,
  )
  const text = [
    '# What was tried against the doors',
    '',
    'Written by `test/api/fuzz.test.ts` (`FUZZ_WRITE=1`): requests that fast-check makes from the description of the API, to every route, as five callers. None was answered with a failure of the server, with anything that is not described, or with what its reader may not know.',
    '',
    '| database | routes | requests | answers by status | messages to sockets |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'Messages to sockets are wishes to watch, of four callers, for topics that they may and may not watch: none was told of what it may not see.',
    '',
    ...(conference
      ? [
          `In conferences ${conference.requests} requests were made on ${conference.seats} seats (in the preview, in the lobby, as guest, participant and host), right and wrong ones, at every moment, while another conference went on beside them. Each was answered, none by a failure, and nothing of the other was told or changed. Answers: ${Object.entries(
            conference.answers,
          )
            .toSorted(([one], [other]) => (one < other ? -1 : 1))
            .map(([answer, count]) => `${answer} ${count}`)
            .join(', ')}.`,
          '',
        ]
      : []),
  ].join('\n')
  const file = join(import.meta.dirname, '..', '..', 'docs', 'fuzz.md')
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }))
})
