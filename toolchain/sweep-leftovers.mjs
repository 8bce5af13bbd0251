import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** When the process started, in clock ticks since boot (proc(5), field 22 of stat); undefined when there is none. */
const startOf = (/** @type {number | string} */ pid) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]
  } catch {
    return undefined
  }
}

/** The end of a temporary folder's name: which process it belongs to. A number alone could have a new owner. */
export const ownerMark = () => `${process.pid}-${startOf(process.pid)}`

/**
 * Removes the folders and files `prefix<owner mark>` in `folder` whose owner is gone, killed before it could remove them.
 * @param {string} folder
 * @param {string} prefix
 */
export const sweepLeftovers = (folder, prefix) => {
  for (const name of readdirSync(folder)) {
    const [, pid, start] = name.startsWith(prefix)
      ? (/^(\d+)-(\d+)$/.exec(name.slice(prefix.length)) ?? [])
      : []
    if (!pid || startOf(pid) === start) continue
    try {
      rmSync(join(folder, name), { recursive: true, force: true })
    } catch {
      // Somebody else's, in a temporary folder that all accounts share.
    }
  }
}
