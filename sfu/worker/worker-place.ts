import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

export type Environment = Record<string, string | undefined>

export const recipeFolder = join(import.meta.dirname, 'recipe')

/** The folder of the installed mediasoup package and its version; throws when packages are not installed. */
export const mediasoupPackage = (): { folder: string; version: string } => {
  const file = findPackageJSON('mediasoup', import.meta.url)
  if (!file) throw new Error('The package mediasoup is not installed: run npm ci.')
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return { folder: dirname(file), version }
}

/** A short hash of everything that decides how the worker is built: a changed recipe is a different worker. */
export const hashRecipe = (folder = recipeFolder): string => {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort())
    hash.update(`${name}\0`).update(readFileSync(join(folder, name)))
  return hash.digest('hex').slice(0, 12)
}

/** Where Sfat keeps what it brought or built (XDG Base Directory Specification: `$XDG_CACHE_HOME`, else `~/.cache`). */
export const cacheFolder = (env: Environment): string =>
  join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'sfat')

/** Where the worker for this version of mediasoup, this architecture and this recipe is, or will be once it is built. */
export const workerPlace = (env: Environment): string =>
  join(
    cacheFolder(env),
    'worker',
    `${mediasoupPackage().version}-${process.platform}-${process.arch}-${hashRecipe()}`,
    'mediasoup-worker',
  )
