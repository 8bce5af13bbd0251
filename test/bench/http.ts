/**
 * What every list and every single thing costs that the interface gives out: on two years of the demonstration, over 1, 10
 * and 50 connections, on both databases. Then, of one reading and two writing routes, what part of the time goes to
 * knowing who asks, to the question whether they may, and to the audit: together at most a quarter.
 * `npm run bench http [SECONDS]`, the seconds being how long each turn lasts.
 */
import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { auditEntries } from '../../api/db/audit-trail.ts'
import { openDatabases } from '../../api/db/data-source.ts'
import { createMemory } from '../../api/db/memory.ts'
import { createWork, type Work } from '../../api/db/work.ts'
import { toInstant } from '../../identity/instants.ts'
import { resumeSession } from '../../identity/resume-session.ts'
import { meetingRights } from '../../scheduler/meeting-rights.ts'
import type { Browser } from '../support/browser.ts'
import { type BenchRow, percentile, reportBench } from '../support/report-bench.ts'
import {
  clock,
  fill,
  type Place,
  type Running,
  span,
  withPlace,
  withProduct,
  zone,
} from './load/demonstration.ts'
import { residentMb, timed } from './load/turns.ts'

const turnMs = Number(process.argv[2] ?? 0.5) * 1_000
const connections = [1, 10, 50]
/** How often a part is done to learn what it costs. */
const times = 200

const Document = z.object({
  paths: z.record(
    z.string(),
    z.object({ get: z.looseObject({ responses: z.record(z.string(), z.looseObject({})) }).optional() }),
  ),
})
/** An entry of the calendar names its meeting; everything else is listed under its own id. */
const Named = z
  .looseObject({ id: z.string().optional(), meetingId: z.string().optional() })
  .transform(({ id, meetingId }) => id ?? meetingId ?? '')
const Listed = z.object({ items: z.array(Named).min(1) })

/** Not a list and not a single thing, but a paper, a file, the whole audit, or what opens with a link alone. */
const leftOut =
  /^\/health|^\/api\/docs|\.pdf$|\/documents\/|\/audit\/|\{token\}|openapi|\/calendar\/|\/export$|\/preview$|\/oidc/
/** What must be said besides the address. */
const queries: Record<string, string> = {
  '/api/meetings': `?from=${span.from}&to=${span.to}&limit=200`,
  '/api/rooms/availability': `?start=2030-05-02T10:00&zone=${zone}&durationMinutes=60`,
}

/** Addresses of all lists and single things that answer the administrator, as the interface's own description has them. */
async function routesOf(browser: Browser): Promise<{ name: string; path: string }[]> {
  const { paths } = Document.parse((await browser.get('/api/openapi.json')).body)
  const ids = new Map<string, string[]>()
  const idsOf = async (list: string): Promise<string[]> => {
    const known = ids.get(list)
    if (known) return known
    const { body } = await browser.get(`${list}${queries[list] ?? ''}`)
    const listed = Listed.safeParse(body)
    const found = listed.success ? listed.data.items : []
    ids.set(list, found)
    return found
  }
  const routes: { name: string; path: string }[] = []
  const silent: string[] = []
  for (const [name, { get }] of Object.entries(paths)) {
    if (!get || leftOut.test(name)) continue
    const [list = '', ...rest] = name.split('/{id}')
    const candidates =
      rest.length === 0
        ? [name]
        : (await idsOf(list)).slice(0, 50).map((id) => `${list}/${id}${rest.join('')}`)
    let path: string | null = null
    for (const candidate of candidates) {
      const answer = await browser.get(`${candidate}${queries[candidate] ?? ''}`)
      if (answer.status !== 200) continue
      path = `${candidate}${queries[candidate] ?? ''}`
      break
    }
    if (path === null) silent.push(name)
    else routes.push({ name, path })
  }
  // The demonstration has no webhooks, for instance; whoever adds a route must see that it is not measured.
  if (silent.length > 0) console.log(`  not in the demonstration, and not measured: ${silent.join(', ')}`)
  return routes
}

async function measureRoutes(on: string, running: Running, figures: BenchRow[]): Promise<BenchRow[]> {
  const { port, pid, browser, browsers } = running
  const routes = await routesOf(browser)
  const before = await residentMb(pid)
  const slowest = new Map<number, { ms: number; name: string }>()
  console.log(`  ${on}: ${routes.length} routes, p50 / p99 in ms over ${connections.join(', ')} connections`)
  for (const { name, path } of routes) {
    const cookies = [browsers[0]!.cookieHeader()]
    // Warms the code of this route, and is not counted.
    await timed(pid, { port, path, cookies, connections: 10, ms: turnMs / 2 })
    const line: string[] = []
    for (const count of connections) {
      const { latencies } = await timed(pid, { port, path, cookies, connections: count, ms: turnMs })
      const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)]
      line.push(`${p50.toFixed(1)} / ${p99.toFixed(1)}`.padStart(15))
      for (const [what, value] of [['p50', p50] as const, ['p99', p99] as const])
        figures.push({ what: `${on}: ${name}, ${count} connections, ${what}`, value, unit: 'ms' })
      if (p99 > (slowest.get(count)?.ms ?? 0)) slowest.set(count, { ms: p99, name })
    }
    console.log(`    ${name.padEnd(42)}${line.join('')}`)
  }
  return [
    ...[...slowest].map(([count, { ms, name }]) => ({
      what: `${on}: largest p99 over ${count} connections (${name})`,
      value: ms,
      unit: 'ms',
    })),
    { what: `${on}: memory before`, value: before, unit: 'MB' },
    { what: `${on}: memory after all routes`, value: await residentMb(pid), unit: 'MB' },
  ]
}

