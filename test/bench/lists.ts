/**
 * How fast the lists are that people look at all day: the calendar of a month, the projects with their health, and one
 * project's page, on two years of the demonstration and on both databases. Five people ask over 50 connections: while
 * nothing changes, while ten changes a second are committed, and, by turns with these, a bare Fastify route that sends the
 * same bytes. The queries behind each list are counted on two years and on two months.
 * `npm run bench lists [SECONDS]`, the seconds being how long each turn lasts.
 */
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { type DatabaseTarget, openDatabases } from '../../api/db/data-source.ts'
import { createWork, type Work } from '../../api/db/work.ts'
import type { Actor } from '../../contract/identity.ts'
import { ProjectSummary } from '../../contract/tracking.ts'
import { pageOf } from '../../contract/values.ts'
import { resumeSession } from '../../identity/resume-session.ts'
import { listCalendar } from '../../scheduler/list-calendar.ts'
import { listProjects, showProject } from '../../tracker/projects.ts'
import type { Browser } from '../support/browser.ts'
import { countQueries } from '../support/count-queries.ts'
import { type BenchRow, percentile, reportBench } from '../support/report-bench.ts'
import { clock, fill, type Place, span, withPlace, withProduct, zone } from './load/demonstration.ts'
import type { LoadResult } from './load/load.ts'
import { startBare, timed, type Turn } from './load/turns.ts'

const turnMs = Number(process.argv[2] ?? 2) * 1_000
const turns = 3
const connections = 50
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

async function measure(place: Place, queriesOfFewer: number[], rows: BenchRow[]): Promise<void> {
  const on = place.target.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'
  console.log(`  ${on}: telling two years of the demonstration`)
  const accounts = await fill(place.target, 24)
  const bare = await startBare()
  try {
    await withProduct(place, accounts, async ({ port, pid, browsers, browser, token }) => {
      const lists = await listsOf(browser)
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
        row(', queries', queries[index] ?? 0, 'each', { limit: queriesOfFewer[index] ?? 0 })
      }
    })
  } finally {
    bare.stop()
  }
}

/** The queries behind each list where there is little to be listed; they are the limit where there is much. */
async function countOnFewer(place: Place): Promise<number[]> {
  const accounts = await fill(place.target, 2)
  return withProduct(place, accounts, async ({ browser, token }) =>
    countEach(place.target, await listsOf(browser), token),
  )
}

const server = process.env['TEST_DATABASE_URL']
if (!server) throw new Error('TEST_DATABASE_URL is not set: start this with `npm run bench lists`.')
const rows: BenchRow[] = []
for (const on of [null, server]) {
  console.log(`  ${on === null ? 'SQLite' : 'PostgreSQL'}: telling two months and counting queries`)
  const few = await withPlace(on, countOnFewer)
  await withPlace(on, (place) => measure(place, few, rows))
}
const conditions = `${connections} connections, ${turns} turns of ${turnMs / 1_000} s each, ${availableParallelism()} cores, Node ${process.versions.node}`
process.exitCode = reportBench('lists', conditions, rows) ? 0 : 1
