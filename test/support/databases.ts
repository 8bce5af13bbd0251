/**
 * The same story on both databases. `forEachDatabase` tells it once on SQLite and once on PostgreSQL; each `open()` is a
 * new, empty, migrated database that is thrown away when the story has ended.
 *
 *     forEachDatabase((open) => {
 *       it('keeps what was committed', async () => {
 *         const { work } = await open()
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, it, onTestFinished } from 'vitest'
import { type Databases, type DatabaseTarget, openDatabases } from '../../api/db/data-source.ts'
import { migrate } from '../../api/db/migrate.ts'
import { migrations } from '../../api/db/migrations/index.ts'
import { createWork, type Work } from '../../api/db/work.ts'
import { createClock, type TestClock } from './clock.ts'

export type TestDatabase = {
  /** For a second process, or to open the same database again. */
  target: DatabaseTarget
  databases: Databases
  work: Work
  clock: TestClock
}

/** `migrated: false` leaves it without tables. `limitMs` is how long a unit of work may take. */
export type OpenOptions = { migrated?: boolean; limitMs?: number }
export type Open = (options?: OpenOptions) => Promise<TestDatabase>

export function forEachDatabase(tell: (open: Open, kind: DatabaseTarget['kind']) => void): void {
  describe('on SQLite', () => tell(opener(newSqlite), 'sqlite'))
  onPostgres((open) => tell(open, 'postgres'))
}

/** What SQLite alone can tell of itself. */
export const onSqlite = (tell: (open: Open) => void): void =>
  void describe('on SQLite', () => tell(opener(newSqlite)))

/** What PostgreSQL alone can do or suffer. */
export function onPostgres(tell: (open: Open) => void): void {
  const url = process.env['TEST_DATABASE_URL']
  if (url) describe('on PostgreSQL', () => tell(opener(newPostgres(url))))
  else if (process.env['CI'])
    describe('on PostgreSQL', () =>
      it('has a server to run on', () => {
        throw new Error('TEST_DATABASE_URL is not set. `npm test` starts a private server and sets it.')
      }))
  else describe.skip('on PostgreSQL (TEST_DATABASE_URL is not set)', () => tell(opener(newSqlite)))
}

type Made = { target: DatabaseTarget; remove(): Promise<void> }
type Make = (migrated: boolean) => Promise<Made>

function opener(make: Make): Open {
  const left: (() => Promise<void>)[] = []
  const closeAll = async (closers: (() => Promise<void>)[]) => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  afterAll(() => closeAll(left))
  return async ({ migrated = true, limitMs } = {}) => {
    const { target, remove } = await make(migrated)
    const closers = closeWithTest(closeAll) ?? left
    closers.push(remove)
    const databases = await openDatabases(target)
    const clock = createClock()
    const work = createWork({ databases, clock, ...(limitMs === undefined ? {} : { limitMs }) })
    closers.push(async () => {
      await work.close()
      await databases.close()
    })
    return { target, databases, work, clock }
  }
}

/** What is opened in a test is closed with it, so that a long file does not use up the server's connections. */
function closeWithTest(closeAll: (closers: (() => Promise<void>)[]) => Promise<void>) {
  const closers: (() => Promise<void>)[] = []
  try {
    onTestFinished(() => closeAll(closers))
    return closers
  } catch {
    // Not in a test: in a hook that opens for all of them.
    return null
  }
}

async function migrateOnce(target: DatabaseTarget): Promise<void> {
  const databases = await openDatabases(target)
  await migrate(databases, migrations).finally(() => databases.close())
}

async function newSqlite(migrated: boolean): Promise<Made> {
  const folder = await mkdtemp(join(tmpdir(), 'sfat-test-'))
  const target = { kind: 'sqlite', file: join(folder, 'sfat.db') } as const
  if (migrated) await migrateOnce(target)
  return { target, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Databases in the server of the maintenance URL, each with a name of its own, so that files run side by side. */
const newPostgres =
  (maintenanceUrl: string): Make =>
  async (migrated) => {
    const name = `sfat_test_${randomBytes(8).toString('hex')}`
    await withClient(maintenanceUrl, async (client) => {
      const template = migrated ? await migratedTemplate(maintenanceUrl, client) : 'template1'
      await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
    })
    return {
      target: { kind: 'postgres', url: named(maintenanceUrl, name), poolSize: 5 },
      remove: () =>
        withClient(maintenanceUrl, (client) =>
          client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
        ).then(() => undefined),
    }
  }

/** Held while the template is made or copied: PostgreSQL copies no database that somebody is connected to. */
const templateLock = 7_328_900

/**
 * A database with all tables, made once per server by whoever comes first and then copied: copying takes a fraction of
 * what migrating takes. Its name holds the statements' hash, so that changed migrations make another. The lock is held
 * until the client ends.
 */
async function migratedTemplate(maintenanceUrl: string, client: pg.Client): Promise<string> {
  const statements = migrations.map(({ name, statements: of }) => `${name} ${String(of)}`)
  const name = `sfat_template_${createHash('sha256').update(statements.join()).digest('hex').slice(0, 16)}`
  await client.query(`SELECT pg_advisory_lock(${templateLock})`)
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
  if (rowCount === 0) {
    // Under another name until it is whole: somebody may interrupt the run right here.
    await client.query(`DROP DATABASE IF EXISTS ${name}_new WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${name}_new`)
    await migrateOnce({ kind: 'postgres', url: named(maintenanceUrl, `${name}_new`), poolSize: 1 })
    await client.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`)
  }
  return name
}

async function withClient<R>(url: string, act: (client: pg.Client) => Promise<R>): Promise<R> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return act(client).finally(() => client.end())
}

function named(maintenanceUrl: string, database: string): string {
  const url = new URL(maintenanceUrl)
  url.pathname = `/${database}`
  return url.href
}
