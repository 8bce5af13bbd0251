/** Uploaded files in DATA_DIR/files, by the SHA-256 of what is in them: the same document twice is stored once. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../contract/errors.ts'
import type { Files } from '../../scheduler/group-ports.ts'

/** `folder` is made when the first file arrives, for the server's user alone. */
export function filesOnDisk(folder: string): Files {
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256)

  return {
    async put(stream, limitBytes) {
      const incoming = join(folder, 'incoming', randomUUID())
      try {
        await mkdir(dirname(incoming), { recursive: true, mode: 0o700 })
        const hash = createHash('sha256')
        let bytes = 0
        const file = await open(incoming, 'wx', 0o600)
        try {
          for await (const chunk of stream) {
            bytes += chunk.length
            if (bytes > limitBytes) throw new AppError('request.too-large', { limitBytes })
            hash.update(chunk)
            await file.write(chunk)
          }
          // What we acknowledge survives a power cut.
          await file.sync()
        } finally {
          await file.close()
        }
        const sha256 = hash.digest('hex')
        await mkdir(dirname(pathOf(sha256)), { recursive: true, mode: 0o700 })
        await rename(incoming, pathOf(sha256))
        return { sha256, bytes }
      } catch (error) {
        // What cannot be removed now is removed by nobody's promise: an upload that was never acknowledged.
        await rm(incoming, { force: true }).catch(() => undefined)
        throw translate(error)
      }
    },

    async open(sha256) {
      const stream = createReadStream(pathOf(sha256))
      return new Promise<ReadStream | null>((resolve, reject) => {
        stream.once('open', () => resolve(stream))
        stream.once('error', (error: NodeJS.ErrnoException) =>
          error.code === 'ENOENT' ? resolve(null) : reject(error),
        )
      })
    },
  }
}

const full = ['ENOSPC', 'EDQUOT']
const unwritable = ['EROFS', 'EIO', 'EFBIG', 'EACCES', 'EPERM']

/** What the system says of its disk, in the contract's words; everything else stays as it is. */
function translate(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (full.includes(code)) return withCause('server.storage-full', error)
  return unwritable.includes(code) ? withCause('server.storage-read-only', error) : error
}

function withCause(code: 'server.storage-full' | 'server.storage-read-only', cause: unknown): AppError {
  const error = new AppError(code)
  error.cause = cause
  return error
}
