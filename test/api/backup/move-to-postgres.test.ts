/** From SQLite to PostgreSQL with the demo's two years in it: nothing is lost on the way. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { moveToPostgres } from '../../../api/backup/move-to-postgres.ts'
import { sqliteFile } from '../../../api/backup/place.ts'
import { openDatabases } from '../../../api/db/data-source.ts'
import { migrate } from '../../../api/db/migrate.ts'
import { migrations } from '../../../api/db/migrations/index.ts'
import { inspectPostgres } from '../../../api/db/postgres-dump.ts'
import { inspectSqlite } from '../../../api/db/sqlite-copy.ts'
import { createWork, type Work } from '../../../api/db/work.ts'
import { clock } from '../../../api/clock.ts'
import { tellDemo } from '../../../api/demo/tell-demo.ts'
import { onPostgres, type Open } from '../../support/databases.ts'
import { emptyPlace, environmentOf } from '../../support/places.ts'
import { startApp } from '../../support/start-app.ts'
import { testFolder } from '../../support/test-folder.ts'

/** A SQLite installation with everything that the demo tells. */
async function demo(dataDir: string): Promise<{ email: string; password: string }> {
  await mkdir(dirname(sqliteFile(dataDir)), { recursive: true })
  const databases = await openDatabases({ kind: 'sqlite', file: sqliteFile(dataDir) })
  await migrate(databases, migrations)
  const work: Work = createWork({ databases, clock })
  const said: string[] = []
  await tellDemo({
    work,
    zone: 'Europe/Bucharest',
    publicUrl: 'http://127.0.0.1:8080',
    say: (line) => void said.push(line),
  })
  await work.run(async ({ events }) =>
    events.record('room.changed', { roomId: '018f5f5e-0000-7000-8000-000000000000' }),
  )
  await work.close()
  await databases.close()
  const find = (line: RegExp) => said.flatMap((told) => line.exec(told)?.[1] ?? [])[0] ?? ''
  return { password: find(/password.*: (.+)$/), email: find(/^ .* (\S+@\S+)$/) }
}

onPostgres((open) => {
  describe('moving', { timeout: 240_000 }, () => {
    it('carries every row of the demo over, and the product goes on with them', async () => {
      const place = await emptyPlace(open)
      const account = await demo(place.dataDir)
      const before = inspectSqlite(sqliteFile(place.dataDir))
      const moved = await moveToPostgres(place)
      const { migration: _migrations, ...rows } = before.rows
      expect(moved).toEqual(rows)
      expect(Object.values(moved).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(2_000)
      const after = await inspectPostgres(place.databaseUrl ?? '')
      expect(after.rows).toEqual(before.rows)
      expect(after.migrations).toEqual(before.migrations)
      // The original is as it was, to go back to.
      expect(inspectSqlite(sqliteFile(place.dataDir))).toEqual(before)

      const app = await startApp({ roles: ['web', 'worker'], env: environmentOf(place) })
      onTestFinished(() => app.stop())
      expect((await app.browser().post('/api/session', account)).status).toBe(200)
      // Events go on counting where they were.
      await expect(
        app.app.work?.run(async ({ events }) =>
          events.record('room.changed', { roomId: '018f5f5e-0000-7000-8000-000000000001' }),
        ),
      ).resolves.toBeUndefined()
    })

    it('refuses a database with people in it, a running product, and a folder without SQLite', async () => {
      const place = await emptyPlace(open)
      await expect(moveToPostgres(place)).rejects.toThrow('There is no SQLite database')
      await expect(moveToPostgres({ ...place, databaseUrl: null })).rejects.toThrow('DATABASE_URL must say')

      const small = await smallPlace(open)
      const running = await startApp({ roles: ['web', 'worker'], env: { DATA_DIR: small.dataDir } })
      await expect(moveToPostgres(small)).rejects.toThrow('is running')
      await running.stop()
      await moveToPostgres(small)
      await expect(moveToPostgres(small)).rejects.toThrow('There are people')
    })

    it('moves nothing at all when the rows do not fit', async () => {
      const small = await smallPlace(open)
      const { default: Sqlite } = await import('better-sqlite3')
      const database = new Sqlite(sqliteFile(small.dataDir))
      // A word that PostgreSQL understands, and makes something else of.
      database.exec(`UPDATE person SET created_at = 'yesterday'`)
      database.close()
      await expect(moveToPostgres(small)).rejects.toThrow('The rows of person are not the same on both sides')
      expect((await inspectPostgres(small.databaseUrl ?? '')).rows['person']).toBe(0)
    })
  })
})

/** SQLite with one administrator, beside an empty PostgreSQL database. */
async function smallPlace(open: Open) {
  const { databaseUrl } = await emptyPlace(open)
  const dataDir = join(await testFolder(), 'data')
  const app = await startApp({ roles: ['web', 'worker'], env: { DATA_DIR: dataDir } })
  await app.stop()
  await mkdir(join(dataDir, 'files'), { recursive: true })
  await writeFile(join(dataDir, 'files', 'kept'), 'as it was')
  return { dataDir, databaseUrl }
}
