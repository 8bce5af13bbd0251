/**
 * How long a monitoring report takes: drafted from the facts of a full month and saved, on both databases, and put on
 * paper. Each beside the cheapest thing that could be called the same in the same run: a transaction that saves a report of
 * the same size without asking anything, and the same words through bare pdfkit without pages, tables or tags.
 * `npm run bench report [COUNT]`.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import PDFDocument from 'pdfkit'
import { reportPdf } from '../../api/adapters/pdf/report-pdf.ts'
import { type DatabaseTarget, openDatabases } from '../../api/db/data-source.ts'
import { migrate } from '../../api/db/migrate.ts'
import { migrations } from '../../api/db/migrations/index.ts'
import { createWork } from '../../api/db/work.ts'
import type { Report } from '../../contract/tracking.ts'
import { addAction, closeAction } from '../../tracker/actions.ts'
import { forecastMilestone } from '../../tracker/milestones.ts'
import { beginReport, refreshReport } from '../../tracker/reports.ts'
import { createClock } from '../support/clock.ts'
import { type BenchRow, percentile, reportBench } from '../support/report-bench.ts'
import {
  addProceedings,
  setTracker,
  startMilestone,
  startProject,
  type Tracker,
} from '../support/tracking.ts'

const count = Number(process.argv[2] ?? 40)

/** A month in which a large project was busy. */
const busy = {
  milestones: 24,
  forecastsOfEach: 4,
  actionsOfEach: 4,
  meetings: 8,
  decisionsOfEach: 6,
} as const

async function timed<R>(task: () => Promise<R>): Promise<{ result: R; ms: number }> {
  const begin = performance.now()
  const result = await task()
  return { result, ms: performance.now() - begin }
}

async function fillMonth(scene: Tracker): Promise<{ projectId: string }> {
  const { deps, work, manager, owner, stranger, clock } = scene
  const project = await startProject(scene)
  const ids: string[] = []
  for (let number = 0; number < busy.milestones; number += 1) {
    const baseline = Temporal.PlainDate.from('2026-11-16').add({ weeks: number }).toString()
    const title = `Jalonul ${number + 1}: integrarea registrelor județene, etapa ${number + 1}`
    const { id } = await startMilestone(scene, project, { title, baseline })
    ids.push(id)
    for (let turn = 0; turn < busy.forecastsOfEach; turn += 1) {
      clock.advance({ minutes: 1 })
      const date = Temporal.PlainDate.from(baseline)
        .add({ days: turn * 3 })
        .toString()
      const reason = 'Furnizorul a cerut prelungirea termenului'
      await forecastMilestone(deps, manager, id, { date, reason, decisionId: null, version: turn + 1 })
    }
    for (let turn = 0; turn < busy.actionsOfEach; turn += 1) {
      const dueOn = Temporal.PlainDate.from('2026-11-10')
        .add({ days: turn * 9 })
        .toString()
      const text = `Verifică și transmite situația ${turn + 1} către inspectoratul școlar județean`
      const action = await addAction(deps, manager, {
        text,
        ownerPersonId: owner.personId,
        dueOn,
        milestoneId: id,
      })
      if (turn === 0) await closeAction(deps, owner, action.id, { status: 'done', note: null, version: 1 })
    }
  }
  for (let number = 0; number < busy.meetings; number += 1)
    await addProceedings(work, ids[number % ids.length]!, {
      organizer: manager,
      people: [owner, stranger],
      startsAt: `2026-11-${String(number + 1).padStart(2, '0')}T08:00:00.000Z`,
      items: ['Stadiul jalonului'],
      decisions: Array.from(
        { length: busy.decisionsOfEach },
        (_, index) => `Se aprobă propunerea ${index + 1} și se cere avizul Comitetului Tehnico-Economic.`,
      ),
      published: true,
      present: [
        { person: owner, organisation: 'ISJ Cluj' },
        { person: stranger, organisation: 'ISJ Iași' },
      ],
    })
  clock.set('2026-12-01T06:00:00.000Z')
  return { projectId: project.id }
}

