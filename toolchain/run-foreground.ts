import { spawn } from 'node:child_process'
import { interruption } from './interruption.mjs'
import { endingWithUs } from './start-service.ts'

/** Tests and servers close what they opened before they end; a program that cannot is not waited for. */
const MS_TO_STOP = 15_000

/**
 * Runs a program of Node that has the terminal to itself, and returns its exit code. When the person interrupts, it is
 * asked to stop and waited for; when this process is killed, it ends too.
 */
export const runForeground = (args: string[], env: NodeJS.ProcessEnv, cwd: string): Promise<number> =>
  new Promise((resolve, reject) => {
    interruption.throwIfAborted()
    const [command, given] = endingWithUs('TERM', process.execPath, args)
    const child = spawn(command, given, { cwd, env, stdio: 'inherit' })
    let patience: NodeJS.Timeout | undefined
    const stop = () => {
      child.kill('SIGTERM')
      patience = setTimeout(() => child.kill('SIGKILL'), MS_TO_STOP)
    }
    interruption.addEventListener('abort', stop)
    child.on('error', reject)
    child.on('exit', (code) => {
      clearTimeout(patience)
      interruption.removeEventListener('abort', stop)
      resolve(code ?? 1)
    })
  })
