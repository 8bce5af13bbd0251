/** The servers under load, and how much processor time they take. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Started } from './wire.ts'

/** USER_HZ, which Linux has had at 100 for as long as there is /proc. */
const ticksPerSecond = 100

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

/** Processor time that a process has used so far, in milliseconds, its threads included. */
export function busyMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // proc(5): the name stands in brackets and may hold anything; utime and stime are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond
}
