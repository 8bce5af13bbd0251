import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { unknownMigrations } from '../db/contents.ts'
import { migrations } from '../db/migrations/index.ts'
import { inspectDump } from '../db/postgres-dump.ts'
import { inspectSqlite } from '../db/sqlite-copy.ts'
import { hashFile, Manifest, manifestName } from './manifest.ts'

/**
 * Opens a backup and answers with its manifest when everything is as that says: every file, byte for byte, and every row
 * of the database. Throws an Error in words when it is broken, or made by a newer version of the product.
 */
export async function readBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder)
  const { database, files, version } = manifest
  const newer = unknownMigrations(database.migrations, migrations)
  if (newer.length > 0)
    throw new Error(
      `The backup was made by a newer version of the product, ${version}: install that one first.`,
    )

  for (const { path, bytes, sha256 } of files) {
    const size = await stat(join(folder, path)).then(
      (found) => found.size,
      () => null,
    )
    if (size === null) throw new Error(`The backup is not whole: ${path} is missing.`)
    if (size !== bytes || (await hashFile(join(folder, path))) !== sha256)
      throw new Error(`The backup is broken: ${path} is not as it was written.`)
  }
  const file = join(folder, database.file)
  const contents = await inspect(database.kind, file).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(said.startsWith('is ') ? `The database of the backup ${said}.` : said, { cause: error })
  })
  const { migrations: made, rows } = database
  if (!isDeepStrictEqual(contents, { migrations: made, rows }))
    throw new Error('The backup is broken: its database does not hold what its manifest says.')
  return manifest
}

const inspect = async (kind: Manifest['database']['kind'], file: string) =>
  kind === 'sqlite' ? inspectSqlite(file) : inspectDump(file)

async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch((error: unknown) => {
    throw new Error(`There is no backup in ${folder}: it has no ${manifestName}.`, { cause: error })
  })
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (error) {
    throw new Error(`The backup is broken: its ${manifestName} is no JSON.`, { cause: error })
  }
  const { product, format, version } = (raw ?? {}) as Record<string, unknown>
  if (product === 'sfat' && typeof format === 'number' && format > 1)
    throw new Error(
      `The backup was made by a newer version of the product, ${String(version)}: install that one first.`,
    )
  const parsed = Manifest.safeParse(raw)
  if (!parsed.success) throw new Error(`The backup is broken: its ${manifestName} is not one of ours.`)
  return parsed.data
}
