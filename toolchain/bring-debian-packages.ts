import { spawnSync } from 'node:child_process'
import { interruption } from './interruption.mjs'
import { Problem } from './problem.mjs'
import { CommandFailed, runCommand } from './run-command.mjs'
import type { Progress } from './show-progress.mjs'

/** Those of Debian's packages that are not installed here. */
export const missingPackages = (packages: string[]): string[] => {
  const format = '${Package} ${db:Status-Status}\n'
  const { stdout, error } = spawnSync('dpkg-query', ['-W', '-f', format, ...packages], { encoding: 'utf8' })
  if (error)
    throw new Problem(
      `Sfat takes some parts from Debian, and this is another system: it needs ${packages.join(', ')}.`,
    )
  const installed = stdout.split('\n').filter((line) => line.endsWith(' installed'))
  return packages.filter((name) => !installed.includes(`${name} installed`))
}

/** The one line that installs packages, for somebody who may. */
export const installLine = (packages: string[]): string => `sudo apt-get install -y ${packages.join(' ')}`

/**
 * How far apt is, from a line of its status file: `dlstatus:1:12.5:Retrieving …` while it downloads, then
 * `pmstatus:name:40.0:Unpacking …` while it installs.
 */
export const readAptProgress = (line: string): Progress | undefined => {
  const match = /^(dl|pm)status:.*?:([\d.]+):/.exec(line)
  if (!match) return undefined
  return {
    doing: match[1] === 'dl' ? 'downloading from Debian' : 'installing from Debian',
    done: Number(match[2]) / 100,
    total: 1,
  }
}

/**
 * Installs those of Debian's packages that are missing: with apt-get when this is root, otherwise throws a Problem with the
 * line that would do it. `also` are packages that a later step of the same run will ask for, so that the line is complete.
 */
export const bringDebianPackages = async (
  packages: string[],
  what: string,
  report: (progress: Progress) => void,
  also: string[] = [],
): Promise<void> => {
  const missing = missingPackages(packages)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0) {
    throw new Problem(
      `${what} needs packages of Debian that are not installed; run this once, then the same command again:\n\n` +
        `  ${installLine([...missing, ...missingPackages(also)])}`,
    )
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
  const onLine = (line: string) => {
    const progress = readAptProgress(line)
    if (progress) report(progress)
  }
  const apt = (...args: string[]) =>
    runCommand('apt-get', ['-o', 'APT::Status-Fd=1', '-o', 'DPkg::Lock::Timeout=300', '-q', ...args], {
      env,
      onLine,
    })
  try {
    report({ doing: 'asking Debian for its list of packages' })
    // What an interrupted installation left half configured would make apt-get refuse.
    await runCommand('dpkg', ['--configure', '-a'], { env, mayFinish: true })
    await apt('update')
    await apt('install', '-y', '--no-install-recommends', ...missing)
  } catch (error) {
    if (!(error instanceof CommandFailed) || interruption.aborted) throw error
    const said = error.said.filter((line) => /^[EW]:/.test(line)).slice(0, 3)
    throw new Problem(
      `Debian's packages could not be installed; mend this and run the same command again:\n${said.join('\n') || error.message}`,
    )
  }
}
