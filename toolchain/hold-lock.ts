import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { runCommand } from './run-command.mjs'

/** The open lock files that this process holds; a command that must not outlive the lock's promise gets them too. */
export const heldLocks: number[] = []

/**
 * Runs `work` while holding the lock of this name, which all runs of this account share, and waits for another run that
 * holds it (`onWait` says so). The kernel gives the lock back when the last process that has it open ends, however it ends,
 * so there is no stale lock (flock(2), through Debian's essential `flock`).
 */
export const exclusively = async <T>(
  name: string,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> => {
  const folder = join(cacheFolder(), 'locks')
  mkdirSync(folder, { recursive: true })
  const file = openSync(join(folder, name), 'a')
  try {
    const { status } = spawnSync('flock', ['--nonblock', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', file],
    })
    if (status !== 0) {
      onWait()
      await runCommand('flock', ['3'], { inherit: [file] })
    }
    heldLocks.push(file)
    return await work()
  } finally {
    if (heldLocks.includes(file)) heldLocks.splice(heldLocks.indexOf(file), 1)
    closeSync(file)
  }
}
