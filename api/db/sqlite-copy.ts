/** A SQLite database as a file among files: copied while it is written to, looked into, and found to be in use. */
import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import type { Contents } from './contents.ts'

const lockWaitMs = 10_000
/** More pages than any database has: all of them in one step, which sees the database as it is at that moment. */
const everything = 0x7fffffff

/**
 * Copies what is committed at this moment into one file without a log beside it; writers go on meanwhile. A copy in many
 * steps would begin anew with each commit in between, and never end on a busy installation.
 */
export async function copySqlite(file: string, to: string): Promise<void> {
  const source = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: lockWaitMs })
  try {
    await source.backup(to, { progress: () => everything })
  } finally {
    source.close()
  }
  const copy = new Sqlite(to)
  try {
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
}

/** What is in a file. Throws an Error in words when it is no database, or damaged. */
export function inspectSqlite(file: string): Contents {
  const database = new Sqlite(file, { readonly: true, fileMustExist: true })
  try {
    const [said] = database.pragma('integrity_check') as { integrity_check: string }[]
    if (said?.integrity_check !== 'ok') throw new Error(`is damaged: ${said?.integrity_check}`)
    const [orphan] = database.pragma('foreign_key_check') as { table: string }[]
    if (orphan) throw new Error(`is damaged: a row of ${orphan.table} refers to one that is not there`)
    const tables = database
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
      )
      .pluck()
      .all() as string[]
    const count = (table: string) =>
      database.prepare(`SELECT COUNT(*) FROM "${table}"`).pluck().get() as number
    return {
      migrations: tables.includes('migration')
        ? (database.prepare('SELECT name FROM migration ORDER BY name').pluck().all() as string[])
        : [],
      rows: Object.fromEntries(tables.toSorted().map((table) => [table, count(table)])),
    }
  } catch (error) {
    const code = error instanceof Sqlite.SqliteError ? error.code : ''
    if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT')
      throw new Error('is damaged, or no database at all', { cause: error })
    throw error
  } finally {
    database.close()
  }
}

/** Whether a process has the database open: only whoever is alone with it may take its log away. */
export function isSqliteInUse(file: string): boolean {
  if (!existsSync(file)) return false
  const database = new Sqlite(file, { timeout: 0 })
  try {
    const mode = database.pragma('journal_mode', { simple: true })
    if (mode !== 'wal') {
      database.exec('BEGIN EXCLUSIVE')
      database.exec('ROLLBACK')
      return false
    }
    return database.pragma('journal_mode = DELETE', { simple: true }) !== 'delete'
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error
    if (error.code.startsWith('SQLITE_BUSY')) return true
    // Nobody runs on what is no database any more.
    if (error.code === 'SQLITE_NOTADB' || error.code === 'SQLITE_CORRUPT') return false
    throw error
  } finally {
    database.close()
  }
}
