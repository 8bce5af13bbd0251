import { existsSync } from 'node:fs'
import { type Environment, workerPlace } from './worker-place.ts'

/**
 * The path of the media worker's binary, for mediasoup's `createWorker({ workerBin })`. It only looks (a few small reads):
 * `MEDIASOUP_WORKER_BIN` first, then the place where the toolchain puts what it downloaded or built.
 * Throws an Error whose message says what to do when there is none.
 */
export const findWorker = (env: Environment = process.env): string => {
  const named = env['MEDIASOUP_WORKER_BIN']
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`MEDIASOUP_WORKER_BIN names ${named}, which does not exist: correct it or remove it.`)
  }
  const place = workerPlace(env)
  if (existsSync(place)) return place
  throw new Error(
    'The media worker is not built yet: npm start builds it, or MEDIASOUP_WORKER_BIN names one.',
  )
}
