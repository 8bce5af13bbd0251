/** Turns of load on a server that runs as a process of its own, and the bare server that it is compared with. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runInProcess } from '../../support/run-in-process.ts'
import type { BareSays } from './bare-server.ts'
import type { Load, LoadResult } from './load.ts'

/** A bare Fastify server in a process of its own, which is told what to send. */
export async function startBare() {
  const child = fork(fileURLToPath(new URL('bare-server.ts', import.meta.url)), [], { execArgv: [] })
  const [{ port }] = (await once(child, 'message')) as [BareSays]
  return {
    port,
    pid: child.pid ?? 0,
    async keep(name: string, body: string) {
      const kept = once(child, 'message')
      child.send([name, body])
      await kept
    },
    stop: () => child.disconnect(),
  }
}

const load = (ask: Load) => runInProcess(new URL('load.ts', import.meta.url), ask) as Promise<LoadResult>

/** Processor time that a process and its threads have taken so far, in clock ticks of 10 ms (proc(5)). */
async function ticksOf(pid: number): Promise<number> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

/** What a process holds in memory now, in MB. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
}

export type Turn = LoadResult & { cpuMicroseconds: number }

/** A turn of load, and what an answer took of the server's processor: other work on the machine weighs less on that. */
export async function timed(pid: number, ask: Load): Promise<Turn> {
  const before = await ticksOf(pid)
  const result = await load(ask)
  const cpuMs = ((await ticksOf(pid)) - before) * 10
  return { ...result, cpuMicroseconds: (cpuMs * 1_000) / result.latencies.length }
}
