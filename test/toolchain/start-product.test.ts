import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findWorker } from '../../sfu/worker/find-worker.ts'
import { inputs } from '../../toolchain/build-web.ts'
import { root } from '../../toolchain/checkout.ts'
import { hashFiles } from '../../toolchain/hash-files.ts'
import { until } from '../support/until.ts'

/** A server that tells what it was given, and how it was stopped by its exit code. */
const server = `
  process.on('SIGTERM', () => process.exit(15))
  process.on('SIGINT', () => process.exit(2))
  console.log(JSON.stringify({ args: process.argv.slice(2), dataDir: process.env.DATA_DIR ?? null }))
  if (process.argv.includes('--fail')) process.exit(42)
  setInterval(() => {}, 1000)`

let checkout: string
let child: ChildProcess | undefined

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'sfat-start-product-'))
  for (const path of ['toolchain', 'sfu/worker', 'package.json', 'package-lock.json']) {
    cpSync(join(root, path), join(checkout, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'))
  for (const folder of ['api', 'contract', 'web/build'])
    mkdirSync(join(checkout, folder), { recursive: true })
  writeFileSync(join(checkout, 'api', 'main.ts'), server)
  writeFileSync(join(checkout, 'web', 'build', '.built-from'), hashFiles(checkout, inputs))
})

afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(checkout, { recursive: true, force: true })
})

/** Runs a command of the toolchain; `said` is what the server printed so far. */
const run = (program: string, ...args: string[]) => {
  const env = { ...process.env, MEDIASOUP_WORKER_BIN: findWorker(), XDG_CACHE_HOME: join(checkout, 'cache') }
  const started = spawn(process.execPath, [join(checkout, 'toolchain', program), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = started
  let said = ''
  let shown = ''
  started.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  started.stderr.on('data', (piece: Buffer) => (shown += piece.toString()))
  const exited = once(started, 'exit') as Promise<[number | null, string | null]>
  return {
    kill: (signal: NodeJS.Signals) => started.kill(signal),
    said: () => said,
    shown: () => shown,
    exited,
  }
}

describe('npm start', () => {
  it('shows each step, gives the server its arguments, and ends with its exit code', async () => {
    const { said, shown, exited } = run('start.mjs', '--fail', 'a b')
    expect(await exited).toEqual([42, null])
    expect(JSON.parse(said())).toMatchObject({ args: ['--fail', 'a b'] })
    for (const step of ['Runtime', 'Packages', 'Media worker', 'Web page'])
      expect(shown()).toContain(`✓ ${step}`)
  })

  it.each([
    ['SIGTERM', 15],
    ['SIGINT', 2],
  ] as const)('passes %s to the server', async (signal, code) => {
    const { kill, said, exited } = run('start.mjs')
    await until('the server to start', () => said().endsWith('\n'))
    kill(signal)
    expect(await exited).toEqual([code, null])
  })

  it('ends the server with npm, even when npm is killed', async () => {
    const start = join(checkout, 'toolchain', 'start.mjs')
    // A shell stands for npm.
    child = spawn('sh', ['-c', '"$0" "$1" & wait', process.execPath, start], {
      env: {
        ...process.env,
        npm_lifecycle_event: 'start',
        MEDIASOUP_WORKER_BIN: findWorker(),
        XDG_CACHE_HOME: join(checkout, 'cache'),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(child.stdout!, 'data')
    // The server holds the other end until it ends.
    const ended = once(child.stdout!, 'end')
    child.kill('SIGKILL')
    await ended
  })

  it('keeps the data of a demonstration apart', async () => {
    const { said, exited } = run('demo.mjs', '--fail')
    await exited
    expect(JSON.parse(said())).toMatchObject({ args: ['--demo', '--fail'], dataDir: './data/demo' })
  })

  it('tells what to do, in words and without a stack, when its cache cannot be written', async () => {
    writeFileSync(join(checkout, 'cache'), 'a file where a folder should be')
    const { shown, exited } = run('start.mjs')
    expect(await exited).toEqual([1, null])
    expect(shown()).toContain('set XDG_CACHE_HOME to a folder where it can')
    expect(shown()).not.toContain('    at ')
  })
})
