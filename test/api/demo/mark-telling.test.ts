import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clearHalfTold, markTelling } from '../../../api/demo/mark-telling.ts'
import { freePort } from '../../support/free-port.ts'
import { runProduct } from '../../support/run-product.ts'
import { until } from '../../support/until.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sfat-demo-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const there = () =>
  ['sfat.db', 'sfat.db-wal', 'secrets.json'].filter((name) => existsSync(join(folder, name)))
const fill = async () => {
  for (const name of ['sfat.db', 'sfat.db-wal', 'secrets.json']) await writeFile(join(folder, name), 'x')
}

describe('a demonstration that was interrupted while it was being told', () => {
  it('is thrown away at the next start, and its secrets kept', async () => {
    await fill()
    await markTelling(folder).begin()
    expect(await clearHalfTold(folder, null)).toBe(true)
    expect(there()).toEqual(['secrets.json'])
    expect(await clearHalfTold(folder, null)).toBe(false)
  })

  it('is left alone where all of it has been told', async () => {
    await fill()
    const telling = markTelling(folder)
    await telling.begin()
    await telling.end()
    expect(await clearHalfTold(folder, null)).toBe(false)
    expect(there()).toEqual(['sfat.db', 'sfat.db-wal', 'secrets.json'])
  })

  it('is a sentence where the database is somebody else’s to empty', async () => {
    await fill()
    await markTelling(folder).begin()
    await expect(clearHalfTold(folder, 'postgres://127.0.0.1/sfat')).rejects.toThrow('DATABASE_URL')
    expect(there()).toContain('sfat.db')
  })

  it('begins again by itself after the process was killed', { timeout: 90_000 }, async () => {
    const start = async () => {
      const port = await freePort()
      const env = { DATA_DIR: folder, PORT: String(port), SFU_PORT: '0', LOG_LEVEL: 'error' }
      return { product: runProduct(env, '--demo'), url: `http://127.0.0.1:${port}` }
    }
    const first = await start()
    await until('it to have begun', () => first.product.out().includes('being told'), 60_000)
    first.product.signal('SIGKILL')
    await first.product.ended

    const second = await start()
    await until('it to begin again', () => second.product.out().includes('begins again'), 60_000)
    await until('the story to go on', () => / [1-9]\d? %/.test(second.product.out()), 60_000)
    expect(await second.product.stop()).toBe(0)
    expect(second.product.err()).toBe('')
  })
})
