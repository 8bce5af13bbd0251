import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { endingWithUs } from '../../toolchain/start-service.ts'

export type Child = {
  /** Resolves with the signal that ended it, or null when it ended by itself. */
  ended: Promise<NodeJS.Signals | null>
  /** Kills it as a power cut would; resolves when it is gone. */
  kill(): Promise<void>
  /** Asks it to end; resolves when it has. */
  stop(): Promise<void>
}

/**
 * Runs a file of the tests as a process of its own that is told what to do as JSON, and may be killed at any moment. It ends
 * with this process, also when that is killed.
 */
export function startChild(file: URL, ask: object, env: NodeJS.ProcessEnv = {}): Child {
  const command = endingWithUs('KILL', process.execPath, [fileURLToPath(file), JSON.stringify(ask)])
  const child = spawn(...command, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = once(child, 'close').then(([, signal]) => signal as NodeJS.Signals | null)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  return { ended, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}
