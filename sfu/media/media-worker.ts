/**
 * One media worker process with its one port, started again when it dies. What ran on it is gone then: its rooms are told
 * and begin again on whichever worker is free.
 */
import { createWorker, type types } from 'mediasoup'
import { mediaCodecs } from './media-codecs.ts'
import type { MediaSettings } from './media-settings.ts'

/** A router with the port that its transports share. */
export type Berth = { router: types.Router; server: types.WebRtcServer; place: WorkerPlace }

/** Which worker it is, and which process: as the log names it. */
export type WorkerPlace = { worker: number; pid: number | null }

/**
 * The first restarts follow at once, for a call is waiting; then each waits longer (milliseconds), so that a worker that
 * cannot live does not take the machine with it, until one has lived for a minute.
 */
const restartsAtOnce = 3
const firstPauseMs = 500
const longestPauseMs = 30_000
const soundLifeMs = 60_000
export const pauseBeforeRestart = (deathsInARow: number): number => {
  const late = deathsInARow - restartsAtOnce
  return late <= 0 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (late - 1))
}
/** Over how many looks `cpu` is taken. */
const samplesKept = 3
/** What the system may hold for a worker that is at something else for a moment: key frames come as a hundred packets. */
const buffers = { recvBufferSize: 4_000_000, sendBufferSize: 4_000_000 }

export class MediaWorker {
  readonly index: number
  /** How often it died, since this process began. */
  deaths = 0
  /** Part of one core that it used lately, 0 to 1. */
  cpu = 0
  readonly #settings: MediaSettings
  readonly #onUp: () => void
  #running: { worker: types.Worker; server: types.WebRtcServer } | null = null
  #deathsInARow = 0
  #restart: NodeJS.Timeout | null = null
  #starting: Promise<void> | null = null
  #closed = false
  /** Measured lately, the oldest first. */
  #samples: { at: number; busyMs: number }[] = []
  /** When people came to it. */
  #arrivals: number[] = []

  constructor(index: number, settings: MediaSettings, onUp: () => void) {
    this.index = index
    this.#settings = settings
    this.#onUp = onUp
  }

  get alive(): boolean {
    // mediasoup closes what ran on a dead worker before it says that the worker died.
    return this.#running !== null && !this.#running.worker.closed
  }

  get pid(): number | null {
    return this.#running?.worker.pid ?? null
  }

  /** Starts the process and binds its port. Throws a sentence that names the port when that fails. */
  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => (this.#starting = null))
    return this.#starting
  }

  async #start(): Promise<void> {
    const { workerBin, listen, logger } = this.#settings
    const port = listen.port === 0 ? undefined : listen.port + this.index
    const worker = await createWorker({ workerBin, logLevel: 'error' }).catch((error: unknown) => {
      throw new Error(`The media worker ${workerBin} does not start: ${reasonOf(error)}`, { cause: error })
    })
    const startedAt = performance.now()
    // Listen before the next await: a worker may die at any time.
    worker.on('died', (error) => {
      logger.error({ worker: this.index, pid: worker.pid, cause: error.message }, 'media worker died')
      if (this.#running?.worker === worker) this.#died(performance.now() - startedAt)
    })
    try {
      const server = await worker.createWebRtcServer({
        listenInfos: (['udp', 'tcp'] as const).map((protocol) => ({
          protocol,
          ip: listen.address,
          ...(listen.announced === null ? {} : { announcedAddress: listen.announced }),
          ...(port === undefined ? {} : { port }),
          ...(protocol === 'udp' ? buffers : {}),
        })),
      })
      if (this.#closed) throw new Error('closed while starting')
      this.#running = { worker, server }
    } catch (error) {
      await end(worker)
      const where = `${listen.address}${port === undefined ? '' : `:${port}`}`
      throw new Error(
        `A media worker cannot listen on ${where} (UDP and TCP): ${reasonOf(error)}. Look at SFU_LISTEN_ADDRESS and SFU_PORT.`,
        { cause: error },
      )
    }
    this.#onUp()
  }

  /** Makes a router. Rejects when the worker is not there or dies meanwhile. */
  async openRouter(): Promise<Berth> {
    const running = this.#running
    if (!running) throw new Error('the media worker is not running')
    const router = await running.worker.createRouter({ mediaCodecs })
    return { router, server: running.server, place: { worker: this.index, pid: running.worker.pid } }
  }

  /** Somebody will have their media here. */
  expect(): void {
    this.#arrivals.push(performance.now())
  }

  /** How many have come within the last so many milliseconds. */
  newcomers(withinMs: number): number {
    const since = performance.now() - withinMs
    this.#arrivals = this.#arrivals.filter((at) => at >= since)
    return this.#arrivals.length
  }

  /** Measures `cpu` over the last few calls: a moment alone is told by chance. */
  async measure(): Promise<void> {
    const worker = this.#running?.worker
    if (!worker) return void (this.cpu = 0)
    const { ru_utime, ru_stime } = await worker.getResourceUsage()
    if (this.#running?.worker !== worker) return
    const now = { at: performance.now(), busyMs: ru_utime + ru_stime }
    this.#samples = [...this.#samples, now].slice(-samplesKept)
    const [first = now] = this.#samples
    if (now.at > first.at) this.cpu = (now.busyMs - first.busyMs) / (now.at - first.at)
  }

  /** Ends the process and waits until it is gone. Harmless twice. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#restart) clearTimeout(this.#restart)
    await this.#starting?.catch(() => undefined)
    const running = this.#running
    this.#running = null
    if (running) await end(running.worker)
  }

  #died(livedMs: number): void {
    this.#running = null
    this.#samples = []
    this.#arrivals = []
    this.cpu = 0
    this.deaths += 1
    this.#deathsInARow = livedMs >= soundLifeMs ? 1 : this.#deathsInARow + 1
    this.#startAgain()
  }

  #startAgain(): void {
    if (this.#closed) return
    const { logger } = this.#settings
    this.#restart = setTimeout(() => {
      this.#restart = null
      this.start().then(
        () => logger.info({ worker: this.index, pid: this.pid }, 'media worker is back'),
        (error: unknown) => {
          if (this.#closed) return
          logger.error({ worker: this.index, err: error }, 'media worker does not start')
          this.#deathsInARow += 1
          this.#startAgain()
        },
      )
    }, pauseBeforeRestart(this.#deathsInARow))
  }
}

/** Closes a worker and waits until its process is gone. */
async function end(worker: types.Worker): Promise<void> {
  if (worker.subprocessClosed) return
  const gone = new Promise<void>((resolve) => worker.once('subprocessclose', resolve))
  worker.close()
  await gone
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
