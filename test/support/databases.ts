/**
 * The same story on both databases. `forEachDatabase` tells it once on SQLite and once on PostgreSQL; each `open()` is a
 * new, empty, migrated database that is thrown away when the story has ended.
 *
 *     forEachDatabase((open) => {
 *       it('keeps what was committed', async () => {
 *         const { work } = await open()
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, it } from 'vitest'
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
  const url = process.env['TEST_DATABASE_URL']
  if (url) describe('on PostgreSQL', () => tell(opener(newPostgres(url)), 'postgres'))
  else if (process.env['CI'])
    describe('on PostgreSQL', () =>
      it('has a server to run on', () => {
        throw new Error('TEST_DATABASE_URL is not set. `npm test` starts a private server and sets it.')
      }))
  else
    describe.skip('on PostgreSQL (TEST_DATABASE_URL is not set)', () => tell(opener(newSqlite), 'postgres'))
}

type Made = { target: DatabaseTarget; remove(): Promise<void> }

function opener(make: () => Promise<Made>): Open {
  const closers: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const close of closers.reverse()) await close()
  })
  return async ({ migrated = true, limitMs } = {}) => {
    const { target, remove } = await make()
    closers.push(remove)
    const databases = await openDatabases(target)
    const clock = createClock()
    const work = createWork({ databases, clock, ...(limitMs === undefined ? {} : { limitMs }) })
    closers.push(async () => {
      await work.close()
      await databases.close()
    })
    if (migrated) await migrate(databases, migrations)
    return { target, databases, work, clock }
  }
}

async function newSqlite(): Promise<Made> {
  const folder = await mkdtemp(join(tmpdir(), 'sfat-test-'))
  return {
    target: { kind: 'sqlite', file: join(folder, 'sfat.db') },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Databases in the server of the maintenance URL, each with a name of its own, so that files run side by side. */
const newPostgres = (maintenanceUrl: string) => async (): Promise<Made> => {
  const name = `sfat_test_${randomBytes(8).toString('hex')}`
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: maintenanceUrl })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await administer(`CREATE DATABASE ${name}`)
  const url = new URL(maintenanceUrl)
  url.pathname = `/${name}`
  return {
    target: { kind: 'postgres', url: url.href, poolSize: 5 },
    remove: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}
