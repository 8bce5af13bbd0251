/**
 * Opens the database that a deployment has: SQLite in one file, or PostgreSQL. Each comes as a writer and a reader.
 *
 * SQLite: one connection that writes, one that can only read (WAL, so neither waits for the other). `synchronous` is
 * FULL: what was acknowledged survives a power cut, not only `kill -9`.
 * PostgreSQL: one pool that writes, one whose transactions are read-only, so that a list never waits behind bookings.
 */
import type { Database as SqliteConnection } from 'better-sqlite3'
import pg from 'pg'
import { DataSource } from 'typeorm'
import { SnakeCase } from './columns.ts'
import { schemas } from './schema/index.ts'

export type DatabaseTarget =
  | {
      kind: 'sqlite'
      /** Path of the file; it and its folder are made when absent. */
      file: string
    }
  | {
      kind: 'postgres'
      url: string
      /** Connections for units of work, and again as many for reads. Default 10. */
      poolSize?: number
    }

export type Dialect = DatabaseTarget['kind']

/** Connections of one side: how many there are, how many of them have nothing to do, and who waits for one. */
export type Pool = { name: 'write' | 'read'; connections: number; idle: number; waiting: number }

export type Databases = {
  dialect: Dialect
  writer: DataSource
  reader: DataSource
  /** Both sides as they are now; SQLite has one connection each, for which nobody waits here. */
  pools(): Pool[]
  /** Ends both; closing twice is harmless. */
  close(): Promise<void>
}

/** How long is waited for what another process holds. */
export const lockWaitMs = 10_000

/** Opens both sides. Throws when the database cannot be reached; nothing stays open then. */
export async function openDatabases(target: DatabaseTarget): Promise<Databases> {
  const writer = target.kind === 'sqlite' ? sqlite(target.file, 'write') : postgres(target, 'write')
  const reader = target.kind === 'sqlite' ? sqlite(target.file, 'read') : postgres(target, 'read')
  const close = async () => {
    for (const side of [reader, writer]) if (side.isInitialized) await side.destroy()
  }
  try {
    // The writer first: it makes the file and its write-ahead log, which a read-only connection cannot.
    await writer.initialize()
    await reader.initialize()
  } catch (error) {
    await close()
    throw error
  }
  const pools = () => [poolOf('write', writer), poolOf('read', reader)]
  return { dialect: target.kind, writer, reader, pools, close }
}

function poolOf(name: Pool['name'], { driver }: DataSource): Pool {
  const { master } = driver as { master?: pg.Pool }
  if (!(master instanceof pg.Pool)) return { name, connections: 1, idle: 1, waiting: 0 }
  return { name, connections: master.totalCount, idle: master.idleCount, waiting: master.waitingCount }
}

function sqlite(file: string, side: 'read' | 'write'): DataSource {
  return new DataSource({
    type: 'better-sqlite3',
    database: file,
    readonly: side === 'read',
    timeout: lockWaitMs,
    entities: schemas,
    namingStrategy: new SnakeCase(),
    prepareDatabase: (connection: SqliteConnection) => {
      if (side === 'read') return
      connection.pragma('journal_mode = WAL')
      connection.pragma('synchronous = FULL')
      // After a burst the log file shrinks again instead of keeping its largest size for ever.
      connection.pragma('journal_size_limit = 67108864')
    },
  })
}

function postgres(target: { url: string; poolSize?: number }, side: 'read' | 'write'): DataSource {
  return new DataSource({
    type: 'postgres',
    url: target.url,
    poolSize: target.poolSize ?? 10,
    connectTimeoutMS: lockWaitMs,
    applicationName: `sfat-${side}`,
    installExtensions: false,
    entities: schemas,
    namingStrategy: new SnakeCase(),
    extra: {
      types: { getTypeParser },
      statement_timeout: 30_000,
      lock_timeout: lockWaitMs,
      // A process that hangs inside a unit of work must not hold its rows for ever.
      idle_in_transaction_session_timeout: 60_000,
      ...(side === 'read' ? { options: '-c default_transaction_read_only=on' } : {}),
    },
  })
}

const { TIMESTAMPTZ, INT8, JSON: JSON_TYPE, JSONB } = pg.types.builtins

/** PostgreSQL answers in the words of the rows: instants as RFC 3339 text, counts as numbers, JSON left to the column. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  switch (oid) {
    case TIMESTAMPTZ: {
      const parse = pg.types.getTypeParser(TIMESTAMPTZ, 'text') as (value: string) => Date
      return (value) => parse(value).toISOString()
    }
    case INT8:
      return Number
    case JSON_TYPE:
    case JSONB:
      return (value) => value
    default:
      return pg.types.getTypeParser(oid, format ?? 'text') as (value: string) => unknown
  }
}
