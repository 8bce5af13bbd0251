import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../toolchain/checkout.ts'

type Locked = { hasInstallScript?: boolean; optionalDependencies?: Record<string, string> }

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>
}

describe('package-lock.json', () => {
  it('has only one package with an install script, which the toolchain does the work of', () => {
    // docs/decisions/0002-no-install-scripts.md: a new one needs the same thought.
    const scripted = Object.entries(packages).filter(([, locked]) => locked.hasInstallScript)
    expect(scripted.map(([path]) => path)).toEqual(['node_modules/mediasoup'])
  })

  it('names the optional packages of every platform, without which npm ci refuses it', () => {
    const named = (parent: string, name: string) =>
      `${parent}/node_modules/${name}` in packages || `node_modules/${name}` in packages
    const missing = Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !named(parent, name)),
    )
    expect(missing).toEqual([])
  })
})
