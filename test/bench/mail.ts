/**
 * How fast invitations leave, and what the pages notice of it: two meetings of 500 invitees each are booked through the
 * door, and every one of the thousand gets a mail of their own, through the queue, into a mail server on this machine.
 * Meanwhile somebody keeps reading the calendar; how long that takes is measured with mails leaving, and without, before
 * and after them, so that what else the machine does weighs on both.
 * `npm run bench mail [COUNT]`.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type Browser, createBrowser } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { type BenchRow, percentile, reportBench } from '../support/report-bench.ts'
import { runProduct, untilReady } from '../support/run-product.ts'
import { administrator } from '../support/start-app.ts'
import type { SinkSays } from './mail/mail-sink.ts'

const count = Number(process.argv[2] ?? 1_000)
const inviteesEach = Math.min(500, count)
/** People who read the calendar at the same time, and how long each looks at it before the next reading. */
const readers = 4
const readEveryMs = 20
/** How long the calendar is read without mails, before them and again after them. */
const quietMs = 8_000

/** A mail server that can be told how many mails to wait for. */
async function startSink() {
  const child = fork(fileURLToPath(new URL('mail/mail-sink.ts', import.meta.url)), [], { execArgv: [] })
  const told = async (): Promise<SinkSays> => ((await once(child, 'message')) as [SinkSays])[0]
  const ready = await told()
  if (!('port' in ready)) throw new Error('the mail server did not start')
  return {
    port: ready.port,
    /** Resolves when that many have come. */
    async expect(mails: number) {
      const done = told()
      child.send(mails)
      const says = await done
      if (!('came' in says)) throw new Error('the mail server said something else')
      return says
    },
    stop: () => child.disconnect(),
  }
}

/** Reads the calendar until stopped; answers with how long each reading took, in milliseconds. */
function readOn(browser: Browser) {
  const took: number[] = []
  let stopped = false
  const from = Temporal.Now.instant().toString({ smallestUnit: 'millisecond' })
  const to = Temporal.Now.instant()
    .add({ hours: 31 * 24 })
    .toString({ smallestUnit: 'millisecond' })
  const one = async (reader: number) => {
    // Each from a network of their own, as behind a proxy: one alone may not ask this much.
    const network = { 'x-forwarded-for': `10.0.0.${reader + 1}` }
    while (!stopped) {
      const begin = performance.now()
      const { status, text } = await browser.get(`/api/meetings?from=${from}&to=${to}`, network)
      if (status !== 200) throw new Error(`the calendar could not be read: ${status} ${text}`)
      took.push(performance.now() - begin)
      await delay(readEveryMs)
    }
  }
  const all = Promise.all(Array.from({ length: readers }, (_, reader) => one(reader)))
  // Told to whoever stops it; until then nobody listens, and the product would be left running by a crash.
  all.catch(() => undefined)
  return async () => {
    stopped = true
    await all
    return took
  }
}

async function signIn(url: string): Promise<Browser> {
  const browser = createBrowser(url)
  const { status } = await browser.post('/api/session', administrator)
  if (status !== 200) throw new Error(`the administrator could not sign in: ${status}`)
  return browser
}

/** Books meetings until so many people are invited; every one gets an address of their own. */
async function invite(browser: Browser, total: number): Promise<void> {
  for (let invited = 0; invited < total; invited += inviteesEach) {
    const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ days: 2, minutes: invited })
    const { status, text } = await browser.post('/api/meetings', {
      title: `Ședința plenară ${invited}`,
      description: 'Vă rugăm să aduceți stadiul din instituția dumneavoastră.',
      start: start.toPlainDateTime().toString({ smallestUnit: 'minute' }),
      ...{ zone: 'Europe/Bucharest', durationMinutes: 90, roomId: null, video: true },
      attendees: Array.from({ length: inviteesEach }, (_, index) => ({
        email: `p${invited + index}@example.ro`,
        name: `Persoana Țîru ${invited + index}`,
        role: 'required',
      })),
    })
    if (status !== 201) throw new Error(`the meeting was not booked: ${status} ${text}`)
  }
}

/** One run of the product on a database of its own. `limit` is what SMTP_URL says about speed. */
async function measure(on: string, limit: string, databaseUrl: string | null): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sfat-bench-'))
  const sink = await startSink()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const product = runProduct({
    PORT: String(port),
    DATA_DIR: join(folder, 'data'),
    SFU_PORT: '0',
    LOG_LEVEL: 'error',
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
    SMTP_URL: `smtp://127.0.0.1:${sink.port}${limit}`,
    MAIL_FROM: 'Ministerul Exemplului <sfat@example.ro>',
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
  })
  try {
    await untilReady(product, url)
    const browser = await signIn(url)
    // A few meetings to read, and the code warm on both sides of the measurement.
    const warm = sink.expect(inviteesEach)
    await invite(browser, inviteesEach)
    await warm
    const readQuietly = async () => {
      const stop = readOn(browser)
      await delay(quietMs)
      return stop()
    }
    const before = await readQuietly()

    const readDuring = readOn(browser)
    const asked = performance.now()
    const arrived = sink.expect(count)
    await invite(browser, count)
    await arrived
    const tookAll = performance.now() - asked
    const during = await readDuring()
    const quiet = [...before, ...(await readQuietly())]
    const name = `${on}${limit.includes('rateLimit') ? ', no limit of speed' : ''}`
    const p99Quiet = percentile(quiet, 0.99)
    return [
      {
        what: `${name}: mails, from the booking to the last arrival`,
        value: count / (tookAll / 1_000),
        unit: 'per s',
      },
      { what: `${name}: reading the calendar, no mails, p50`, value: percentile(quiet, 0.5), unit: 'ms' },
      { what: `${name}: reading the calendar meanwhile, p50`, value: percentile(during, 0.5), unit: 'ms' },
      { what: `${name}: reading the calendar, no mails, p99`, value: p99Quiet, unit: 'ms' },
      {
        what: `${name}: reading the calendar meanwhile, p99`,
        value: percentile(during, 0.99),
        unit: 'ms',
        limit: 2 * p99Quiet,
      },
    ]
  } finally {
    await product.stop()
    sink.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const maintenanceUrl = process.env['TEST_DATABASE_URL']
if (!maintenanceUrl) throw new Error('TEST_DATABASE_URL is not set: start this with `npm run bench mail`.')

async function withDatabase<R>(task: (url: string) => Promise<R>): Promise<R> {
  const name = `sfat_bench_mail_${process.pid}_${Math.floor(performance.now())}`
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: maintenanceUrl })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await administer(`CREATE DATABASE ${name}`)
  const url = new URL(maintenanceUrl ?? '')
  url.pathname = `/${name}`
  return task(url.href).finally(() => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
}

const rows: BenchRow[] = []
for (const limit of ['', '?rateLimit=10000']) {
  rows.push(...(await measure('SQLite', limit, null)))
  rows.push(...(await withDatabase((url) => measure('PostgreSQL', limit, url))))
}
const kept = reportBench(
  'mail',
  `${count} invitations, ${inviteesEach} to a meeting, ${readers} readers every ${readEveryMs} ms, ${availableParallelism()} cores`,
  rows,
)
process.exitCode = kept ? 0 : 1
