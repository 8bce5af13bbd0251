import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bringPackages, packagesAreThere } from '../../toolchain/bring-packages.ts'

let root: string

/**
 * Stands for npm: does what `npm ci` does to node_modules, in an order in which it can be cut short. `behaviour` is the code
 * it runs half-way.
 */
const putNpm = (behaviour = '') => {
  const npm = join(root, 'npm-cli.js')
  writeFileSync(
    npm,
    `const fs = require('node:fs')
     fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
     fs.rmSync('node_modules', { recursive: true, force: true })
     fs.mkdirSync('node_modules/a', { recursive: true })
     ${behaviour}
     fs.writeFileSync('node_modules/a/index.js', '')
     const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
     delete packages['']
     fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }))`,
  )
  process.env['npm_execpath'] = npm
}

const putLock = (version: string) =>
  writeFileSync(
    join(root, 'package-lock.json'),
    JSON.stringify({
      packages: {
        '': {},
        'node_modules/a': { version, integrity: `sha512-${version}` },
        'node_modules/for-another-platform': { version: '1.0.0', optional: true },
      },
    }),
  )

const calls = () =>
  existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n').length : 0

const isComplete = () => existsSync(join(root, 'node_modules', 'a', 'index.js'))

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sfat-bring-packages-'))
  process.env['XDG_CACHE_HOME'] = join(root, 'cache')
  putLock('1.0.0')
  putNpm()
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('bringing the packages', () => {
  it('installs once, without install scripts, and not again while the lock file stays the same', async () => {
    await bringPackages(root)
    await bringPackages(root)
    expect(isComplete()).toBe(true)
    expect(readFileSync(join(root, 'calls'), 'utf8')).toBe('ci --ignore-scripts --no-audit --no-fund\n')
  })

  it('installs again when the lock file changed', async () => {
    await bringPackages(root)
    putLock('1.0.1')
    expect(packagesAreThere(root)).toBe(false)
    await bringPackages(root)
    expect(calls()).toBe(2)
  })

  it('does an installation again that was cut short, even if another was complete before', async () => {
    await bringPackages(root)
    putLock('1.0.1')
    putNpm('process.exit(1)')
    await expect(bringPackages(root)).rejects.toThrow('could not be installed')
    expect(isComplete()).toBe(false)
    putLock('1.0.0')
    expect(packagesAreThere(root)).toBe(false)
    putNpm()
    await bringPackages(root)
    expect(isComplete()).toBe(true)
  })

  it('says what npm said first when it fails', async () => {
    putNpm(
      `console.error('npm error code E404'); for (let i = 0; i < 99; i++) console.error('more'); process.exit(1)`,
    )
    await expect(bringPackages(root)).rejects.toThrow('npm error code E404')
  })

  /** What `npm install` leaves behind: the package, and npm's own record of it. */
  const installByHand = (described: object) => {
    const folder = join(root, 'node_modules', 'a')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify(described))
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, object>
    }
    const record = { packages: { 'node_modules/a': packages['node_modules/a'] } }
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify(record))
    return folder
  }

  it('leaves alone what a developer installed by hand from the same lock file', async () => {
    installByHand({ version: '1.0.0', main: 'index.js' })
    await bringPackages(root)
    expect(calls()).toBe(0)
    expect(readdirSync(join(root, 'node_modules'))).toContain('.sfat-lock-hash')
  })

  it('does not believe npm’s record of a package that is gone, is another version, or has lost its addon', async () => {
    const folder = installByHand({ version: '1.0.0', main: 'a.node' })
    expect(packagesAreThere(root)).toBe(false)
    writeFileSync(join(folder, 'a.node'), '')
    expect(packagesAreThere(root)).toBe(true)

    rmSync(join(root, 'node_modules', '.sfat-lock-hash'))
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '0.9.9' }))
    expect(packagesAreThere(root)).toBe(false)
    rmSync(folder, { recursive: true })
    expect(packagesAreThere(root)).toBe(false)
    await bringPackages(root)
    expect(calls()).toBe(1)
  })

  it('installs once when two runs ask at the same time', async () => {
    await Promise.all([bringPackages(root), bringPackages(root)])
    expect(calls()).toBe(1)
  })
})
