/**
 * Brings the tables to the form that this version of the code expects. Each migration is a file of statements and runs
 * once; all that are pending run in one transaction under a lock, so that processes which start together do not collide
 * and a failed upgrade leaves the database as it was.
 */
import type { Databases, Dialect } from './data-source.ts'
import { translate } from './storage-errors.ts'

/** The words in which a migration speaks of columns, per database. */
export type ColumnWords = {
  dialect: Dialect
  id: string
  instant: string
  json: string
  bool: string
  /** A number that the database hands out in growing order; it is the primary key. */
  counter: string
  /** Statements that only one of the databases needs. */
  only(dialect: Dialect, ...statements: string[]): string[]
}

export type Migration = {
  /** `0001-events`: runs in the order of the list, and never changes once released. */
  name: string
  statements(words: ColumnWords): string[]
}

const only =
  (mine: Dialect): ColumnWords['only'] =>
  (dialect, ...statements) =>
    dialect === mine ? statements : []

const words: Record<Dialect, ColumnWords> = {
  sqlite: {
    dialect: 'sqlite',
    id: 'text',
    instant: 'text',
    json: 'text',
    bool: 'integer',
    counter: 'integer PRIMARY KEY AUTOINCREMENT',
    only: only('sqlite'),
  },
  postgres: {
    dialect: 'postgres',
    id: 'uuid',
    instant: 'timestamptz',
    json: 'jsonb',
    bool: 'boolean',
    counter: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
    only: only('postgres'),
  },
}

/** What a migration says to one of the databases. */
export const statementsOf = (migration: Migration, dialect: Dialect): string[] =>
  migration.statements(words[dialect])

/** Any number, as long as nobody else who shares the PostgreSQL database uses it. */
const migrationLock = 7_328_001

/**
 * Runs what is pending and answers with the names of what was run. Throws when the database was made by a newer version
 * of the product: an older one would not understand it.
 */
export async function migrate({ dialect, writer }: Databases, migrations: Migration[]): Promise<string[]> {
  const runner = writer.createQueryRunner()
  try {
    await runner.query(dialect === 'sqlite' ? 'BEGIN IMMEDIATE' : 'BEGIN')
    try {
      if (dialect === 'postgres') {
        // Another process may be in the middle of a long migration: wait for it, however long it takes.
        await runner.query('SET LOCAL lock_timeout = 0')
        await runner.query('SET LOCAL statement_timeout = 0')
        await runner.query(`SELECT pg_advisory_xact_lock(${migrationLock})`)
      }
      const parameter = dialect === 'sqlite' ? '?' : '$1'
      await runner.query(
        'CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, run_at text NOT NULL DEFAULT CURRENT_TIMESTAMP)',
      )
      const rows = (await runner.query('SELECT name FROM migration')) as { name: string }[]
      const done = new Set(rows.map((row) => row.name))
      const unknown = [...done].filter((name) => !migrations.some((migration) => migration.name === name))
      if (unknown.length > 0)
        throw new Error(
          `The database was made by a newer version of the product (${unknown.join(', ')}). Start that version, or restore a backup from before the upgrade.`,
        )
      const pending = migrations.filter((migration) => !done.has(migration.name))
      for (const migration of pending) {
        for (const statement of statementsOf(migration, dialect)) await runner.query(statement)
        await runner.query(`INSERT INTO migration (name) VALUES (${parameter})`, [migration.name])
      }
      await runner.query('COMMIT')
      return pending.map((migration) => migration.name)
    } catch (error) {
      // The first error is the one worth telling; a rollback may fail because the connection is gone.
      await runner.query('ROLLBACK').catch(() => undefined)
      throw error
    }
  } catch (error) {
    throw translate(error)
  } finally {
    await runner.release()
  }
}
