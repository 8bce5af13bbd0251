/** A disk of a few megabytes that a test may fill: a tmpfs, where this account may mount one. */
import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { testFolder } from './test-folder.ts'

export type SmallDisk = {
  folder: string
  /** Leaves no room at all. */
  fill(): Promise<void>
  makeRoom(): Promise<void>
}

/** Null where nobody may mount; it goes with the test. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | null> {
  const folder = await testFolder()
  const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', folder]
  if (spawnSync('mount', options).status !== 0) return null
  // Lazily: a server may still have its files open.
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]))
  chmodSync(folder, 0o777)
  const filler = join(folder, 'filler')
  return {
    folder,
    async fill() {
      const file = await open(filler, 'a')
      try {
        for (let size = 1024 * 1024; size >= 1;)
          await file.write(Buffer.alloc(size)).catch((error: NodeJS.ErrnoException) => {
            if (error.code !== 'ENOSPC') throw error
            size = Math.floor(size / 2)
          })
      } finally {
        await file.close()
      }
    },
    makeRoom: () => rm(filler, { force: true }),
  }
}

/**
 * Lets a process write nothing into files beyond so many bytes, or everything again: what it meets is what a disk that
 * refuses to be written answers (prlimit(1), setrlimit(2) RLIMIT_FSIZE).
 */
export function limitWriting(pid: number, bytes: number | 'unlimited'): void {
  const { status, stderr } = spawnSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`])
  if (status !== 0) throw new Error(`prlimit failed: ${stderr.toString()}`)
}
