import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * The command line that makes the kernel send `signal` to a command when this process ends, even when it is killed
 * (prctl(2) PR_SET_PDEATHSIG, through Debian's essential `setpriv`); as another account, when it is named.
 */
export const endingWithUs = (
  signal: 'TERM' | 'QUIT' | 'KILL',
  command: string,
  args: string[],
  account?: string,
): [string, string[]] => {
  const as = account ? ['--reuid', account, '--regid', account, '--init-groups'] : []
  return ['setpriv', [...as, '--pdeathsig', signal, command, ...args]]
}

/** A process that runs beside us until it is stopped. */
export type Service = {
  /** Whether it has ended, wished or not. */
  ended: () => boolean
  /** Everything it said so far. */
  said: () => string
  /** Ends it and waits until it has ended; harmless when it has. */
  stop: () => Promise<void>
}

const MS_TO_STOP = 5000

/** Starts a service whose output nobody needs unless it fails; `stopSignal` ends it. */
export const startService = (
  [command, args]: [string, string[]],
  stopSignal: NodeJS.Signals,
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Service => {
  const child: ChildProcess = spawn(command, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const pieces: string[] = []
  const hear = (piece: Buffer) => void pieces.push(piece.toString())
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const gone = Promise.race([once(child, 'exit'), once(child, 'error')]).catch((error: Error) => {
    pieces.push(error.message)
  })
  let ended = false
  void gone.then(() => {
    ended = true
  })
  return {
    ended: () => ended,
    said: () => pieces.join(''),
    stop: async () => {
      if (ended) return
      child.kill(stopSignal)
      const force = setTimeout(() => child.kill('SIGKILL'), MS_TO_STOP)
      await gone
      clearTimeout(force)
    },
  }
}
