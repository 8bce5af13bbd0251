/** All media workers of this process: which are there, how busy they are, and where a new room goes. */
import { setLogEventListeners } from 'mediasoup'
import type { RtpCapabilities } from '../../contract/conference.ts'
import { mediaUnavailable } from './media-errors.ts'
import { type MediaListener, MediaRoom } from './media-room.ts'
import type { MediaSettings } from './media-settings.ts'
import { MediaWorker } from './media-worker.ts'

/** An empty room weighs as much as this many streams, so that meetings which begin together are spread. */
const roomWeight = 10
/** How many workers may die under a room that is being opened before we say so. */
const maxTries = 3
const measureEveryMs = 5000

export type MediaLoad = {
  workers: number
  workersAlive: number
  /** The busiest worker's part of its core, 0 to 1. */
  cpu: number
  rooms: number
  producers: number
  consumers: number
}

/** One worker: whether its process runs, and the part of a core that it used lately, 0 to 1. */
export type WorkerState = { alive: boolean; cpu: number }

export type MediaCounters = { workerDeaths: number; roomsOpened: number; roomsLost: number }

/** Starts the workers, all at once. Rejects with a sentence, leaving nothing behind, when one cannot start. */
export async function openMediaNode(settings: MediaSettings): Promise<MediaNode> {
  const { address, announced } = settings.listen
  if ((address === '0.0.0.0' || address === '::') && announced === null)
    throw new Error(
      `SFU_LISTEN_ADDRESS is ${address}, which browsers cannot reach: SFU_ANNOUNCED_ADDRESS must say where they can.`,
    )
  // What mediasoup and its workers complain about; the listeners are the library's, for all nodes of a process.
  setLogEventListeners({
    onerror: (from, said, error) => settings.logger.warn({ from, err: error }, said),
  })
  const node = new MediaNode(settings)
  try {
    await node.start()
  } catch (error) {
    await node.close()
    throw error
  }
  return node
}

export class MediaNode {
  readonly #settings: MediaSettings
  readonly #workers: MediaWorker[]
  readonly #rooms = new Map<MediaRoom, MediaWorker>()
  readonly #waiting = new Set<() => void>()
  readonly #counters = { roomsOpened: 0, roomsLost: 0 }
  #capabilities: RtpCapabilities | null = null
  #measuring: NodeJS.Timeout | null = null
  #closed = false

  constructor(settings: MediaSettings) {
    this.#settings = settings
    const workerIsUp = () => {
      for (const resume of this.#waiting) resume()
    }
    this.#workers = Array.from(
      { length: settings.listen.workers },
      (_, index) => new MediaWorker(index, settings, workerIsUp),
    )
  }

  async start(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.start()))
    // Every router is made of the same codecs, so one tells what all of them will say.
    const { router } = await this.#lightest().openRouter()
    this.#capabilities = router.rtpCapabilities as RtpCapabilities
    router.close()
    await this.#measure()
    this.#measuring = setInterval(() => void this.#measure(), measureEveryMs)
    this.#measuring.unref()
  }

  /** What every router of this node can do; known before any room is open. */
  get rtpCapabilities(): RtpCapabilities {
    if (!this.#capabilities) throw new Error('the media node has not started')
    return this.#capabilities
  }

  /**
   * Opens a room on the worker with the least to do. When all workers are down it waits for one, but not for long:
   * throws `conference.media-unavailable`.
   */
  async openRoom(listener: MediaListener): Promise<MediaRoom> {
    const until = performance.now() + (this.#settings.patienceMs ?? 5000)
    for (let tries = 0; tries < maxTries; tries += 1) {
      const worker = await this.#workerThatRuns(until)
      // Counted from the choice on: rooms that open at the same moment must see one another.
      worker.opening += 1
      const berth = await worker
        .openRouter()
        .catch(() => null)
        .finally(() => (worker.opening -= 1))
      if (!berth) continue // It died between our choice and its answer.
      if (this.#closed) {
        berth.router.close()
        throw mediaUnavailable()
      }
      const room = new MediaRoom(berth, listener, this.#settings.logger, (gone, lost) => {
        this.#rooms.delete(gone)
        if (lost) this.#counters.roomsLost += 1
      })
      this.#rooms.set(room, worker)
      this.#counters.roomsOpened += 1
      return room
    }
    throw mediaUnavailable()
  }

  load(): MediaLoad {
    const rooms = [...this.#rooms.keys()]
    return {
      workers: this.#workers.length,
      workersAlive: this.#workers.filter((worker) => worker.alive).length,
      cpu: Math.max(0, ...this.#workers.map((worker) => worker.cpu)),
      rooms: rooms.length,
      producers: rooms.reduce((sum, room) => sum + room.producerCount, 0),
      consumers: rooms.reduce((sum, room) => sum + room.consumerCount, 0),
    }
  }

  /** Every worker, in the order of their ports. */
  workers(): WorkerState[] {
    return this.#workers.map(({ alive, cpu }) => ({ alive, cpu }))
  }

  counters(): MediaCounters {
    return { workerDeaths: this.#workers.reduce((sum, worker) => sum + worker.deaths, 0), ...this.#counters }
  }

  /** Process ids of the workers that run, in the order of their ports. */
  pids(): number[] {
    return this.#workers.flatMap(({ pid }) => (pid === null ? [] : [pid]))
  }

  /** Closes every room, ends every worker, and waits until their processes are gone. Harmless twice. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#measuring) clearInterval(this.#measuring)
    for (const room of [...this.#rooms.keys()]) room.close()
    for (const resume of this.#waiting) resume()
    await Promise.all(this.#workers.map((worker) => worker.close()))
  }

  #lightest(): MediaWorker {
    const weights = new Map(this.#workers.map((worker) => [worker, worker.opening * roomWeight]))
    for (const [room, worker] of this.#rooms)
      weights.set(worker, (weights.get(worker) ?? 0) + roomWeight + room.producerCount + room.consumerCount)
    const [lightest] = this.#workers
      .filter((worker) => worker.alive)
      .toSorted((one, other) => (weights.get(one) ?? 0) - (weights.get(other) ?? 0))
    if (!lightest) throw mediaUnavailable()
    return lightest
  }

  async #workerThatRuns(until: number): Promise<MediaWorker> {
    while (!this.#closed && !this.#workers.some((worker) => worker.alive)) {
      const left = until - performance.now()
      if (left <= 0) break
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, left)
        const waiting = this.#waiting
        function done() {
          clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
        waiting.add(done)
      })
    }
    if (this.#closed) throw mediaUnavailable()
    return this.#lightest()
  }

  async #measure(): Promise<void> {
    // A worker that dies while it is asked says nothing; the next round finds it restarted.
    await Promise.allSettled(this.#workers.map((worker) => worker.measure()))
  }
}
