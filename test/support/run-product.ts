/** The product as its own process, started as `npm start` does in the end: for what only a process has. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../api/config.ts'
import { endingWithUs } from '../../toolchain/start-service.ts'
import { until } from './until.ts'

const ours = fileURLToPath(new URL('../../api/main.ts', import.meta.url))

export type Product = {
  pid: number
  /** What it has said so far. */
  out(): string
  err(): string
  /** Resolves with the exit code when it has ended; a signal that killed it counts as -1. */
  ended: Promise<number>
  signal(signal: NodeJS.Signals): void
  /** Asks it to stop, and answers with its exit code. */
  stop(): Promise<number>
}

/**
 * Starts `node api/main.ts` with this environment and nothing of ours but what finds the media worker. It ends with this
 * process, also when that is killed.
 */
export const runProduct = (env: Environment, ...args: string[]): Product => runEntry(ours, env, ...args)

/** The same with the entry of another copy of the product. */
export function runEntry(entry: string, env: Environment, ...args: string[]): Product {
  const { PATH, HOME, XDG_CACHE_HOME, MEDIASOUP_WORKER_BIN } = process.env
  const child: ChildProcess = spawn(...endingWithUs('KILL', process.execPath, [entry, ...args]), {
    env: { PATH, HOME, XDG_CACHE_HOME, MEDIASOUP_WORKER_BIN, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => (code as number | null) ?? -1)
  return {
    pid: child.pid ?? -1,
    out: () => out,
    err: () => err,
    ended,
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** Waits until the product answers that it is ready; rejects with what it said when it ends before. */
export async function untilReady(product: Product, url: string, limitMs = 60_000): Promise<void> {
  let over = false
  void product.ended.then(() => (over = true))
  await until(
    'the product is ready',
    async () => {
      if (over) return true
      return (await fetch(`${url}/health/ready`)).status === 200
    },
    limitMs,
  )
  if (over) throw new Error(`the product ended: ${product.out()}${product.err()}`)
}
