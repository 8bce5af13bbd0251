import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { interruption } from './interruption.mjs'

/** A command that did not end well; `said` holds the first and the last lines it wrote. */
export class CommandFailed extends Error {
  /** @override */
  name = 'CommandFailed'
  /**
   * @param {string} command
   * @param {string} how
   * @param {string[]} said
   */
  constructor(command, how, said) {
    super(`${command} ${how}${said.length > 0 ? `:\n${said.join('\n')}` : ''}`)
    this.said = said
  }
}

/**
 * npm, asked to stop, first removes what it installed, which can take a minute; the next run does that anyway.
 */
const MS_TO_STOP = 3000

const FIRST_LINES = 10
const LAST_LINES = 25

/**
 * Runs a command to its end without a shell, its output to `onLine` line by line. Rejects with CommandFailed when it does
 * not end with code 0. When the person interrupts, the command is asked to stop, and killed if it does not soon.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, inherit?: readonly number[], mayFinish?: boolean }} [options]
 *   `inherit`: open files that the command gets too, so that a lock held through one lasts until the command has ended.
 *   `mayFinish`: never kill it; it leaves the system in a state that it has to clear up itself.
 * @returns {Promise<void>}
 */
export const runCommand = (
  command,
  args,
  { cwd, env = process.env, onLine, inherit = [], mayFinish = false } = {},
) =>
  new Promise((resolve, reject) => {
    if (interruption.aborted) return reject(new CommandFailed(command, 'was not started', []))
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe', ...inherit] })
    /** @type {string[]} */
    const said = []
    const hear = (/** @type {string} */ line) => {
      said.push(line)
      if (said.length > FIRST_LINES + LAST_LINES) said.splice(FIRST_LINES, 1)
      onLine?.(line)
    }
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', hear)
    }
    /** @type {NodeJS.Timeout | undefined} */
    let patience
    const stop = () => {
      child.kill('SIGTERM')
      if (!mayFinish) patience = setTimeout(() => child.kill('SIGKILL'), MS_TO_STOP)
    }
    interruption.addEventListener('abort', stop)
    const done = () => {
      clearTimeout(patience)
      interruption.removeEventListener('abort', stop)
    }
    child.on('error', (error) => {
      done()
      reject(new CommandFailed(command, `could not be started (${error.message})`, said))
    })
    child.on('close', (code, signal) => {
      done()
      if (code === 0 && !interruption.aborted) resolve()
      else
        reject(new CommandFailed(command, signal ? `was ended by ${signal}` : `left with code ${code}`, said))
    })
  })
