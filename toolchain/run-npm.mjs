import { accessSync, constants, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { runCommand } from './run-command.mjs'

/** npm's own folder is in the home, which a service account may not have: then it gets one in our cache. */
const npmCache = () => {
  const own = process.env['npm_config_cache'] || join(homedir(), '.npm')
  try {
    accessSync(existsSync(own) ? own : join(own, '..'), constants.W_OK)
    return undefined
  } catch {
    return join(cacheFolder(), 'npm')
  }
}

/** npm says first what went wrong, and much after that. */
const LINES_THAT_SAY_WHY = 4

/**
 * What npm said about its failure.
 * @param {import('./run-command.mjs').CommandFailed} error
 */
export const npmReason = (error) => {
  const said = error.said.filter((line) => /^npm err/i.test(line) && line.trim().split(' ').length > 2)
  return said.slice(0, LINES_THAT_SAY_WHY).join('\n') || error.message
}

/**
 * Runs npm on the Node that runs us, with that Node first on the PATH of whatever npm starts.
 * @param {string[]} args
 * @param {Parameters<typeof runCommand>[2]} [options]
 */
export const runNpm = (args, options) => {
  const cache = npmCache()
  const env = {
    ...process.env,
    npm_config_update_notifier: 'false',
    ...(cache && { npm_config_cache: cache }),
  }
  // npm tells the scripts it runs where it is; run by hand, we take the one on the PATH.
  const script = process.env['npm_execpath']
  return script && basename(script) === 'npm-cli.js'
    ? runCommand(process.execPath, [script, ...args], { ...options, env })
    : runCommand('npm', args, { ...options, env })
}
