import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Problem } from './problem.mjs'

/**
 * The folder where Sfat keeps what it brings for itself, made if need be (XDG Base Directory Specification:
 * `$XDG_CACHE_HOME`, else `~/.cache`). Throws a Problem when this account cannot write there.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export const cacheFolder = (env = process.env) => {
  const folder = join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'sfat')
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK | constants.X_OK)
    return folder
  } catch (error) {
    throw new Problem(
      `Sfat keeps its runtime and media worker in ${folder}, where this account cannot write ` +
        `(${/** @type {NodeJS.ErrnoException} */ (error).code}): set XDG_CACHE_HOME to a folder where it can.`,
    )
  }
}
