import { bringRuntime } from './bring-runtime.mjs'
import { heedSignals, interruptedExitCode, interruption } from './interruption.mjs'
import { Problem } from './problem.mjs'

/**
 * The frame of every command: on the pinned runtime, with signals heeded, a problem told in one sentence, and an exit code.
 * @param {() => Promise<(args: string[]) => Promise<number>>} load gives the command, which may be TypeScript: it is loaded
 *   on the pinned runtime only. The command returns its exit code.
 */
export const runProgram = async (load) => {
  heedSignals()
  try {
    await bringRuntime()
    const program = await load()
    process.exitCode = await program(process.argv.slice(2))
  } catch (error) {
    if (interruption.aborted) {
      console.error('Interrupted. The same command goes on from here.')
    } else {
      console.error(error instanceof Problem ? `\n${error.message}` : error)
    }
    process.exitCode = 1
  }
  // The signal decides even when the work was done by the time it came.
  if (interruption.aborted) process.exitCode = interruptedExitCode()
  process.exit()
}
