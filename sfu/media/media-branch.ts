/**
 * What a meeting has on one worker: a router with the port that its transports share, and copies of what is sent on the
 * meeting's other routers. A copy is made when it is first asked for, once, whoever asks; it pauses, resumes and closes with
 * its original, and goes when nobody has wanted it for a while.
 */
import type { types } from 'mediasoup'
import type { Logger } from '../room/ports.ts'
import type { Berth, MediaWorker, WorkerPlace } from './media-worker.ts'

/** How long a copy that nobody receives stays, in milliseconds: whoever looks away looks back. */
const idleCopyMs = 30_000

type Copy = { made: Promise<types.Producer | null>; askedAt: number }

export class MediaBranch {
  readonly worker: MediaWorker
  readonly router: types.Router
  readonly server: types.WebRtcServer
  readonly place: WorkerPlace
  /** Seats that are being opened on it at this moment. */
  coming = 0
  readonly #logger: Logger
  readonly #copies = new Map<string, Copy>()

  constructor(worker: MediaWorker, { router, server, place }: Berth, logger: Logger) {
    this.worker = worker
    this.router = router
    this.server = server
    this.place = place
    this.#logger = logger
  }

  get closed(): boolean {
    return this.router.closed
  }

  /** Copies that it has, or is about to have. */
  get copies(): number {
    return this.#copies.size
  }

  /** Brings a producer of another branch here. Answers with its id here, or null when it cannot be had. Never rejects. */
  async copy(producerId: string, from: MediaBranch): Promise<string | null> {
    const copy = this.#copies.get(producerId) ?? this.#begin(producerId, from)
    copy.askedAt = performance.now()
    const producer = await copy.made
    return producer && !producer.closed ? producer.id : null
  }

  /** Closes copies that nobody has received, or asked for, for a while. */
  async tidy(idleMs = idleCopyMs): Promise<void> {
    if (this.#copies.size === 0 || this.closed) return
    const { mapProducerIdConsumerIds } = await this.router.dump()
    const received = new Set(
      mapProducerIdConsumerIds.flatMap(({ key, values }) => (values.length > 0 ? [key] : [])),
    )
    const now = performance.now()
    for (const [producerId, copy] of this.#copies) {
      if (received.has(producerId)) copy.askedAt = now
      else if (now - copy.askedAt >= idleMs) (await copy.made)?.close()
    }
  }

  close(): void {
    this.router.close()
  }

  #begin(producerId: string, from: MediaBranch): Copy {
    const copy: Copy = { made: this.#make(producerId, from), askedAt: performance.now() }
    this.#copies.set(producerId, copy)
    void copy.made.then((producer) => {
      const forget = () => {
        if (this.#copies.get(producerId) === copy) this.#copies.delete(producerId)
      }
      if (!producer || producer.closed) return forget()
      producer.observer.on('close', forget)
    })
    return copy
  }

  async #make(producerId: string, from: MediaBranch): Promise<types.Producer | null> {
    try {
      const { pipeConsumer, pipeProducer } = await from.router.pipeToRouter({
        producerId,
        router: this.router,
        ...pipeOptions,
      })
      if (!pipeConsumer || !pipeProducer) return null
      follow(pipeConsumer, pipeProducer)
      return pipeProducer
    } catch (error) {
      // Whoever sends it may have left, or a worker died; only what should have worked is worth a line.
      if (!this.closed && !from.closed) this.#logger.warn({ producerId, err: error }, 'a copy was not made')
      return null
    }
  }
}

/**
 * Has the copy pause and resume with its original. mediasoup does so by itself, but leaves it to nobody when the copy's worker
 * dies before it has answered, and what nobody catches ends the process with all its meetings.
 */
function follow(pipeConsumer: types.Consumer, pipeProducer: types.Producer): void {
  const { observer } = pipeConsumer
  for (const event of ['pause', 'resume'] as const) {
    observer.removeAllListeners(event)
    observer.on(event, () => void pipeProducer[event]().catch(() => undefined))
  }
}

/** Within this machine: what a busy worker lets fall is asked for again, and nobody listens in. */
export const pipeOptions: Partial<types.PipeToRouterOptions> = {
  enableRtx: true,
  enableSctp: false,
  // A key frame of a large picture comes as a hundred packets at once.
  listenInfo: { protocol: 'udp', ip: '127.0.0.1', recvBufferSize: 4_000_000, sendBufferSize: 4_000_000 },
}
