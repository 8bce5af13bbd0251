import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { lockOfCheckout } from './checkout.ts'
import { hashFiles } from './hash-files.ts'
import { exclusively, heldLocks } from './hold-lock.ts'
import { interruption } from './interruption.mjs'
import { Problem } from './problem.mjs'
import { CommandFailed } from './run-command.mjs'
import { npmReason, runNpm } from './run-npm.mjs'
import { showStep } from './show-progress.mjs'

type LockedPackage = {
  version: string
  integrity?: string
  optional?: boolean
  /** A folder of this project rather than a package. */
  link?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
}
type Lock = { packages: Record<string, LockedPackage> }

/** Written when an installation is complete, with the hash of the lock file that it followed. */
const stampOf = (root: string): string => join(root, 'node_modules', '.sfat-lock-hash')

const readText = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined

/** Addons that are not a package of their own: the database needs this one, and so does every test. */
const addons = { 'node_modules/better-sqlite3': `prebuilds/${process.platform}-${process.arch}.node` }

/**
 * Whether a package is in its place: its own description says the version, and where it is an addon for this platform, what
 * is loaded is there. Somebody may have removed or exchanged it since npm wrote its record.
 */
const isInPlace = (root: string, path: string, { version }: LockedPackage): boolean => {
  const described = readText(join(root, path, 'package.json'))
  if (!described) return false
  const { version: there, main } = JSON.parse(described) as { version?: string; main?: string }
  const addon = (addons as Record<string, string>)[path] ?? (main?.endsWith('.node') ? main : undefined)
  return there === version && (addon === undefined || existsSync(join(root, path, addon)))
}

/**
 * Whether `npm install`, run by a developer, has already installed exactly what the lock file says: npm keeps its own record
 * of what it put into node_modules, written when it is done, and what it put there must still be there.
 */
const installedByHand = (root: string): boolean => {
  const record = readText(join(root, 'node_modules', '.package-lock.json'))
  if (!record) return false
  const { '': _project, ...wanted } = (
    JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  ).packages
  const there = (JSON.parse(record) as Lock).packages
  const agrees = ([path, { version, integrity, optional }]: [string, LockedPackage]) =>
    (optional && !there[path]) ||
    isDeepStrictEqual([there[path]?.version, there[path]?.integrity], [version, integrity])
  return (
    Object.entries(wanted).every(agrees) &&
    Object.keys(there).every((path) => path in wanted) &&
    Object.entries(there).every(([path, locked]) => locked.link || isInPlace(root, path, locked))
  )
}

/** Whether the packages in `root` are those of its lock file, completely installed. */
export const packagesAreThere = (root: string): boolean => {
  const hash = hashFiles(root, { files: ['package-lock.json'], folders: [], except: [] })
  if (readText(stampOf(root)) === hash) return true
  if (!installedByHand(root)) return false
  writeFileSync(stampOf(root), hash)
  return true
}

/** The packages that npm will install on this machine, by their path. */
const packagesForHere = (root: string): string[] => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  const isForHere = ({ os, cpu, libc }: LockedPackage) =>
    (!os || os.includes(process.platform)) &&
    (!cpu || cpu.includes(process.arch)) &&
    (!libc || libc.includes('glibc'))
  return Object.keys(packages).filter((path) => path !== '' && isForHere(packages[path]!))
}

/**
 * Installs the packages of the lock file in `root`, unless they are there. No install script runs
 * (docs/decisions/0002-no-install-scripts.md).
 */
export const bringPackages = (root: string): Promise<void> =>
  showStep('Packages', async (report) => {
    const ready = { said: 'as in package-lock.json', value: undefined }
    if (packagesAreThere(root)) return ready
    const waiting = () => report({ doing: 'waiting for another run that installs them' })
    return exclusively(lockOfCheckout('packages'), waiting, async () => {
      if (packagesAreThere(root)) return ready
      const paths = packagesForHere(root)
      const isUnpacked = (path: string) => existsSync(join(root, path, 'package.json'))
      // npm says nothing while it works, so what it has unpacked tells how far it is.
      const watch = setInterval(
        () => report({ doing: 'npm ci', done: paths.filter(isUnpacked).length, total: paths.length }),
        500,
      )
      // Before anything changes: an installation that is cut short must not look complete.
      rmSync(stampOf(root), { force: true })
      try {
        await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, inherit: heldLocks })
      } catch (error) {
        if (!(error instanceof CommandFailed) || interruption.aborted) throw error
        throw new Problem(
          'The packages could not be installed; check the connection to the npm registry and run this again.\n' +
            npmReason(error),
        )
      } finally {
        clearInterval(watch)
      }
      writeFileSync(stampOf(root), hashFiles(root, { files: ['package-lock.json'], folders: [], except: [] }))
      return { said: 'installed as in package-lock.json', value: undefined }
    })
  })
