/**
 * How fast the lists are that people look at all day: the calendar of a month, the projects with their health, and one
 * project's page, on two years of the demonstration and on both databases. Five people ask over 50 connections: while
 * nothing changes, while ten changes a second are committed, and, by turns with these, a bare Fastify route that sends the
 * same bytes. The queries behind each list are counted on two years and on two months.
 * `npm run bench lists [SECONDS]`, the seconds being how long each turn lasts.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type DatabaseTarget, openDatabases } from '../../api/db/data-source.ts'
import { migrate } from '../../api/db/migrate.ts'
import { migrations } from '../../api/db/migrations/index.ts'
import { createWork, type Work } from '../../api/db/work.ts'
import { tellDemo } from '../../api/demo/tell-demo.ts'
import type { Actor } from '../../contract/identity.ts'
import { ProjectSummary } from '../../contract/tracking.ts'
import { pageOf } from '../../contract/values.ts'
import { resumeSession } from '../../identity/resume-session.ts'
import { listCalendar } from '../../scheduler/list-calendar.ts'
import { listProjects, showProject } from '../../tracker/projects.ts'
import { type Browser, createBrowser } from '../support/browser.ts'
import { countQueries } from '../support/count-queries.ts'
import { freePort } from '../support/free-port.ts'
import { type BenchRow, percentile, reportBench } from '../support/report-bench.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { runProduct, untilReady } from '../support/run-product.ts'
import type { BareSays } from './lists/bare-server.ts'
import type { Load, LoadResult } from './lists/load.ts'

const turnMs = Number(process.argv[2] ?? 2) * 1_000
const turns = 3
const connections = 50
const zone = 'Europe/Bucharest'
const clock = { now: () => Temporal.Now.instant() }

/** The month before this one: it is over, so every list of it stays as it is while it is measured. */
const month = Temporal.Now.zonedDateTimeISO(zone).startOfDay().with({ day: 1 }).subtract({ months: 1 })
const instant = (moment: Temporal.ZonedDateTime) =>
  moment.toInstant().toString({ smallestUnit: 'millisecond' })
const span = { from: instant(month), to: instant(month.add({ months: 1 })) }

type Account = { email: string; password: string }

/** Fills a new database with so many months of the demonstration; answers with who can sign in. */
async function fill(target: DatabaseTarget, months: number): Promise<Account[]> {
  const databases = await openDatabases(target)
  const work = createWork({ databases, clock })
  try {
    await migrate(databases, migrations)
    const said: string[] = []
    await tellDemo({ work, zone, months, publicUrl: 'http://127.0.0.1', say: (line) => said.push(line) })
    const password =
      said
        .find((line) => line.includes('password'))
        ?.split(' ')
        .at(-1) ?? ''
    return said.flatMap((line) => /\S+@\S+/.exec(line)?.[0] ?? []).map((email) => ({ email, password }))
  } finally {
    await work.close()
    await databases.close()
  }
}

/** A list that people look at: its address, and the use case that answers, for counting what it asks of the database. */
type List = {
  name: string
  path: string
  ask: (work: Work, actor: Actor) => Promise<unknown>
}

async function listsOf(browser: Browser): Promise<List[]> {
  const { items } = pageOf(ProjectSummary).parse((await browser.get('/api/projects?limit=200')).body)
  const largest = items.reduce((one, other) => (other.milestoneCount > one.milestoneCount ? other : one))
  const all = { limit: 200 }
  return [
    {
      name: 'calendar of a month',
      path: `/api/meetings?from=${span.from}&to=${span.to}&limit=200`,
      ask: (work, actor) => listCalendar({ work, clock }, actor, { ...span, ...all, mine: false }),
    },
    {
      name: 'projects with health',
      path: '/api/projects?limit=200',
      ask: (work, actor) => listProjects({ work, clock, zone }, actor, { ...all, mine: false }),
    },
    {
      name: 'one project',
      path: `/api/projects/${largest.id}`,
      ask: (work, actor) => showProject({ work, clock, zone }, actor, largest.id),
    },
  ]
}

