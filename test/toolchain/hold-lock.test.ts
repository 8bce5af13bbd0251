import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root } from '../../toolchain/checkout.ts'
import { exclusively } from '../../toolchain/hold-lock.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfat-hold-lock-'))
  process.env['XDG_CACHE_HOME'] = folder
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a lock', () => {
  it('lets a second piece of work begin only when the first has ended, and says that it waits', async () => {
    const story: string[] = []
    const first = Promise.withResolvers<void>()
    const waits = Promise.withResolvers<void>()
    const one = exclusively(
      'work',
      () => undefined,
      async () => {
        story.push('first begins')
        await first.promise
        story.push('first ends')
      },
    )
    const two = exclusively('work', waits.resolve, async () => void story.push('second begins'))
    await waits.promise
    first.resolve()
    await Promise.all([one, two])
    expect(story).toEqual(['first begins', 'first ends', 'second begins'])
  })

  it('is free again when the work failed', async () => {
    const fail = () => Promise.reject(new Error('no'))
    await expect(exclusively('work', () => undefined, fail)).rejects.toThrow('no')
    await expect(
      exclusively(
        'work',
        () => undefined,
        async () => 'yes',
      ),
    ).resolves.toBe('yes')
  })

  it('is free again when its holder was killed', async () => {
    const script = `
      const { exclusively } = await import(${JSON.stringify(join(root, 'toolchain/hold-lock.ts'))})
      await exclusively('work', () => {}, () => new Promise(() => { console.log('held'); setInterval(() => {}, 1000) }))`
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(holder.stdout, 'data')
    let waited = false
    const wait = () => {
      waited = true
      holder.kill('SIGKILL')
    }
    await expect(exclusively('work', wait, async () => 'mine')).resolves.toBe('mine')
    expect(waited).toBe(true)
  })
})
