import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { type AddressInfo } from 'node:net'
import { release, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bringWorker } from '../../../sfu/worker/bring-worker.ts'
import { prebuiltName } from '../../../sfu/worker/download-worker.ts'
import { findWorker } from '../../../sfu/worker/find-worker.ts'
import { buildPackages } from '../../../sfu/worker/recipe/arguments.ts'
import { mediasoupPackage, workerPlace } from '../../../sfu/worker/worker-place.ts'
import type { Workshop } from '../../../sfu/worker/workshop.ts'

/** A worker that starts here: the one the toolchain brought before the tests. */
const realWorker = findWorker()

let folder: string
let releases: Server | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfat-bring-worker-'))
})

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  if (!releases) return
  releases.close()
  await once(releases, 'close')
  releases = undefined
})

type Run = Workshop['run']

/** Stands for meson and ninja, which the real build takes minutes for: `build` makes what ninja would. */
const compiler =
  (build: (target: string, folder: string) => void): Run =>
  async (command, args) => {
    if (command === 'tar') expect(spawnSync('tar', args).status).toBe(0)
    if (command === 'meson') mkdirSync(args[1]!, { recursive: true })
    if (command === 'ninja') build(join(args[1]!, 'mediasoup-worker'), args[1]!)
  }

const workshop = (over: Partial<Workshop> & { env?: Workshop['env'] } = {}) => {
  const asked: string[] = []
  const ran: string[] = []
  const run = over.run ?? compiler((target) => copyFileSync(realWorker, target))
  const made: Workshop = {
    report: () => undefined,
    signal: new AbortController().signal,
    exclusively: (_name, work) => work(),
    needPackages: async (packages) => void asked.push(...packages),
    ...over,
    run: (command, args, options) => {
      ran.push(command)
      return run(command, args, options)
    },
    env: {
      XDG_CACHE_HOME: folder,
      // Nobody listens on port 9 of this machine: the release page is out of reach.
      MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: 'http://127.0.0.1:9',
      ...over.env,
    },
  }
  return { made, asked, ran, place: workerPlace(made.env) }
}

/** A release page that has `binary` for this machine. */
const serveRelease = async (binary: string): Promise<string> => {
  const { version } = mediasoupPackage()
  const packed = join(folder, 'packed')
  mkdirSync(packed)
  copyFileSync(binary, join(packed, 'mediasoup-worker'))
  const archive = spawnSync('tar', ['-czf', '-', '-C', packed, 'mediasoup-worker'], {
    maxBuffer: 2 ** 26,
  }).stdout
  const wanted = `/${version}/${prebuiltName(version, process.platform, process.arch, release())}`
  releases = createServer((request, response) => {
    if (request.url === wanted) response.end(archive)
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(releases, 'listening')
  return `http://127.0.0.1:${(releases.address() as AddressInfo).port}`
}

const makeProgram = (name: string, script: string): string => {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

describe('bringing the media worker', () => {
  it('takes the one that MEDIASOUP_WORKER_BIN names before all others', async () => {
    const { made, ran } = workshop({ env: { MEDIASOUP_WORKER_BIN: realWorker } })
    expect(await bringWorker(made)).toEqual({ path: realWorker, from: 'MEDIASOUP_WORKER_BIN' })
    expect(ran).toEqual([])
  })

  it('says so when the one that MEDIASOUP_WORKER_BIN names does not start', async () => {
    const broken = makeProgram('broken', 'echo no libuv here >&2; exit 127')
    const { made } = workshop({ env: { MEDIASOUP_WORKER_BIN: broken } })
    await expect(bringWorker(made)).rejects.toThrow(`${broken}, which does not start here: no libuv here`)
    const absent = workshop({ env: { MEDIASOUP_WORKER_BIN: join(folder, 'absent') } })
    await expect(bringWorker(absent.made)).rejects.toThrow('does not exist')
  })

  it('takes the one in the cache before it asks the network or a compiler', async () => {
    const { made, ran, place } = workshop()
    mkdirSync(dirname(place), { recursive: true })
    copyFileSync(realWorker, place)
    expect(await bringWorker(made)).toEqual({ path: place, from: 'cache' })
    expect(ran).toEqual([])
  })

  it('takes the official binary before it builds, and keeps it', async () => {
    const base = await serveRelease(realWorker)
    const { made, ran, place } = workshop({ env: { MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: base } })
    expect(await bringWorker(made)).toEqual({ path: place, from: 'prebuilt' })
    expect(ran).toEqual(['tar'])
    expect(await bringWorker(made)).toEqual({ path: place, from: 'cache' })
  })

  it('builds from source when the official binary does not start here', async () => {
    const base = await serveRelease(makeProgram('other-libc', 'echo GLIBC_9.99 not found >&2; exit 1'))
    const { made, place } = workshop({ env: { MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: base } })
    expect(await bringWorker(made)).toEqual({ path: place, from: 'source' })
  })

  it('builds from source, with the packages it needs, when the release page is out of reach', async () => {
    const { made, asked, ran, place } = workshop()
    expect(await bringWorker(made)).toEqual({ path: place, from: 'source' })
    expect(asked).toEqual(buildPackages)
    expect(ran).toEqual(['meson', 'ninja'])
    expect(findWorker(made.env)).toBe(place)
    expect(existsSync(`${dirname(place)}.work`)).toBe(false)
  })

  it('builds from source where the official binary is not wanted, though it is there and in the cache', async () => {
    const official = makeProgram('official', 'exit 41')
    const { made, ran, place } = workshop({
      env: {
        MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: await serveRelease(official),
        MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD: 'true',
      },
    })
    mkdirSync(dirname(place), { recursive: true })
    copyFileSync(official, place)
    expect(await bringWorker(made)).toEqual({ path: place, from: 'source' })
    expect(ran).toEqual(['meson', 'ninja'])
  })

  it('builds anew when the one in the cache does not start any more', async () => {
    const { made, place } = workshop()
    mkdirSync(dirname(place), { recursive: true })
    copyFileSync(makeProgram('old', 'exit 127'), place)
    expect(await bringWorker(made)).toEqual({ path: place, from: 'source' })
  })

  it('leaves nothing where the server looks when what was built does not start', async () => {
    const run = compiler((target) => copyFileSync(makeProgram('bad', 'exit 1'), target))
    const { made } = workshop({ run })
    await expect(bringWorker(made)).rejects.toThrow('it left with code 1')
    expect(() => findWorker(made.env)).toThrow('not built yet')
  })

  it('goes on with a build that was interrupted, without starting over', async () => {
    const stop = new AbortController()
    const interrupted = workshop({
      signal: stop.signal,
      run: compiler((_target, build) => {
        writeFileSync(join(build, 'half.o'), '')
        stop.abort()
        throw new Error('ninja was ended by SIGTERM')
      }),
    })
    await expect(bringWorker(interrupted.made)).rejects.toThrow('SIGTERM')
    const again = workshop({
      run: compiler((target, build) => {
        expect(existsSync(join(build, 'half.o'))).toBe(true)
        copyFileSync(realWorker, target)
      }),
    })
    expect(await bringWorker(again.made)).toMatchObject({ from: 'source' })
    expect(again.ran).toEqual(['ninja'])
  })

  it('compiles file by file when files clash in groups', async () => {
    const run = compiler((target, build) => {
      if (build.includes('in-groups')) throw new Error('redefinition of MaxLen')
      copyFileSync(realWorker, target)
    })
    const { made, ran } = workshop({ run })
    expect(await bringWorker(made)).toMatchObject({ from: 'source' })
    expect(ran).toEqual(['meson', 'ninja', 'meson', 'ninja'])
  })
})