/** How many queries stand behind each list, the look at the session included. */
async function countEach(target: DatabaseTarget, lists: List[], token: string): Promise<number[]> {
  const databases = await openDatabases(target)
  const work = createWork({ databases, clock })
  const counted: number[] = []
  try {
    for (const { ask } of lists) {
      const { queries } = await countQueries({ databases }, async () => {
        const actor = await resumeSession({ work, clock, onSeenFailed: () => undefined }, token)
        if (!actor) throw new Error('the session is not known')
        await ask(work, actor)
      })
      counted.push(queries)
    }
    return counted
  } finally {
    await work.close()
    await databases.close()
  }
}

const rowsIn = (text: string): number => {
  const body = JSON.parse(text) as { items?: unknown[]; milestones?: unknown[] }
  return (body.items ?? body.milestones ?? []).length
}

type Running = {
  port: number
  pid: number
  browsers: Browser[]
  browser: Browser
  lists: List[]
  token: string
}

/** The product as a process of its own on a database that has been filled, for the task. */
async function withProduct<R>(
  place: Place,
  accounts: Account[],
  task: (running: Running) => Promise<R>,
): Promise<R> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const product = runProduct({
    PORT: String(port),
    DATA_DIR: place.folder,
    SFU_PORT: '0',
    LOG_LEVEL: 'error',
    ...(place.target.kind === 'postgres' ? { DATABASE_URL: place.target.url } : {}),
  })
  try {
    await untilReady(product, url)
    const browsers = accounts.map(() => createBrowser(url))
    for (const [index, browser] of browsers.entries()) {
      const { status } = await browser.post('/api/session', accounts[index])
      if (status !== 200) throw new Error(`${accounts[index]?.email} could not sign in: ${status}`)
    }
    const [browser] = browsers
    if (!browser) throw new Error('the demonstration named nobody who can sign in')
    const token = [...browser.cookies].find(([name]) => !name.endsWith('-device'))?.[1] ?? ''
    return await task({ port, pid: product.pid, browsers, browser, token, lists: await listsOf(browser) })
  } finally {
    await product.stop()
  }
}

/** A bare Fastify server in a process of its own, which is told what to send. */
async function startBare() {
  const child = fork(fileURLToPath(new URL('lists/bare-server.ts', import.meta.url)), [], { execArgv: [] })
  const [{ port }] = (await once(child, 'message')) as [BareSays]
  return {
    port,
    pid: child.pid ?? 0,
    async keep(name: string, body: string) {
      const kept = once(child, 'message')
      child.send([name, body])
      await kept
    },
    stop: () => child.disconnect(),
  }
}

const load = (ask: Load) =>
  runInProcess(new URL('lists/load.ts', import.meta.url), ask) as Promise<LoadResult>

/** Processor time that a process and its threads have taken so far, in clock ticks of 10 ms (proc(5)). */
async function ticksOf(pid: number): Promise<number> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

type Turn = LoadResult & { cpuMicroseconds: number }

/** A turn of load, and what an answer took of the server's processor: other work on the machine weighs less on that. */
async function timed(pid: number, ask: Load): Promise<Turn> {
  const before = await ticksOf(pid)
  const result = await load(ask)
  const cpuMs = ((await ticksOf(pid)) - before) * 10
  return { ...result, cpuMicroseconds: (cpuMs * 1_000) / result.latencies.length }
}

/** Has the people change something ten times a second, until stopped. */
function changeOn(browsers: Browser[]) {
  let stopped = false
  const changing = (async () => {
    for (let change = 0; !stopped; change += 1) {
      const form = { name: 'Persoana schimbată', position: `Consilier ${change}`, locale: 'ro' }
      const { status, text } = await browsers[change % browsers.length]!.patch('/api/me', form)
      if (status !== 200) throw new Error(`the change was refused: ${status} ${text}`)
      await delay(100)
    }
  })()
  return async () => {
    stopped = true
    await changing
  }
}

