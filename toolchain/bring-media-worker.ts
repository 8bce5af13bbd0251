import { bringWorker, type Brought } from '../sfu/worker/bring-worker.ts'
import { bringDebianPackages } from './bring-debian-packages.ts'
import { cacheFolder } from './cache-folder.mjs'
import { exclusively, heldLocks } from './hold-lock.ts'
import { interruption } from './interruption.mjs'
import { Problem } from './problem.mjs'
import { runCommand } from './run-command.mjs'
import { showStep } from './show-progress.mjs'

const origins: Record<Brought['from'], string> = {
  MEDIASOUP_WORKER_BIN: 'named by MEDIASOUP_WORKER_BIN',
  cache: 'from the cache',
  prebuilt: 'the official binary',
  source: 'built from source',
}

/**
 * Makes sure that there is a media worker that starts here. `also` are Debian packages that a later step of the same run
 * will ask for.
 */
export const bringMediaWorker = (also: string[] = []): Promise<void> =>
  showStep('Media worker', async (report) => {
    // Said here in words, before mediasoup's folder is looked for inside it.
    cacheFolder()
    try {
      const { from } = await bringWorker({
        env: process.env,
        report,
        signal: interruption,
        run: (command, args, { env, ...options }) =>
          runCommand(command, args, { ...options, env: { ...process.env, ...env }, inherit: heldLocks }),
        exclusively: (name, work) =>
          exclusively(name, () => report({ doing: 'waiting for another run that builds it' }), work),
        needPackages: (packages) => bringDebianPackages(packages, 'The media worker', report, also),
      })
      return { said: origins[from], value: undefined }
    } catch (error) {
      if (interruption.aborted || error instanceof Problem || !(error instanceof Error)) throw error
      throw new Problem(error.message, { cause: error })
    }
  })
