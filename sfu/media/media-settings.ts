/** What a media node is told. */
import { conferenceLimits } from '../../contract/limits.ts'
import type { Logger } from '../room/ports.ts'
import type { AudibleRule } from './audible.ts'
import type { SpreadRule } from './choose-worker.ts'

export type MediaListen = {
  /** The address of this machine on which media is received, e.g. `0.0.0.0` or `127.0.0.1`. */
  address: string
  /** The address (or name) that browsers are told, when it is not the same. Needed where `address` is a wildcard. */
  announced: string | null
  /** The first worker's port, UDP and TCP; each further worker has the next one. 0 lets the system choose. */
  port: number
  /** How many workers; each keeps one processor core busy. */
  workers: number
}

export type MediaSettings = {
  workerBin: string
  listen: MediaListen
  logger: Logger
  /** How long a request waits for a worker to come back, in milliseconds. Default 5000. */
  patienceMs?: number
  /** When a meeting goes to further workers, where that is not as usual. */
  spread?: Partial<SpreadRule>
  /** Who is heard in a large meeting, where that is not as usual. */
  audible?: Partial<AudibleRule>
}

/** Bitrates in bit/s. */
export const bitrates = {
  /**
   * What a receiver is believed to take before the first estimate, but no more than what is shown (`line-belief.ts`): the
   * first packets measure it. mediasoup hides an estimate of exactly this many, and never looks further than this or a third
   * more than what flows: with less, a line that was short would look full for ever.
   */
  initialOutgoing: 5_000_000,
  /** What a shared screen takes at most, if its sender does not say. */
  screen: 2_500_000,
  /** What one seat may send: three layers of a camera and a screen. */
  maxIncoming: conferenceLimits.incomingBitsPerSecond,
} as const
