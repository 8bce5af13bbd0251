/** The servers under load, and how much processor time they take. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Started } from './wire.ts'

export type ServerProcess = Started & { pid: number; stop(): Promise<void> }

/** Starts a server of this folder, and waits until it says where it is. */
export async function startServer(file: string): Promise<ServerProcess> {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const gone = once(child, 'exit')
  const [message] = await Promise.race([
    once(child, 'message'),
    gone.then(() => Promise.reject(new Error(`${file} ended before it was there`))),
  ])
  return {
    ...(message as Started),
    pid: child.pid ?? 0,
    async stop() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

/** Processor time that the threads of a process have used so far, in milliseconds, to the nanosecond. */
export function busyMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  return threads.reduce((sum, thread) => {
    const [onProcessor] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')
    return sum + Number(onProcessor) / 1_000_000
  }, 0)
}
