import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../toolchain/checkout.ts'

const module = pathToFileURL(join(root, 'toolchain', 'bring-debian-packages.ts')).href

/** Asks for packages in a process that is not root, whoever runs the tests; answers with what it says. */
function askAsSomebody(packages: string[], also: string[]): string {
  const script = `
    const { bringDebianPackages } = await import(${JSON.stringify(module)})
    if (process.getuid() === 0) process.setuid(65534)
    const ask = JSON.parse(process.argv[1])
    await bringDebianPackages(ask.packages, 'This test', () => {}, ask.also).then(
      () => console.log('nothing is missing'),
      ({ constructor, message }) => console.log(constructor.name + ': ' + message),
    )`
  const { stdout } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, JSON.stringify({ packages, also })],
    { encoding: 'utf8' },
  )
  return stdout.trim()
}

describe('packages of Debian, for somebody who is not root,', () => {
  it('are named in the one line that installs what is missing, now and later in the run', () => {
    expect(askAsSomebody(['dpkg', 'sfat-is-no-package'], ['sfat-neither', 'dpkg'])).toBe(
      'Problem: This test needs packages of Debian that are not installed; run this once, then the same command again:\n\n' +
        '  sudo apt-get install -y sfat-is-no-package sfat-neither',
    )
  })

  it('are nobody’s business when all are there', () => {
    expect(askAsSomebody(['dpkg'], ['sfat-neither'])).toBe('nothing is missing')
  })
})
