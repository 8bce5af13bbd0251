import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { inspectPostgres, isPostgresInUse, restoreDump } from '../db/postgres-dump.ts'
import { inspectSqlite, isSqliteInUse } from '../db/sqlite-copy.ts'
import type { Manifest } from './manifest.ts'
import { filesFolder, type Place, secretsFile, sqliteFile } from './place.ts'
import { readBackup } from './read-backup.ts'

type Ask = Place & {
  from: string
  /** Whether an installation that is there already may be replaced. */
  replace: boolean
  clock: { now(): Temporal.Instant }
}

/** What came back, and where the files that were there before are kept; null when there were none. */
export type Restored = { manifest: Manifest; replaced: string | null }

/**
 * Brings a backup back into DATA_DIR and, with PostgreSQL, the database. Everything is checked before anything is touched,
 * and what is replaced in DATA_DIR is moved aside, not removed. Throws an Error in words.
 */
export async function restoreBackup({ dataDir, databaseUrl, from, replace, clock }: Ask): Promise<Restored> {
  const manifest = await readBackup(from)
  const { kind } = manifest.database
  if (kind === 'sqlite' && databaseUrl !== null)
    throw new Error(
      'The backup holds SQLite and DATABASE_URL names PostgreSQL: restore it without DATABASE_URL, then move it with `npm run move-to-postgres`.',
    )
  if (kind === 'postgres' && databaseUrl === null)
    throw new Error('The backup holds PostgreSQL: say in DATABASE_URL where it is to be restored.')
  if (databaseUrl === null ? isSqliteInUse(sqliteFile(dataDir)) : await isPostgresInUse(databaseUrl))
    throw new Error('The product is running: stop it first.')

  const present = await namesIn(dataDir)
  const tables = databaseUrl === null ? {} : (await inspectPostgres(databaseUrl)).rows
  const isThere = present.length > 0 || Object.keys(tables).length > 0
  if (isThere && !replace)
    throw new Error(
      `There is an installation already (${databaseUrl === null ? dataDir : `${dataDir} and the database`}): add --replace to put the backup in its place.`,
    )

  const aside = join(dataDir, `restoring-${stamp(clock)}`)
  await mkdir(aside, { recursive: true, mode: 0o700 })
  try {
    // A copy beside its place first: the disk may be full, and then nothing has happened yet.
    for (const { path } of manifest.files)
      if (path !== manifest.database.file || kind === 'sqlite')
        await bring(join(from, path), join(aside, path))
    if (databaseUrl !== null)
      await restoreDump(databaseUrl, join(from, manifest.database.file), { replace: isThere })
    const replaced = present.length > 0 ? join(dataDir, `replaced-${stamp(clock)}`) : null
    if (replaced) await mkdir(replaced, { mode: 0o700 })
    for (const name of present) await rename(join(dataDir, name), join(replaced ?? '', name))
    for (const name of await readdir(aside)) await rename(join(aside, name), join(dataDir, name))

    const { migrations, rows } =
      databaseUrl === null ? inspectSqlite(sqliteFile(dataDir)) : await inspectPostgres(databaseUrl)
    if (
      !isDeepStrictEqual(
        { migrations, rows },
        { migrations: manifest.database.migrations, rows: manifest.database.rows },
      )
    )
      throw new Error('What has been restored is not what the backup holds: do not start it; try again.')
    return { manifest, replaced }
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

/** What an installation keeps in its folder, of what is there. */
async function namesIn(dataDir: string): Promise<string[]> {
  const names = existsSync(dataDir) ? await readdir(dataDir) : []
  return names.filter(
    (name) => name === filesFolder || name === secretsFile || /^sfat\.db(-wal|-shm)?$/.test(name),
  )
}

/** Everything that comes back is for the server's account alone, whatever the way that it came. */
async function bring(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  await copyFile(from, to)
  await chmod(to, 0o600)
}

const stamp = ({ now }: Ask['clock']) => now().toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')
