import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { interruption, leaveSignals, watchNpm } from './interruption.mjs'
import { Problem } from './problem.mjs'
import { CommandFailed } from './run-command.mjs'
import { npmReason, runNpm } from './run-npm.mjs'
import { showStep } from './show-progress.mjs'
import { ownerMark, sweepLeftovers } from './sweep-leftovers.mjs'

/** The one place that pins the runtime; `packages` holds what npm must find in the packages `node-<platform>-<arch>`. */
const pinned = /** @type {{ version: string, packages: Record<string, string> }} */ (
  JSON.parse(readFileSync(join(import.meta.dirname, 'runtime.json'), 'utf8'))
)

const numbers = (/** @type {string} */ version) => version.replace('v', '').split('.').map(Number)

/**
 * Whether `version` serves where `wanted` is pinned: the same major, and not older.
 * @param {string} version
 * @param {string} [wanted]
 */
export const serves = (version, wanted = pinned.version) => {
  const [major = 0, minor = 0, patch = 0] = numbers(version)
  const [wantedMajor = 0, wantedMinor = 0, wantedPatch = 0] = numbers(wanted)
  return major === wantedMajor && (minor - wantedMinor || patch - wantedPatch) >= 0
}

/** Installs the pinned runtime from npm in a folder of its own, proves that it starts, and puts it in place by rename. */
const installRuntime = async (/** @type {string} */ cache, /** @type {string} */ place) => {
  const arch = `${process.platform}-${process.arch}`
  const integrity = pinned.packages[arch]
  if (!integrity) {
    throw new Problem(
      `Sfat runs on Linux on x64 or arm64; this is ${arch}. Install Node ${pinned.version} by hand.`,
    )
  }
  const name = `node-${arch}`
  const resolved = `https://registry.npmjs.org/${name}/-/${name}-${pinned.version}.tgz`
  const manifest = { name: 'sfat-runtime', version: '1.0.0', dependencies: { [name]: pinned.version } }
  const lock = {
    ...manifest,
    lockfileVersion: 3,
    packages: { '': manifest, [`node_modules/${name}`]: { version: pinned.version, resolved, integrity } },
  }
  const prefix = `node-${pinned.version}.new-`
  sweepLeftovers(cache, prefix)
  const besides = join(cache, `${prefix}${ownerMark()}`)
  try {
    mkdirSync(besides)
    writeFileSync(join(besides, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(besides, 'package-lock.json'), JSON.stringify(lock))
    await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: besides })
    const installed = join(besides, 'node_modules', name)
    const { stdout, stderr } = spawnSync(join(installed, 'bin', 'node'), ['--version'], { encoding: 'utf8' })
    if (stdout?.trim() !== `v${pinned.version}`) {
      throw new Problem(`Node ${pinned.version} from npm does not start on this machine: ${stderr?.trim()}`)
    }
    try {
      renameSync(installed, place)
    } catch (error) {
      // Another run was faster; what it put there was proved just the same.
      if (!existsSync(join(place, 'bin', 'node'))) throw error
    }
  } catch (error) {
    if (!(error instanceof CommandFailed) || interruption.aborted) throw error
    throw new Problem(
      `Node ${pinned.version} could not be brought from npm; check the connection to the registry and run this again.\n` +
        npmReason(error),
    )
  } finally {
    rmSync(besides, { recursive: true, force: true })
  }
}

/**
 * Starts this same program on the runtime in `bin` and becomes it, as far as this Node can: signals and the exit code pass.
 * @param {string} bin
 */
const becomeRunOn = (bin) => {
  const node = join(bin, 'node')
  const args = [...process.execArgv, ...process.argv.slice(1)]
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` }
  leaveSignals()
  if (typeof process.execve === 'function') process.execve(node, [node, ...args], env)
  // The child ends with us, however we end.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', node, ...args], { env, stdio: 'inherit' })
  // A terminal sends Ctrl-C to the whole group, so the child has it already; from elsewhere it reaches only us.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  watchNpm(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (!signal) return resolve(process.exit(code ?? 1))
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name)
      process.kill(process.pid, signal)
    })
  })
}

/**
 * Makes sure that this program runs on the pinned runtime: returns at once when it does; otherwise brings the runtime if it
 * is not there yet, and runs the program on it with the runtime first on the PATH, never to return.
 */
export const bringRuntime = async () => {
  if (serves(process.version)) return
  const cache = cacheFolder()
  const place = join(cache, `node-${pinned.version}`)
  const bin = join(place, 'bin')
  if (!existsSync(join(bin, 'node'))) {
    await showStep('Runtime', async (report) => {
      report({ doing: `bringing Node ${pinned.version} from npm, since this is ${process.version}` })
      await installRuntime(cache, place)
      return { said: `Node ${pinned.version}, in ${dirname(bin)}`, value: undefined }
    })
  }
  if (process.env['PATH']?.startsWith(`${bin}:`))
    throw new Problem(`Remove ${place} and run this again: it is damaged.`)
  await becomeRunOn(bin)
}