async function measure(place: Place, rows: BenchRow[]): Promise<void> {
  const on = place.target.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'
  console.log(`  ${on}: telling two years of the demonstration`)
  const accounts = await fill(place.target, 24)
  const bare = await startBare()
  try {
    await withProduct(place, accounts, async ({ port, pid, browsers, browser, lists, token }) => {
      const queries = await countEach(place.target, lists, token)
      for (const [index, { name, path }] of lists.entries()) {
        const { status, text } = await browser.get(path)
        if (status !== 200) throw new Error(`${path}: ${status} ${text}`)
        await bare.keep(String(index), text)
        console.log(`  ${on}: asking for the ${name}`)
        const quiet: Turn[] = []
        const changing: Turn[] = []
        const theirs: Turn[] = []
        const ask = { cookies: browsers.map((one) => one.cookieHeader()), connections, ms: turnMs }
        // The first turn of each warms the code and is not counted.
        for (let turn = 0; turn <= turns; turn += 1) {
          const our = await timed(pid, { ...ask, port, path })
          const their = await timed(bare.pid, { ...ask, port: bare.port, path: `/${index}` })
          const stop = changeOn(browsers)
          const other = await timed(pid, { ...ask, port, path }).finally(stop)
          if (turn === 0) continue
          quiet.push(our)
          theirs.push(their)
          changing.push(other)
        }
        const perSecond = (all: LoadResult[]) =>
          percentile(
            all.map((one) => one.perSecond),
            0.5,
          )
        const latencies = (all: LoadResult[]) => all.flatMap((one) => one.latencies)
        const row = (what: string, value: number, unit: string, goal?: Pick<BenchRow, 'limit' | 'least'>) =>
          rows.push({ what: `${on}: ${name}${what}`, value, unit, ...goal })
        row(`, ${rowsIn(text)} rows, ${Math.round(text.length / 1024)} KB`, perSecond(quiet), 'per s')
        row(', bare route', perSecond(theirs), 'per s')
        row(', of the bare route', (perSecond(quiet) / perSecond(theirs)) * 100, '%', { least: 33 })
        const cpu = (all: Turn[]) =>
          percentile(
            all.map((one) => one.cpuMicroseconds),
            0.5,
          )
        row(', processor time of an answer', cpu(quiet), 'µs')
        row(', bare route, processor time of an answer', cpu(theirs), 'µs')
        row(', p99', percentile(latencies(quiet), 0.99), 'ms')
        row(', bare route, p99', percentile(latencies(theirs), 0.99), 'ms')
        row(', ten changes a second', perSecond(changing), 'per s')
        row(', ten changes a second, p99', percentile(latencies(changing), 0.99), 'ms')
        row(', queries', queries[index] ?? 0, 'each', { limit: place.queriesOfFewer[index] ?? 0 })
      }
    })
  } finally {
    bare.stop()
  }
}

/** The queries behind each list where there is little to be listed; they are the limit where there is much. */
async function countOnFewer(place: Place): Promise<number[]> {
  const accounts = await fill(place.target, 2)
  return withProduct(place, accounts, ({ lists, token }) => countEach(place.target, lists, token))
}

/** Where a measurement keeps its data; thrown away afterwards. */
type Place = { folder: string; target: DatabaseTarget; queriesOfFewer: number[] }

async function withPlace<R>(
  server: string | null,
  queriesOfFewer: number[],
  task: (place: Place) => Promise<R>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'sfat-bench-'))
  const name = `sfat_bench_${randomBytes(6).toString('hex')}`
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: server ?? '' })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  try {
    if (server === null)
      return await task({ folder, target: { kind: 'sqlite', file: join(folder, 'sfat.db') }, queriesOfFewer })
    await administer(`CREATE DATABASE ${name}`)
    const url = new URL(server)
    url.pathname = `/${name}`
    return await task({ folder, target: { kind: 'postgres', url: url.href }, queriesOfFewer })
  } finally {
    if (server !== null) await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await rm(folder, { recursive: true, force: true })
  }
}

const server = process.env['TEST_DATABASE_URL']
if (!server) throw new Error('TEST_DATABASE_URL is not set: start this with `npm run bench lists`.')
const rows: BenchRow[] = []
for (const on of [null, server]) {
  console.log(`  ${on === null ? 'SQLite' : 'PostgreSQL'}: telling two months and counting queries`)
  const few = await withPlace(on, [], countOnFewer)
  await withPlace(on, few, (place) => measure(place, rows))
}
const conditions = `${connections} connections, ${turns} turns of ${turnMs / 1_000} s each, ${availableParallelism()} cores, Node ${process.versions.node}`
process.exitCode = reportBench('lists', conditions, rows) ? 0 : 1
