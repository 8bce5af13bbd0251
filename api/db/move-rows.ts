/**
 * Carries every row of a SQLite database over to PostgreSQL, in one transaction, and compares both sides before it commits:
 * the number of rows of each table, and what is in them.
 */
import { createHash } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import type pg from 'pg'
import { withClient } from './postgres-dump.ts'

/** A column as PostgreSQL has it, where the two databases write values differently. */
type Column = { name: string; type: string; counter: boolean }
type Table = { name: string; columns: Column[] }
type Row = Record<string, unknown>

const rowsAtOnce = 500
/** Made by the migrations on both sides. */
const ownOfEach = 'migration'

/** Answers with the number of rows of each table. Throws an Error, and changes nothing, when anything is not the same. */
export async function moveRows(file: string, url: string): Promise<Record<string, number>> {
  const source = new Sqlite(file, { readonly: true, fileMustExist: true })
  try {
    return await withClient(url, async (client) => {
      await client.query('BEGIN')
      try {
        const moved = await moveAll(source, client)
        await client.query('COMMIT')
        return moved
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined)
        throw error
      }
    })
  } finally {
    source.close()
  }
}

async function moveAll(source: Sqlite.Database, client: pg.Client): Promise<Record<string, number>> {
  const tables = await tablesOf(client)
  const theirs = source
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    .pluck()
    .all() as string[]
  const missing = theirs.filter((name) => name !== ownOfEach && !tables.some((table) => table.name === name))
  if (missing.length > 0) throw new Error(`PostgreSQL has no table for ${missing.join(', ')}.`)

  // What the migrations have put there comes from the other side, too.
  for (const { name } of tables.toReversed()) await client.query(`DELETE FROM public."${name}"`)
  const moved: Record<string, number> = {}
  for (const table of tables) {
    moved[table.name] = await moveTable(source, client, table)
    if (sumOfSqlite(source, table) !== (await sumOfPostgres(client, table)))
      throw new Error(`The rows of ${table.name} are not the same on both sides: nothing was moved.`)
  }
  return moved
}

async function moveTable(source: Sqlite.Database, client: pg.Client, table: Table): Promise<number> {
  const { name, columns } = table
  const listed = columns.map((column) => `"${column.name}"`).join(', ')
  const statement = `INSERT INTO public."${name}" (${listed}) OVERRIDING SYSTEM VALUE
    SELECT ${listed} FROM json_populate_recordset(NULL::public."${name}", $1::json)`
  let count = 0
  let batch: Row[] = []
  const write = async () => {
    await client.query(statement, [JSON.stringify(batch)])
    count += batch.length
    batch = []
  }
  for (const row of rowsOf(source, table)) {
    batch.push(row)
    if (batch.length === rowsAtOnce) await write()
  }
  if (batch.length > 0) await write()
  for (const { name: column } of columns.filter(({ counter }) => counter))
    // The next number follows the largest; where there is none, the first is handed out next.
    await client.query(
      `SELECT setval(pg_get_serial_sequence('public."${name}"', '${column}'),
        COALESCE(MAX("${column}"), 1), MAX("${column}") IS NOT NULL) FROM public."${name}"`,
    )
  return count
}

/** The rows as PostgreSQL would say them: truth as true and false, JSON as what it means. */
function* rowsOf(source: Sqlite.Database, { name, columns }: Table): Generator<Row> {
  const listed = columns.map((column) => `"${column.name}"`).join(', ')
  for (const row of source.prepare(`SELECT ${listed} FROM "${name}"`).iterate() as IterableIterator<Row>)
    yield Object.fromEntries(columns.map(({ name: column, type }) => [column, valueOf(row[column], type)]))
}

function valueOf(value: unknown, type: string): unknown {
  if (value === null) return null
  if (type === 'boolean') return value === 1
  if (type === 'jsonb') return JSON.parse(String(value)) as unknown
  return value
}

function sumOfSqlite(source: Sqlite.Database, table: Table): string {
  const sum = createSum()
  for (const row of rowsOf(source, table)) sum.add(row)
  return sum.text()
}

/** Instants are told as SQLite keeps them; everything else PostgreSQL's JSON says in the same way. */
async function sumOfPostgres(client: pg.Client, { name, columns }: Table): Promise<string> {
  const told = columns.map(({ name: column, type }) =>
    type === 'timestamp with time zone'
      ? `'${column}', to_char("${column}" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
      : `'${column}', "${column}"`,
  )
  const sum = createSum()
  await client.query(
    `DECLARE moved NO SCROLL CURSOR FOR SELECT json_build_object(${told.join(', ')})::text AS row FROM public."${name}"`,
  )
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${rowsAtOnce} FROM moved`)
    if (rows.length === 0) break
    for (const { row } of rows) sum.add(JSON.parse(row) as Row)
  }
  await client.query('CLOSE moved')
  return sum.text()
}

/** A sum over rows that does not depend on their order, and in which two equal rows do not cancel each other out. */
function createSum() {
  let sum = 0n
  let count = 0
  return {
    add(row: Row): void {
      count += 1
      const digest = createHash('sha256')
        .update(JSON.stringify(canonical(row)))
        .digest('hex')
      sum = (sum + BigInt(`0x${digest}`)) % (1n << 256n)
    },
    text: () => `${count} ${sum.toString(16)}`,
  }
}

/** The same for values that mean the same: `jsonb` keeps the keys of an object in an order of its own. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, canonical(inner)] as const)
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Every table with its columns, those that others refer to first. Throws when they refer to one another in a circle. */
async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows: columns } = await client.query<Column & { table: string }>(
    `SELECT c.table_name AS "table", c.column_name AS name, c.data_type AS type, c.is_identity = 'YES' AS counter
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
     ORDER BY c.table_name, c.ordinal_position`,
  )
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `SELECT conrelid::regclass::text AS "from", confrelid::regclass::text AS "to"
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  )
  const waiting = new Map<string, Column[]>()
  for (const { table, name, type, counter } of columns)
    if (table !== ownOfEach) waiting.getOrInsertComputed(table, () => []).push({ name, type, counter })
  const ordered: Table[] = []
  while (waiting.size > 0) {
    const free = [...waiting.keys()].filter(
      (table) => !references.some(({ from, to }) => from === table && to !== table && waiting.has(to)),
    )
    if (free.length === 0)
      throw new Error(`These tables refer to one another: ${[...waiting.keys()].join(', ')}.`)
    for (const name of free) {
      ordered.push({ name, columns: waiting.get(name) ?? [] })
      waiting.delete(name)
    }
  }
  return ordered
}