async function measureDrafts(target: DatabaseTarget, rows: BenchRow[]): Promise<Report> {
  const databases = await openDatabases(target)
  await migrate(databases, migrations)
  const clock = createClock()
  const work = createWork({ databases, clock })
  try {
    const scene = await setTracker({ target, databases, work, clock })
    const { projectId } = await fillMonth(scene)
    const { deps, manager } = scene
    const first = await timed(() => beginReport(deps, manager, { projectId, period: '2026-11' }))
    let report = first.result
    const drafts: number[] = []
    const bare: number[] = []
    for (let turn = 0; turn < count; turn += 1) {
      const drafted = await timed(() => refreshReport(deps, manager, report.id, { version: report.version }))
      report = drafted.result
      drafts.push(drafted.ms)
      // The same rows written, and nothing asked or thought.
      const saved = await timed(() =>
        work.run(async ({ reports }) => {
          const row = (await reports.find(report.id))!
          await reports.change({ ...row, version: row.version + 1 })
        }),
      )
      bare.push(saved.ms)
      report = { ...report, version: report.version + 1 }
    }
    rows.push(
      { what: `first draft, ${target.kind}`, value: first.ms, unit: 'ms', limit: 300 },
      { what: `draft, ${target.kind}, p50`, value: percentile(drafts, 0.5), unit: 'ms' },
      { what: `draft, ${target.kind}, p95`, value: percentile(drafts, 0.95), unit: 'ms', limit: 300 },
      { what: `the same rows saved, ${target.kind}, p50`, value: percentile(bare, 0.5), unit: 'ms' },
    )
    return report
  } finally {
    await work.close()
    await databases.close()
  }
}

async function measurePaper(report: Report, rows: BenchRow[]): Promise<void> {
  const paper = {
    report,
    institution: 'Ministerul Educației',
    zone: 'Europe/Bucharest',
    madeAt: '2026-12-01T06:00:00.000Z',
  }
  const print = () => reportPdf(paper, 'ro')
  const first = await timed(print)
  const papers: number[] = []
  const bare: number[] = []
  for (let turn = 0; turn < count; turn += 1) {
    papers.push((await timed(print)).ms)
    bare.push((await timed(() => bareWords(report))).ms)
  }
  rows.push(
    { what: 'first PDF, fonts read', value: first.ms, unit: 'ms', limit: 500 },
    { what: 'PDF, p50', value: percentile(papers, 0.5), unit: 'ms' },
    { what: 'PDF, p95', value: percentile(papers, 0.95), unit: 'ms', limit: 500 },
    { what: 'the same words by bare pdfkit, p50', value: percentile(bare, 0.5), unit: 'ms' },
    { what: 'PDF', value: first.result.length / 1024, unit: 'KB' },
  )
}

const font = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
)

async function bareWords({ sections, facts }: Report): Promise<Uint8Array> {
  const pdf = new PDFDocument()
  pdf.font(font)
  for (const { text } of sections) pdf.text(text)
  for (const fact of facts) pdf.text(Object.values(fact).join(' '))
  pdf.end()
  const chunks: Uint8Array[] = []
  for await (const chunk of pdf) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

const folder = await mkdtemp(join(tmpdir(), 'sfat-bench-'))
const rows: BenchRow[] = []
let report: Report
try {
  report = await measureDrafts({ kind: 'sqlite', file: join(folder, 'sfat.db') }, rows)
} finally {
  await rm(folder, { recursive: true, force: true })
}
const server = process.env['TEST_DATABASE_URL']
if (server) {
  const name = `sfat_bench_${randomBytes(6).toString('hex')}`
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  const url = new URL(server)
  url.pathname = `/${name}`
  await administer(`CREATE DATABASE ${name}`)
  try {
    await measureDrafts({ kind: 'postgres', url: url.href }, rows)
  } finally {
    await administer(`DROP DATABASE ${name} WITH (FORCE)`)
  }
}
await measurePaper(report, rows)
const conditions = `${report.facts.length} facts, ${count} times, ${availableParallelism()} cores, Node ${process.versions.node}`
process.exitCode = reportBench('report', conditions, rows) ? 0 : 1
