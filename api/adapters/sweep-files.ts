/** Takes away the files that no row refers to any more: those of documents that were removed, with whatever removed them. */
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../db/clock.ts'
import type { Work } from '../db/work.ts'

/** A file is stored before the row that refers to it: what has just come is nobody's yet. */
const settledAfter = { hours: 1 }

type Deps = { work: Pick<Work, 'read'>; clock: Clock; folder: string }

/** Answers how many have gone. */
export async function sweepFiles({ work, clock, folder }: Deps): Promise<number> {
  const settledBefore = clock.now().subtract(settledAfter).epochMilliseconds
  const isUnused = async (sha256: string) => !(await work.read(({ agendas }) => agendas.hasFile(sha256)))
  const isSettled = async (path: string) => (await stat(path)).mtimeMs < settledBefore
  let swept = 0
  for (const part of await list(folder)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue
    for (const sha256 of await list(join(folder, part))) {
      const path = join(folder, part, sha256)
      if (sha256.endsWith('.unused')) {
        // A sweep that was killed has left it: whether it is used is asked again.
        await rename(path, path.slice(0, -'.unused'.length))
        continue
      }
      if (!(await isSettled(path)) || !(await isUnused(sha256))) continue
      // Out of the way first: the same document may be uploaded at this moment, and then it lies there anew.
      const aside = `${path}.unused`
      await rename(path, aside)
      if ((await isSettled(aside)) && (await isUnused(sha256))) {
        await rm(aside)
        swept += 1
      } else await rename(aside, path)
    }
  }
  return swept
}

const list = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
