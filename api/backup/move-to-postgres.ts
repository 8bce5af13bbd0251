import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabases } from '../db/data-source.ts'
import { migrate } from '../db/migrate.ts'
import { migrations } from '../db/migrations/index.ts'
import { moveRows } from '../db/move-rows.ts'
import { inspectPostgres, isPostgresInUse } from '../db/postgres-dump.ts'
import { copySqlite, inspectSqlite, isSqliteInUse } from '../db/sqlite-copy.ts'
import { type Place, sqliteFile } from './place.ts'

/**
 * Moves an installation from SQLite in DATA_DIR to PostgreSQL: every row, compared on both sides, or none. The SQLite file
 * stays as it is; files and secrets stay where they are. Answers with the number of rows of each table. Throws an Error in
 * words.
 */
export async function moveToPostgres({ dataDir, databaseUrl }: Place): Promise<Record<string, number>> {
  const file = sqliteFile(dataDir)
  if (databaseUrl === null) throw new Error('DATABASE_URL must say to which PostgreSQL database to move.')
  if (!existsSync(file)) throw new Error(`There is no SQLite database in DATA_DIR (${dataDir}).`)
  if (isSqliteInUse(file) || (await isPostgresInUse(databaseUrl)))
    throw new Error('The product is running: stop it first, or what people do meanwhile would stay behind.')
  const { rows } = await inspectPostgres(databaseUrl)
  if ((rows['person'] ?? 0) > 0)
    throw new Error('There are people in the PostgreSQL database already: move to an empty one.')

  // The copy is brought to the form of today; the original stays what it was, to go back to.
  const aside = await mkdtemp(join(dataDir, 'moving-'))
  try {
    const copy = join(aside, 'sfat.db')
    await copySqlite(file, copy)
    inspectSqlite(copy)
    await migrateAll({ kind: 'sqlite', file: copy })
    await migrateAll({ kind: 'postgres', url: databaseUrl, poolSize: 1 })
    return await moveRows(copy, databaseUrl)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

async function migrateAll(target: Parameters<typeof openDatabases>[0]): Promise<void> {
  const databases = await openDatabases(target)
  await migrate(databases, migrations).finally(() => databases.close())
}
