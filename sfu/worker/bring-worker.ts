import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildWorker } from './build-worker.ts'
import { downloadWorker } from './download-worker.ts'
import { findWorker } from './find-worker.ts'
import { knowsAskedLayers, proveWorker, whyItDoesNotLoad } from './prove-worker.ts'
import { buildPackages } from './recipe/arguments.ts'
import { mediasoupPackage, workerPlace } from './worker-place.ts'
import type { Workshop } from './workshop.ts'

export type Brought = { path: string; from: 'MEDIASOUP_WORKER_BIN' | 'cache' | 'prebuilt' | 'source' }

/** Proves a binary, then puts it in its place by rename: whoever looks there finds a worker that starts, or nothing. */
const keep = async (binary: string, place: string): Promise<void> => {
  await chmod(binary, 0o755)
  await proveWorker(binary)
  await mkdir(dirname(place), { recursive: true })
  const besides = `${place}.${process.pid}`
  await copyFile(binary, besides)
  await rename(besides, place)
}

/**
 * Makes sure that there is a media worker that starts on this machine, and says where it is and where it came from:
 * `MEDIASOUP_WORKER_BIN`, else our cache, else the official binary, else a build from source. With mediasoup's own
 * `MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD` the official binary is not taken, not even from the cache: it serves, but
 * pictures that grow do so after two seconds. Rejects with a sentence that says what to do.
 */
export const bringWorker = async (workshop: Workshop): Promise<Brought> => {
  const { env, report } = workshop
  if (env['MEDIASOUP_WORKER_BIN']) {
    const path = findWorker(env)
    const reason = whyItDoesNotLoad(path)
    if (reason) throw new Error(`MEDIASOUP_WORKER_BIN names ${path}, which does not start here: ${reason}.`)
    return { path, from: 'MEDIASOUP_WORKER_BIN' }
  }
  const place = workerPlace(env)
  // A worker of before an upgrade of the system may not find its libraries any more.
  const onlyOurs = Boolean(env['MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD'])
  const isThere = () =>
    existsSync(place) && whyItDoesNotLoad(place) === undefined && (!onlyOurs || knowsAskedLayers(place))
  if (isThere()) return { path: place, from: 'cache' }

  return workshop.exclusively('worker', async () => {
    if (isThere()) return { path: place, from: 'cache' }
    const { folder, version } = mediasoupPackage()
    const work = `${dirname(place)}.work`
    try {
      if (onlyOurs) throw new Error('it is not wanted')
      await keep(await downloadWorker(workshop, version, join(work, 'prebuilt')), place)
      await rm(work, { recursive: true, force: true })
      return { path: place, from: 'prebuilt' }
    } catch (error) {
      // Not reachable, none for this machine, or made for another libc: the source always works.
      if (workshop.signal.aborted) throw error
      report({ doing: `building from source, since the official binary did not serve (${reasonOf(error)})` })
    }
    await workshop.needPackages(buildPackages)
    await keep(await buildWorker(workshop, join(folder, 'worker'), work), place)
    await rm(work, { recursive: true, force: true })
    return { path: place, from: 'source' }
  })
}

/** `fetch` says only that it failed; why is in the cause. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