/** What an answer of this route took the server on average, by its own measurements, while `ask` was done so often. */
async function serverMs(
  browser: Browser,
  route: string,
  ask: (index: number) => Promise<unknown>,
): Promise<number> {
  const read = async () => {
    const { text } = await browser.get('/metrics')
    const of = (what: string) =>
      text
        .split('\n')
        .filter(
          (line) => line.startsWith(`sfat_http_request_duration_seconds_${what}{`) && line.includes(route),
        )
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
    return { seconds: of('sum'), count: of('count') }
  }
  for (let index = 0; index < times / 4; index += 1) await ask(index)
  const before = await read()
  for (let index = 0; index < times; index += 1) await ask(index + times)
  const after = await read()
  if (after.count - before.count < times) throw new Error(`${route} was not measured`)
  return ((after.seconds - before.seconds) * 1_000) / (after.count - before.count)
}

/** How long a part takes on average, once it is warm. */
async function partMs(act: () => Promise<unknown> | unknown): Promise<number> {
  for (let index = 0; index < times / 4; index += 1) await act()
  const begin = performance.now()
  for (let index = 0; index < times; index += 1) await act()
  return (performance.now() - begin) / times
}

/** The parts that protect, measured one by one on the same database, beside whole requests. */
async function measureParts(on: string, { target }: Place, running: Running): Promise<BenchRow[]> {
  const { browser, token } = running
  const databases = await openDatabases(target)
  const work = createWork({ databases, clock })
  const memory = await createMemory(databases)
  const session = { work, clock, onSeenFailed: () => undefined }
  try {
    const actor = await resumeSession(session, token)
    if (!actor) throw new Error('the session is not known')
    const meetings = Listed.parse((await browser.get(`/api/meetings${queries['/api/meetings']}`)).body)
    const id = meetings.items[0] ?? ''
    const detail = await work.read((all) => all.meetings.find(id))
    if (!detail) throw new Error('the meeting is not there')

    const known = await partMs(() =>
      resumeSession({ ...session, remember: (key, read) => memory.remember(key, read) }, token),
    )
    const unknown = await partMs(() => resumeSession(session, token))
    const allowed = await partMs(() => meetingRights(actor, detail))
    const audited = await auditMs(work, actor.personId)

    const read = await serverMs(browser, 'route="/api/meetings/:id"', () =>
      browser.get(`/api/meetings/${id}`),
    )
    const change = await serverMs(browser, 'method="PATCH",route="/api/me"', (index) =>
      browser.patch('/api/me', { name: 'Administrator', position: `Consilier ${index}`, locale: 'ro' }),
    )
    const book = await serverMs(browser, 'method="POST",route="/api/meetings"', (index) =>
      browser.post('/api/meetings', {
        ...{ title: 'Ședință', description: '', start: hour(index), zone, durationMinutes: 30, roomId: null },
        ...{ video: true, visibility: 'normal', attendees: [] },
      }),
    )
    const row = (what: string, value: number, unit: string, limit?: number): BenchRow => ({
      ...{ what: `${on}: ${what}`, value, unit },
      ...(limit === undefined ? {} : { limit }),
    })
    const share = (what: string, whole: number, ...parts: number[]) => [
      row(what, whole, 'ms'),
      row(`${what}, of it for protection`, (parts.reduce((sum, one) => sum + one) / whole) * 100, '%', 25),
    ]
    return [
      row('who asks, nothing changed since', known * 1_000, 'µs'),
      row('who asks, read anew', unknown * 1_000, 'µs'),
      row('whether they may', allowed * 1_000, 'µs'),
      row('the audit of a change', audited * 1_000, 'µs'),
      ...share('GET /api/meetings/:id', read, known, allowed),
      // After each change who asks is read anew.
      ...share('PATCH /api/me', change, unknown, allowed, audited),
      ...share('POST /api/meetings', book, unknown, allowed, audited),
    ]
  } finally {
    await work.close()
    await databases.close()
  }
}

/** What sealing one row takes of a unit of work, the commit not counted: that is there with or without it. */
async function auditMs(work: Work, personId: string): Promise<number> {
  const context = { requestId: 'bench', personId, address: '127.0.0.1', route: 'PATCH /api/me', claim: null }
  const took: number[] = []
  for (let index = 0; index < times; index += 1)
    await work.run(async ({ audit }) => {
      const begin = performance.now()
      await audit.append(auditEntries([], new Map(), context, toInstant(clock.now())))
      took.push(performance.now() - begin)
    })
  const warm = took.slice(times / 4)
  return warm.reduce((sum, one) => sum + one, 0) / warm.length
}

/** A wall-clock hour of its own for each index, so that nothing stands in the way of anything. */
const hour = (index: number): string =>
  Temporal.PlainDateTime.from('2031-01-01T00:00').add({ hours: index }).toString({ smallestUnit: 'minute' })

const server = process.env['TEST_DATABASE_URL']
if (!server) throw new Error('TEST_DATABASE_URL is not set: start this with `npm run bench http`.')
const rows: BenchRow[] = []
const figures: BenchRow[] = []
for (const [on, at] of [['SQLite', null] as const, ['PostgreSQL', server] as const]) {
  console.log(`  ${on}: telling two years of the demonstration`)
  await withPlace(at, async (place) => {
    const accounts = await fill(place.target, 24)
    await withProduct(place, accounts, async (running) => {
      rows.push(...(await measureRoutes(on, running, figures)))
      rows.push(...(await measureParts(on, place, running)))
    })
  })
}
const conditions = `turns of ${turnMs / 1_000} s, ${availableParallelism()} cores, Node ${process.versions.node}`
process.exitCode = reportBench('http', conditions, rows, figures) ? 0 : 1
