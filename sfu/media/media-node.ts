/** All media workers of this process: which are there, how busy they are, and where the next person of a meeting goes. */
import { setLogEventListeners } from 'mediasoup'
import type { RtpCapabilities } from '../../contract/conference.ts'
import { defaultAudible } from './audible.ts'
import { chooseWorker, defaultSpread, type SpreadRule } from './choose-worker.ts'
import { mediaUnavailable } from './media-errors.ts'
import { type MediaListener, MediaRoom } from './media-room.ts'
import type { MediaSettings } from './media-settings.ts'
import { MediaWorker } from './media-worker.ts'
import { type ConsumersByLayer, type MediaFlow, StreamSurvey } from './stream-survey.ts'

/** An empty room weighs as much as this many streams, so that meetings which begin together are spread. */
const roomWeight = 10
/** A crowd comes within seconds: by then the workers must have been measured. */
const measureEveryMs = 2000
/** At every so many measurements copies that nobody receives are closed, and some streams asked what they do. */
const tidyEvery = 5
const surveyEvery = 6

export type MediaLoad = {
  workers: number
  workersAlive: number
  /** The busiest worker's part of its core, 0 to 1. */
  cpu: number
  rooms: number
  producers: number
  consumers: number
  /** Streams that one worker has copied to another, for meetings that are on several. */
  copies: number
}

/** One worker: whether its process runs, and the part of a core that it used lately, 0 to 1. */
export type WorkerState = { alive: boolean; cpu: number }

/** `roomsLost`: how often a worker's death took media of a meeting with it. */
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
  readonly #spread: SpreadRule
  readonly #rooms = new Set<MediaRoom>()
  readonly #waiting = new Set<() => void>()
  readonly #survey = new StreamSurvey()
  readonly #counters = { roomsOpened: 0, roomsLost: 0 }
  #capabilities: RtpCapabilities | null = null
  #measuring: NodeJS.Timeout | null = null
  #measured = 0
  #closed = false

  constructor(settings: MediaSettings) {
    this.#settings = settings
    this.#spread = { ...defaultSpread, ...settings.spread }
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
    const [first] = this.#workers
    if (!first) throw new Error('a media node without workers')
    const { router } = await first.openRouter()
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

  /** Opens a room. It takes nothing of any worker until somebody has a seat in it. */
  openRoom(listener: MediaListener): MediaRoom {
    if (this.#closed) throw mediaUnavailable()
    const room = new MediaRoom({
      listener,
      logger: this.#settings.logger,
      audible: { ...defaultAudible, ...this.#settings.audible },
      chooseWorker: (own) => this.#chooseWorker(own),
      onBranch: ({ router }) => this.#survey.watch(router),
      onBranchLost: () => (this.#counters.roomsLost += 1),
      onClose: (gone) => this.#rooms.delete(gone),
    })
    this.#rooms.add(room)
    this.#counters.roomsOpened += 1
    return room
  }

  load(): MediaLoad {
    const rooms = [...this.#rooms]
    return {
      workers: this.#workers.length,
      workersAlive: this.#workers.filter((worker) => worker.alive).length,
      cpu: Math.max(0, ...this.#workers.map((worker) => worker.cpu)),
      rooms: rooms.length,
      producers: rooms.reduce((sum, room) => sum + room.producerCount, 0),
      consumers: rooms.reduce((sum, room) => sum + room.consumerCount, 0),
      copies: rooms.reduce((sum, room) => sum + room.copyCount, 0),
    }
  }

  /** Every worker, in the order of their ports. */
  workers(): WorkerState[] {
    return this.#workers.map(({ alive, cpu }) => ({ alive, cpu }))
  }

  /** What flows to and from people. */
  flow(): MediaFlow {
    return this.#survey.flow()
  }

  consumersByLayer(): ConsumersByLayer {
    return this.#survey.consumersByLayer()
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
    for (const room of [...this.#rooms]) room.close()
    for (const resume of this.#waiting) resume()
    await Promise.all(this.#workers.map((worker) => worker.close()))
  }

  /** Where the next seat of a meeting goes; waits for a worker when all are down, but not for long. */
  async #chooseWorker(own: ReadonlyMap<MediaWorker, unknown>): Promise<MediaWorker> {
    await this.#untilOneRuns(performance.now() + (this.#settings.patienceMs ?? 5000))
    const weights = new Map<MediaWorker, number>()
    for (const room of this.#rooms)
      for (const { worker, streams } of room.workers())
        weights.set(worker, (weights.get(worker) ?? 0) + roomWeight + streams)
    const chosen = chooseWorker(
      this.#workers
        .filter(({ alive }) => alive)
        .map((worker) => ({
          worker,
          cpu: worker.cpu,
          newcomers: worker.newcomers(this.#spread.newForMs),
          weight: weights.get(worker) ?? 0,
          has: own.has(worker),
        })),
      this.#spread,
    )
    if (!chosen) throw mediaUnavailable()
    // Counted from the choice on: those who come at the same moment must see one another.
    chosen.worker.expect()
    return chosen.worker
  }

  async #untilOneRuns(until: number): Promise<void> {
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
  }

  async #measure(): Promise<void> {
    this.#measured += 1
    if (this.#measured % surveyEvery === 0) void this.#survey.look()
    const rooms = this.#measured % tidyEvery === 0 ? [...this.#rooms] : []
    // A worker that dies while it is asked says nothing; the next round finds it restarted.
    await Promise.allSettled([
      ...this.#workers.map((worker) => worker.measure()),
      ...rooms.map((room) => room.tidy()),
    ])
  }
}
