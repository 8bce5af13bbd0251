/** A PostgreSQL database whose disk can be full: its tables stand in a tablespace on a small disk. */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { withClient } from '../../api/db/postgres-dump.ts'
import type { SmallDisk } from '../support/small-disk.ts'

export type SmallDatabase = { url: string; fill(): Promise<void>; makeRoom(): Promise<void> }

/**
 * Moves an empty database to the disk. Without one (nobody may mount here) the server itself raises what it raises on a
 * full disk, at every insert.
 */
export async function smallDatabase(url: string, disk: SmallDisk | null): Promise<SmallDatabase> {
  const name = new URL(url).pathname.slice(1)
  if (!disk) return { url, fill: () => refuseRows(url), makeRoom: () => acceptRows(url) }
  const folder = join(disk.folder, 'tables')
  mkdirSync(folder)
  // The server runs as another account when we are root.
  spawnSync('chown', ['postgres', folder])
  const elsewhere = new URL(url)
  elsewhere.pathname = '/postgres'
  const space = `${name}_small`
  const administer = (...statements: string[]) =>
    withClient(elsewhere.href, async (client) => {
      for (const statement of statements) await client.query(statement)
    })
  await administer(
    `CREATE TABLESPACE ${space} LOCATION '${folder}'`,
    `ALTER DATABASE ${name} SET TABLESPACE ${space}`,
  )
  onTestFinished(async () => {
    await disk.makeRoom()
    await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, `DROP TABLESPACE ${space}`)
  })
  return { url, fill: disk.fill, makeRoom: disk.makeRoom }
}

const tables = (url: string, each: (table: string) => string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'",
    )
    for (const { name } of rows) await client.query(each(name))
  })

async function refuseRows(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`CREATE OR REPLACE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`),
  )
  await tables(
    url,
    (table) =>
      `CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON "${table}" FOR EACH ROW EXECUTE FUNCTION disk_full()`,
  )
}

const acceptRows = (url: string) => tables(url, (table) => `DROP TRIGGER disk_full ON "${table}"`)
