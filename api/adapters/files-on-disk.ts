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
        await rm(incoming, { force: true })
        throw isFull(error) ? new AppError('server.storage-full') : error
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

const isFull = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
