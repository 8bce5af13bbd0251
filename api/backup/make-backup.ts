import { constants, existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Contents } from '../db/contents.ts'
import { dumpPostgres } from '../db/postgres-dump.ts'
import { copySqlite, inspectSqlite } from '../db/sqlite-copy.ts'
import { hashFile, type Manifest, manifestName } from './manifest.ts'
import {
  filesFolder,
  lastBackupFile,
  type Place,
  secretsFile,
  sqliteFile,
  unfinishedFolder,
} from './place.ts'
import { readBackup } from './read-backup.ts'

type Ask = Place & {
  /** Backups are made in it, each a folder of its own. */
  to: string
  version: string
  clock: { now(): Temporal.Instant }
}

/**
 * Copies an installation while it runs: the database as it is at one moment, then the uploaded files (a document is
 * stored before the row that names it, so none is missing), and the secrets. It is opened again before it gets its name.
 * Answers with its folder. Throws an Error in words, and leaves nothing behind.
 */
export async function makeBackup({ dataDir, databaseUrl, to, version, clock }: Ask): Promise<string> {
  if (databaseUrl === null && !existsSync(sqliteFile(dataDir)))
    throw new Error(
      `There is nothing to back up in DATA_DIR (${dataDir}): the product has not been started there.`,
    )
  const madeAt = clock.now()
  const name = `sfat-${madeAt.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')}`
  const folder = join(to, name)
  const unfinished = `${folder}.partial`
  await mkdir(to, { recursive: true, mode: 0o700 })
  if (existsSync(folder)) throw new Error(`There is a backup of this second already: ${folder}.`)
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  try {
    const database = await copyDatabase(databaseUrl, dataDir, unfinished)
    await copyFolder(join(dataDir, filesFolder), join(unfinished, filesFolder))
    if (existsSync(join(dataDir, secretsFile)))
      await copyFile(join(dataDir, secretsFile), join(unfinished, secretsFile))
    const manifest: Manifest = {
      ...{ format: 1, product: 'sfat', version },
      madeAt: madeAt.toString({ smallestUnit: 'millisecond' }),
      database,
      files: await describeFiles(unfinished),
    }
    await writeFile(join(unfinished, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
    await readBackup(unfinished)
    await keep(unfinished)
    await rename(unfinished, folder)
    await writeFile(join(dataDir, lastBackupFile), `${manifest.madeAt}\n`, { mode: 0o600 })
    return folder
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

async function copyDatabase(url: string | null, dataDir: string, to: string): Promise<Manifest['database']> {
  const file = url === null ? 'sfat.db' : 'sfat.dump'
  let contents: Contents & { server?: string }
  if (url === null) {
    await copySqlite(sqliteFile(dataDir), join(to, file))
    contents = inspectSqlite(join(to, file))
  } else contents = await dumpPostgres(url, join(to, file))
  const { migrations, rows, server = null } = contents
  if (migrations.length === 0)
    throw new Error('There is nothing to back up: the product has not been started with this database.')
  return { kind: url === null ? 'sqlite' : 'postgres', file, server, migrations, rows }
}

/** Copies a folder that grows meanwhile, where the file system can without copying a byte. */
async function copyFolder(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory() && entry.name !== unfinishedFolder) await copyFolder(source, target)
    if (entry.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE)
  }
}

async function describeFiles(folder: string): Promise<Manifest['files']> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files: Manifest['files'] = []
  for (const path of paths.toSorted())
    files.push({
      path: relative(folder, path),
      bytes: (await stat(path)).size,
      sha256: await hashFile(path),
    })
  return files
}

/** Has the disk write everything before the backup gets its name: a power cut must not leave one that looks whole. */
async function keep(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const path of [
    ...entries.map((entry) => join(entry.parentPath, entry.name)),
    folder,
    dirname(folder),
  ]) {
    const handle = await open(path, 'r')
    await handle.sync().finally(() => handle.close())
  }
}
