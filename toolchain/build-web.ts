import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockOfCheckout } from './checkout.ts'
import { hashFiles } from './hash-files.ts'
import { exclusively, heldLocks } from './hold-lock.ts'
import { interruption } from './interruption.mjs'
import { Problem } from './problem.mjs'
import { CommandFailed, runCommand } from './run-command.mjs'
import { showStep } from './show-progress.mjs'

/** What the built page is made of. */
export const inputs = {
  files: ['package-lock.json'],
  folders: ['contract', 'web'],
  // What the build itself writes.
  except: ['web/build', 'web/.svelte-kit', 'web/src/lib/paraglide', 'web/node_modules'],
}

/** Written last, into the folder that the build empties first: a build that is cut short has none. */
const stampOf = (root: string): string => join(root, 'web', 'build', '.built-from')

const isBuilt = (root: string): boolean =>
  existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === hashFiles(root, inputs)

/** Vite names the stage it is in and counts modules only on a terminal, so its lines are shown as they come. */
const tidy = (line: string): string => line.replaceAll(/\x1b\[[\d;]*m/g, '').trim()

/** Builds the page into `web/build`, unless it was built from exactly these sources. */
export const buildWeb = (root: string): Promise<void> =>
  showStep('Web page', async (report) => {
    if (isBuilt(root)) return { said: 'as built', value: undefined }
    const waiting = () => report({ doing: 'waiting for another run that builds it' })
    return exclusively(lockOfCheckout('web'), waiting, async () => {
      if (isBuilt(root)) return { said: 'as built', value: undefined }
      // Before reading: what changes while it builds must be built again.
      const hash = hashFiles(root, inputs)
      rmSync(stampOf(root), { force: true })
      report({ doing: 'vite build' })
      try {
        await runCommand(process.execPath, [join(import.meta.dirname, 'vite-build.ts')], {
          cwd: join(root, 'web'),
          env: { ...process.env, NODE_ENV: 'production' },
          inherit: heldLocks,
          onLine: (line) => report({ doing: `vite build: ${tidy(line).slice(0, 60)}` }),
        })
      } catch (error) {
        if (!(error instanceof CommandFailed) || interruption.aborted) throw error
        throw new Problem(`The web page did not build:\n${error.said.join('\n')}`)
      }
      writeFileSync(stampOf(root), hash)
      return { said: 'built', value: undefined }
    })
  })
