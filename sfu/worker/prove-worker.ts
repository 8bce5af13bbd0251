import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { saysOfAskedLayers } from './recipe/asked-layers.ts'

/** The worker leaves with this code when it is started without `MEDIASOUP_VERSION`, before doing anything (its main.cpp). */
const STARTED_BY_A_STRANGER = 41

/**
 * Whether the binary loads here: right architecture, every shared library found. Takes a few milliseconds. Returns nothing
 * when it does and the reason when it does not.
 */
export const whyItDoesNotLoad = (binary: string): string | undefined => {
  const { status, error, stderr } = spawnSync(binary, [], { env: {}, encoding: 'utf8', timeout: 10_000 })
  if (status === STARTED_BY_A_STRANGER) return undefined
  return error?.message ?? (stderr.trim().split('\n').at(-1) || `it left with code ${status}`)
}

/** Starts the binary as the server would, has it make a router, and closes it. Throws an Error with the reason if it cannot. */
export const proveWorker = async (binary: string): Promise<void> => {
  const reason = whyItDoesNotLoad(binary)
  if (reason) throw new Error(reason)
  // Only here: loading mediasoup takes longer than everything else that a start with a ready worker does.
  const { createWorker } = await import('mediasoup')
  const worker = await createWorker({ workerBin: binary, logLevel: 'none' })
  try {
    await worker.createRouter({
      mediaCodecs: [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }],
    })
  } finally {
    worker.close()
  }
}

/**
 * Whether the binary gives a layer at once to whoever asks for it, as one does that our recipe built; the official one waits
 * until it has been sent for two seconds. Reads all of it: some milliseconds.
 */
export const knowsAskedLayers = (binary: string): boolean => readFileSync(binary).includes(saysOfAskedLayers)
