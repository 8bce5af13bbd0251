/** The demonstration on a database of its own, and the product running on it: what benchmarks of the interface ask. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type DatabaseTarget, openDatabases } from '../../../api/db/data-source.ts'
import { migrate } from '../../../api/db/migrate.ts'
import { migrations } from '../../../api/db/migrations/index.ts'
import { createWork } from '../../../api/db/work.ts'
import { tellDemo } from '../../../api/demo/tell-demo.ts'
import { type Browser, createBrowser } from '../../support/browser.ts'
import { freePort } from '../../support/free-port.ts'
import { runProduct, untilReady } from '../../support/run-product.ts'

export const zone = 'Europe/Bucharest'
export const clock = { now: () => Temporal.Now.instant() }

/** The month before this one: it is over, so every list of it stays as it is while it is measured. */
const month = Temporal.Now.zonedDateTimeISO(zone).startOfDay().with({ day: 1 }).subtract({ months: 1 })
const instant = (moment: Temporal.ZonedDateTime) =>
  moment.toInstant().toString({ smallestUnit: 'millisecond' })
export const span = { from: instant(month), to: instant(month.add({ months: 1 })) }

export type Account = { email: string; password: string }

/** Fills a new database with so many months of the demonstration; answers with who can sign in, the administrator first. */
export async function fill(target: DatabaseTarget, months: number): Promise<Account[]> {
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

/** Where a measurement keeps its data; thrown away afterwards. */
export type Place = { folder: string; target: DatabaseTarget }

/** SQLite in a folder of its own, or a new database on the server whose address is given. */
export async function withPlace<R>(server: string | null, task: (place: Place) => Promise<R>): Promise<R> {
  const folder = await mkdtemp(join(tmpdir(), 'sfat-bench-'))
  const name = `sfat_bench_${randomBytes(6).toString('hex')}`
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: server ?? '' })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  try {
    if (server === null)
      return await task({ folder, target: { kind: 'sqlite', file: join(folder, 'sfat.db') } })
    await administer(`CREATE DATABASE ${name}`)
    const url = new URL(server)
    url.pathname = `/${name}`
    return await task({ folder, target: { kind: 'postgres', url: url.href } })
  } finally {
    if (server !== null) await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await rm(folder, { recursive: true, force: true })
  }
}

export type Running = {
  port: number
  pid: number
  /** Of everybody who can sign in. */
  browsers: Browser[]
  /** The administrator's. */
  browser: Browser
  /** What the administrator's session cookie holds. */
  token: string
}

/** What stands in a browser's session cookie. */
export const tokenOf = (browser: Browser): string =>
  [...browser.cookies].find(([name]) => !name.endsWith('-device'))?.[1] ?? ''

/** The product as a process of its own on a database that has been filled, for the task. */
export async function withProduct<R>(
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
    return await task({ port, pid: product.pid, browsers, browser, token: tokenOf(browser) })
  } finally {
    await product.stop()
  }
}
