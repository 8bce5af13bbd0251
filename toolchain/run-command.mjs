import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { interruption } from './interruption.mjs'

/** A command that did not end well; `tail` holds the last lines it wrote. */
export class CommandFailed extends Error {
  /** @override */
  name = 'CommandFailed'
  /**
   * @param {string} command
   * @param {string} how
   * @param {string[]} tail
   */
  constructor(command, how, tail) {
    super(`${command} ${how}${tail.length > 0 ? `:\n${tail.join('\n')}` : ''}`)
    this.tail = tail
  }
}

const TAIL_LINES = 25

/**
 * Runs a command to its end without a shell, its output to `onLine` line by line. Rejects with CommandFailed when it does
 * not end with code 0. When the person interrupts, the command is asked to stop and waited for.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, inherit?: readonly number[] }} [options]
 *   `inherit`: open files that the command gets too, so that a lock held through one lasts until the command has ended.
 * @returns {Promise<void>}
 */
export const runCommand = (command, args, { cwd, env = process.env, onLine, inherit = [] } = {}) =>
  new Promise((resolve, reject) => {
    if (interruption.aborted) return reject(new CommandFailed(command, 'was not started', []))
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe', ...inherit] })
    /** @type {string[]} */
    const tail = []
    const hear = (/** @type {string} */ line) => {
      tail.push(line)
      if (tail.length > TAIL_LINES) tail.shift()
      onLine?.(line)
    }
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', hear)
    }
    const stop = () => child.kill('SIGTERM')
    interruption.addEventListener('abort', stop)
    const done = () => interruption.removeEventListener('abort', stop)
    child.on('error', (error) => {
      done()
      reject(new CommandFailed(command, `could not be started (${error.message})`, tail))
    })
    child.on('close', (code, signal) => {
      done()
      if (code === 0 && !interruption.aborted) resolve()
      else
        reject(new CommandFailed(command, signal ? `was ended by ${signal}` : `left with code ${code}`, tail))
    })
  })
