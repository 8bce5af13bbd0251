import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadSecrets } from '../../api/secrets.ts'

let folder: string
let dataDir: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sfat-secrets-'))
  dataDir = join(folder, 'deep', 'data')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
const file = () => join(dataDir, 'secrets.json')

describe('the secrets of an installation', () => {
  it('are made at the first start, for the account of the product alone', async () => {
    const secrets = await loadSecrets(dataDir)
    expect(await modeOf(dataDir)).toBe('700')
    expect(await modeOf(file())).toBe('600')
    const values = Object.values(secrets)
    expect(new Set(values).size).toBe(values.length)
    for (const value of values) expect(Buffer.from(value, 'base64url')).toHaveLength(32)
  })

  it('stay the same at every later start', async () => {
    const first = await loadSecrets(dataDir)
    expect(await loadSecrets(dataDir)).toEqual(first)
  })

  it('are the same for processes that start at the same time, and leave nothing half done', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => loadSecrets(dataDir)))
    for (const one of all) expect(one).toEqual(all[0])
    expect(await readdir(dataDir)).toEqual(['secrets.json'])
  })

  it('narrow a folder that was made for everybody', async () => {
    await mkdir(dataDir, { recursive: true })
    await chmod(dataDir, 0o755)
    await loadSecrets(dataDir)
    expect(await modeOf(dataDir)).toBe('700')
  })

  it('are refused when others could have read them', async () => {
    await loadSecrets(dataDir)
    await chmod(file(), 0o644)
    await expect(loadSecrets(dataDir)).rejects.toThrow('chmod 600')
  })

  it.each(['', '{', '{"ticket":"short"}', 'null'])(
    'are not replaced when the file is damaged: %j',
    async (text) => {
      await loadSecrets(dataDir)
      await writeFile(file(), text)
      await expect(loadSecrets(dataDir)).rejects.toThrow('damaged')
      expect(await readFile(file(), 'utf8')).toBe(text)
    },
  )
})
