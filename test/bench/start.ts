/**
 * From `node api/main.ts` to the first good answer of `/health/ready`, and the memory of the idle Node process, beside a
 * bare Fastify listener in the same run. SQLite, everything in one process, with data that is there already, as at every
 * start but the first. `npm run bench start [COUNT]`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../support/free-port.ts'
import { percentile, reportBench } from '../support/report-bench.ts'
import { until } from '../support/until.ts'

const count = Number(process.argv[2] ?? 5)
const entry = fileURLToPath(new URL('../../api/main.ts', import.meta.url))
const bareListener = `
  const app = require('fastify')()
  app.get('/health/ready', async () => ({ status: 'ok' }))
  app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })`

type Start = { readyMs: number; idleMb: number }

/** Memory that counts as idle: the least of some looks, for garbage of the start goes only by and by. */
async function idleMemory(pid: number): Promise<number> {
  const looks: number[] = []
  for (let look = 0; look < 10; look++) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    looks.push(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024)
    await pause(300)
  }
  return Math.min(...looks)
}

async function measure(args: string[], env: Record<string, string>): Promise<Start> {
  const port = await freePort()
  const began = performance.now()
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: join(import.meta.dirname, '..', '..'),
    env: { ...process.env, PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const gone = once(child, 'close')
  try {
    await until(
      'it is ready',
      async () => {
        if (child.exitCode !== null) throw new Error('it ended')
        return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok
      },
      60_000,
    )
    const readyMs = performance.now() - began
    return { readyMs, idleMb: await idleMemory(child.pid ?? -1) }
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}

const folder = await mkdtemp(join(tmpdir(), 'sfat-bench-start-'))
try {
  const env = {
    DATA_DIR: join(folder, 'data'),
    SFU_PORT: '0',
    LOG_LEVEL: 'warn',
    // As `npm start` sets it.
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  }
  const first = await measure([entry], env)
  const starts: Start[] = []
  const bares: Start[] = []
  for (let turn = 0; turn < count; turn++) {
    starts.push(await measure([entry], env))
    bares.push(await measure(['-e', bareListener], {}))
  }
  const ready = starts.map(({ readyMs }) => readyMs)
  const conditions = `SQLite, ${count} starts, ${availableParallelism()} cores, Node ${process.versions.node}`
  const good = reportBench('start', conditions, [
    { what: 'to /health/ready, p50', value: percentile(ready, 0.5), unit: 'ms' },
    { what: 'to /health/ready, slowest', value: Math.max(...ready), unit: 'ms', limit: 2_000 },
    { what: 'the very first start, which makes the database', value: first.readyMs, unit: 'ms' },
    {
      what: 'bare Fastify to its first answer, p50',
      value: percentile(
        bares.map(({ readyMs }) => readyMs),
        0.5,
      ),
      unit: 'ms',
    },
    {
      what: 'idle memory of the Node process, largest',
      value: Math.max(...starts.map(({ idleMb }) => idleMb)),
      unit: 'MB',
      limit: 200,
    },
    {
      what: 'idle memory of bare Fastify, p50',
      value: percentile(
        bares.map(({ idleMb }) => idleMb),
        0.5,
      ),
      unit: 'MB',
    },
  ])
  process.exitCode = good ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
