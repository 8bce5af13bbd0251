import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { testFolder } from '../support/test-folder.ts'
import { until } from '../support/until.ts'

/** Whether it runs; one that has ended and that nobody has asked after does not. */
const isAlive = (pid: number): boolean => {
  try {
    const [, state] = /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}

it('leaves no product behind when whoever runs the tests is killed', async () => {
  const port = await freePort()
  const env = {
    PORT: String(port),
    DATA_DIR: join(await testFolder(), 'data'),
    SFU_PORT: '0',
  }
  const file = join(import.meta.dirname, '..', 'support', 'product-child.ts')
  const runner = spawn(process.execPath, [file, JSON.stringify(env)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void runner.kill('SIGKILL'))
  const [said] = (await once(runner.stdout, 'data')) as [Buffer]
  const product = Number(said.toString())
  onTestFinished(() => {
    if (isAlive(product)) process.kill(product, 'SIGKILL')
  })
  await until(
    'the product to be there',
    async () => (await fetch(`http://127.0.0.1:${port}/health/live`)).ok,
    60_000,
  )
  expect(isAlive(product)).toBe(true)

  runner.kill('SIGKILL')
  await once(runner, 'close')
  await until('the product to be gone', () => !isAlive(product))
  await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow()
})
