/** A PostgreSQL database in one file: dumped at one moment while it is written to, looked into, and brought back. */
import { createInterface } from 'node:readline'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import type { Contents } from './contents.ts'
import { runPostgres, withoutPassword } from './postgres-programs.ts'

/** Writes all that is committed at this moment into `file` (pg_dump's custom format), and answers with what that was. */
export async function dumpPostgres(url: string, file: string): Promise<Contents & { server: string }> {
  return withClient(url, async (client) => {
    // One snapshot for the counting and the dump: the manifest says what is in the file, not what came after.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const { rows } = await client.query<{ snapshot: string; server: string }>(
      "SELECT pg_export_snapshot() AS snapshot, current_setting('server_version') AS server",
    )
    const { snapshot = '', server = '' } = rows[0] ?? {}
    const contents = await contentsOf(client)
    await withoutPassword(url, (address) =>
      runPostgres('pg_dump', [
        '--format=custom',
        '--no-owner',
        '--no-privileges',
        '--no-comments',
        `--snapshot=${snapshot}`,
        `--file=${file}`,
        `--dbname=${address}`,
      ]),
    )
    await client.query('COMMIT')
    return { ...contents, server }
  })
}

/** What is in a dump, read from its first to its last row. Throws an Error in words when it is damaged. */
export async function inspectDump(file: string): Promise<Contents> {
  const rows: Record<string, number> = {}
  const migrations: string[] = []
  const count = async (output: Readable) => {
    let table: string | null = null
    for await (const line of createInterface({ input: output, crlfDelay: Infinity })) {
      if (table === null) {
        table = /^COPY public\."?(\w+)"? .*FROM stdin;$/.exec(line)?.[1] ?? null
        if (table !== null) rows[table] = 0
      } else if (line === '\\.') {
        table = null
      } else {
        rows[table] = (rows[table] ?? 0) + 1
        if (table === 'migration') migrations.push(line.split('\t')[0] ?? '')
      }
    }
  }
  await runPostgres('pg_restore', ['--data-only', '--file=-', file], { read: count }).catch(
    (error: unknown) => {
      if (error instanceof Error && error.message.startsWith('pg_restore failed'))
        throw new Error(`is damaged: ${error.message}`, { cause: error })
      throw error
    },
  )
  return { migrations: migrations.toSorted(), rows: sorted(rows) }
}

/** Brings a dump back in one transaction; with `replace`, in the place of what is there. It all happens or nothing. */
export async function restoreDump(
  url: string,
  file: string,
  { replace }: { replace: boolean },
): Promise<void> {
  const script = new PassThrough()
  if (replace) script.write('DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n')
  const reading = runPostgres('pg_restore', ['--no-owner', '--no-privileges', '--file=-', file], {
    read: (output) => pipeline(output, script),
  }).catch((error: unknown) => {
    // Without its end the transaction is rolled back.
    script.destroy(error as Error)
    throw error
  })
  const writing = withoutPassword(url, (address) =>
    runPostgres(
      'psql',
      ['--no-psqlrc', '--quiet', '--single-transaction', '--set=ON_ERROR_STOP=1', `--dbname=${address}`],
      { input: script },
    ),
  )
  const [read, written] = await Promise.allSettled([reading, writing])
  if (written.status === 'rejected') throw written.reason
  if (read.status === 'rejected') throw read.reason
}

/** What the database holds; nothing at all where the product has never been started. */
export const inspectPostgres = (url: string): Promise<Contents> => withClient(url, contentsOf)

/** Whether a process of the product is connected. */
export const isPostgresInUse = (url: string): Promise<boolean> =>
  withClient(url, async (client) => {
    const { rowCount } = await client.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sfat-%' LIMIT 1",
    )
    return rowCount !== 0
  })

async function contentsOf(client: pg.Client): Promise<Contents> {
  const { rows: tables } = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
  )
  const rows: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows: counted } = await client.query<{ count: string }>(
      `SELECT COUNT(*) AS count FROM public."${name}"`,
    )
    rows[name] = Number(counted[0]?.count)
  }
  const { rows: done } =
    'migration' in rows
      ? await client.query<{ name: string }>('SELECT name FROM public.migration ORDER BY name COLLATE "C"')
      : { rows: [] }
  return { migrations: done.map(({ name }) => name), rows: sorted(rows) }
}

/** Lends a connection of one's own. Throws a sentence when the server cannot be reached. */
export async function withClient<R>(url: string, act: (client: pg.Client) => Promise<R>): Promise<R> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'backup',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect().catch((error: unknown) => {
    throw new Error(
      `The database at DATABASE_URL cannot be opened. ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  })
  return act(client).finally(() => client.end())
}

const sorted = (rows: Record<string, number>) =>
  Object.fromEntries(Object.entries(rows).sort(([one], [other]) => (one < other ? -1 : 1)))
