import { join } from 'node:path'
import { root } from './checkout.ts'
import { interruption, leaveSignals } from './interruption.mjs'
import { prepare } from './prepare.ts'

const entry = join(root, 'api', 'main.ts')

/** Prepares what is missing, then becomes the server: its signals, its output and its exit code are those of this process. */
export const startProduct = async (args: string[]): Promise<number> => {
  await prepare()
  interruption.throwIfAborted()
  leaveSignals()
  process.chdir(root)
  return process.execve!(process.execPath, [process.execPath, entry, ...args], process.env)
}

/** The product with ready data and accounts, kept apart from the real ones. */
export const startDemo = (args: string[]): Promise<number> => {
  process.env['DATA_DIR'] ||= './data/demo'
  return startProduct(['--demo', ...args])
}
