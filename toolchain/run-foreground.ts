import { spawn } from 'node:child_process'
import { interruption } from './interruption.mjs'
import { endingWithUs } from './start-service.ts'

/**
 * Runs a program of Node that has the terminal to itself, and returns its exit code. When the person interrupts, it is
 * asked to stop and waited for; when this process is killed, it ends too.
 */
export const runForeground = (args: string[], env: NodeJS.ProcessEnv, cwd: string): Promise<number> =>
  new Promise((resolve, reject) => {
    interruption.throwIfAborted()
    const [command, given] = endingWithUs('TERM', process.execPath, args)
    const child = spawn(command, given, { cwd, env, stdio: 'inherit' })
    const stop = () => child.kill('SIGTERM')
    interruption.addEventListener('abort', stop)
    child.on('error', reject)
    child.on('exit', (code) => {
      interruption.removeEventListener('abort', stop)
      resolve(code ?? 1)
    })
  })
