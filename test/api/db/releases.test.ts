/**
 * Every released version's database, with data in it, is brought to today's form: on both databases, and nothing of it is
 * lost. `test/fixtures/draw-release.ts` draws one at each release.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqliteFile } from '../../../api/backup/place.ts'
import { clock } from '../../../api/clock.ts'
import { openDatabases } from '../../../api/db/data-source.ts'
import { migrate, statementsOf } from '../../../api/db/migrate.ts'
import { migrations } from '../../../api/db/migrations/index.ts'
import { moveRows } from '../../../api/db/move-rows.ts'
import { inspectPostgres, withClient } from '../../../api/db/postgres-dump.ts'
import { inspectSqlite } from '../../../api/db/sqlite-copy.ts'
import { createWork } from '../../../api/db/work.ts'
import { version } from '../../../api/version.ts'
import { buildSqlite, migrationTable, releases, type Release } from '../../fixtures/release.ts'
import { forEachDatabase, type Open } from '../../support/databases.ts'
import { emptyPlace, environmentOf } from '../../support/places.ts'
import { startApp } from '../../support/start-app.ts'
import { testFolder } from '../../support/test-folder.ts'

/** The password of everybody in the demo. */
const password = 'sala-de-consiliu-2026'

/** A database as that release left it. */
async function build(release: Release, open: Open) {
  const place = await emptyPlace(open)
  const { databaseUrl: url } = place
  await mkdir(place.dataDir)
  const file = url === null ? sqliteFile(place.dataDir) : join(await testFolder(), 'sfat.db')
  buildSqlite(release, file)
  if (url === null) return { place, target: { kind: 'sqlite', file } as const }
  await withClient(url, async (client) => {
    await client.query(migrationTable)
    for (const { name, postgres } of release.migrations) {
      for (const statement of postgres) await client.query(statement)
      await client.query('INSERT INTO migration (name) VALUES ($1)', [name])
    }
  })
  await moveRows(file, url)
  return { place, target: { kind: 'postgres', url, poolSize: 2 } as const }
}

describe.each(releases().map((release) => [release.version, release] as const))(
  'version %s',
  (_version, release) => {
    it('was made by statements that have not been changed since', () => {
      const changed = release.migrations.filter(({ name, sqlite, postgres }) => {
        const today = migrations.find((migration) => migration.name === name)
        const same = (one: string[], other: string[]) => JSON.stringify(one) === JSON.stringify(other)
        return (
          !today ||
          !same(sqlite, statementsOf(today, 'sqlite')) ||
          !same(postgres, statementsOf(today, 'postgres'))
        )
      })
      const advice =
        release.version === version
          ? 'This version is not released yet: draw it again with `node test/fixtures/draw-release.ts`.'
          : 'A migration that has been released never changes: add another one.'
      expect(
        changed.map(({ name }) => name),
        advice,
      ).toEqual([])
    })

    forEachDatabase((open) => {
      it(
        'is brought to the form of today without losing a row, and is worked with',
        { timeout: 60_000 },
        async () => {
          const { place, target } = await build(release, open)
          const databases = await openDatabases(target)
          const pending = migrations.filter(
            ({ name }) => !release.migrations.some((done) => done.name === name),
          )
          expect(await migrate(databases, migrations)).toEqual(pending.map(({ name }) => name))
          expect(await migrate(databases, migrations)).toEqual([])
          // Reads through every repository that lists, as the pages do.
          const work = createWork({ databases, clock })
          const { people, outbox, mails } = await work.read(async (views) => ({
            people: await views.people.page({ limit: 200 }),
            outbox: await views.outbox.unsettled(),
            mails: await views.mails.count(),
          }))
          expect(people.items).toHaveLength(rowsOf(release, 'person'))
          expect(outbox).toHaveLength(1)
          expect(mails.waiting).toBe(1)
          await work.close()
          await databases.close()

          const { rows } =
            target.kind === 'sqlite' ? inspectSqlite(target.file) : await inspectPostgres(target.url)
          const lost = release.tables.filter(({ name, rows: before }) => (rows[name] ?? 0) < before.length)
          expect(lost.map(({ name }) => name)).toEqual([])
          await openTheDoors(environmentOf(place), release)
        },
      )
    })
  },
)

/** The product itself, started on it: everything that people look at opens. */
async function openTheDoors(env: Record<string, string>, release: Release): Promise<void> {
  const app = await startApp({ roles: ['web', 'worker'], env })
  onTestFinished(() => app.stop())
  const browser = app.browser()
  const email = release.tables.find(({ name }) => name === 'person')
  const at = email?.columns.indexOf('email') ?? 0
  const secretary = email?.rows.find((row) => String(row[at]).startsWith('sorina.popescu'))
  const signedIn = await browser.post('/api/session', { email: secretary?.[at], password })
  expect(signedIn.status).toBe(200)
  for (const path of ['/api/people', '/api/organisations', '/api/rooms', '/api/groups', '/api/projects']) {
    const { status, body } = await browser.get(path)
    expect(status).toBe(200)
    expect((body as { items: unknown[] }).items.length).toBeGreaterThan(0)
  }
}

const rowsOf = ({ tables }: Release, name: string): number =>
  tables.find((table) => table.name === name)?.rows.length ?? 0
