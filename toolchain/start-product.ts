import { join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { bringPackages } from './bring-packages.ts'
import { root } from './checkout.ts'
import { interruption, leaveSignals, underNpm } from './interruption.mjs'
import { prepare } from './prepare.ts'

const entry = join(root, 'api', 'main.ts')

/** Prepares what is missing, then becomes the server: its signals, its output and its exit code are those of this process. */
export const startProduct = async (args: string[]): Promise<number> => {
  await prepare()
  return become(args)
}

/** What an operator does to an installation beside running it (backup, restore): needs the packages and nothing else. */
export const runTask = async (args: string[]): Promise<number> => {
  await bringPackages(root)
  return become(args)
}

/** From here on this process is the server's. */
const become = (args: string[]): number => {
  interruption.throwIfAborted()
  // The server's own cache begins only after its first file; with this one, types are stripped once and for all.
  process.env['NODE_COMPILE_CACHE'] ??= join(cacheFolder(), 'compiled')
  leaveSignals()
  process.chdir(root)
  const server = [process.execPath, entry, ...args]
  // Nobody would tell the server that npm was killed, and it would keep its port from the next run.
  const command = underNpm ? ['/usr/bin/setpriv', '--pdeathsig', 'TERM', ...server] : server
  return process.execve!(command[0]!, command, process.env)
}

/** The product with ready data and accounts, kept apart from the real ones. */
export const startDemo = (args: string[]): Promise<number> => {
  process.env['DATA_DIR'] ||= './data/demo'
  return startProduct(['--demo', ...args])
}
