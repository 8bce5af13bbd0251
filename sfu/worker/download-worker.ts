import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { release } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Workshop } from './workshop.ts'

/** A network that cannot reach the release page should cost a moment, not a minute. */
const SECONDS_TO_ANSWER = 5
const SECONDS_TO_DOWNLOAD = 60

/**
 * The name that mediasoup gives its prebuilt worker (its npm-scripts.mjs, `getWorkerPrebuildTarName`); on Linux it carries
 * the kernel's major version.
 */
export const prebuiltName = (version: string, platform: string, arch: string, kernel: string): string =>
  `mediasoup-worker-${version}-${platform}-${arch}${platform === 'linux' ? `-kernel${Number.parseInt(kernel)}` : ''}.tgz`

/**
 * Downloads the official prebuilt worker of this version into `folder` and returns its path. Rejects when the release page
 * cannot be reached within five seconds or has none for this machine. Honours mediasoup's own
 * `MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL`, for those who mirror it.
 */
export const downloadWorker = async (
  { env, run, report, signal }: Workshop,
  version: string,
  folder: string,
): Promise<string> => {
  const base =
    env['MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL'] ||
    'https://github.com/versatica/mediasoup/releases/download'
  report({ doing: 'looking for the official binary' })
  const abort = new AbortController()
  const giveUp = setTimeout(() => abort.abort(new Error('no answer')), SECONDS_TO_ANSWER * 1000)
  try {
    const response = await fetch(
      `${base}/${version}/${prebuiltName(version, process.platform, process.arch, release())}`,
      {
        signal: AbortSignal.any([signal, abort.signal, AbortSignal.timeout(SECONDS_TO_DOWNLOAD * 1000)]),
      },
    )
    clearTimeout(giveUp)
    if (!response.ok || !response.body) throw new Error(`the release page answered ${response.status}`)
    await mkdir(folder, { recursive: true })
    const archive = join(folder, 'prebuilt.tgz')
    const total = Number(response.headers.get('content-length')) || undefined
    let done = 0
    await pipeline(
      Readable.fromWeb(response.body),
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          done += chunk.length
          report({ doing: 'downloading the official binary', done, ...(total && { total }) })
          yield chunk
        }
      },
      createWriteStream(archive),
    )
    await run('tar', ['-xzf', archive, '-C', folder, 'mediasoup-worker'], { cwd: folder })
    return join(folder, 'mediasoup-worker')
  } finally {
    clearTimeout(giveUp)
  }
}
