import type { types } from 'mediasoup'

/**
 * Who is heard in a router. mediasoup's active speaker observer says who dominates but never that nobody does, and does
 * not name somebody again who goes on after a silence; the audio level observer knows silence. Together they tell the
 * dominant producer, or null; the same may be told several times.
 */
export class SpeakerWatch {
  readonly #tell: (producerId: string | null) => void
  readonly #observers: Promise<[types.ActiveSpeakerObserver, types.AudioLevelObserver] | null>
  #dominant: types.Producer | null = null

  constructor(router: types.Router, tell: (producerId: string | null) => void) {
    this.#tell = tell
    // Not awaited by those who join: nobody speaks before there are transports. It fails only with its router.
    this.#observers = this.#watch(router).catch(() => null)
  }

  /** From now on this microphone counts. Forgotten by itself when its producer closes. */
  listenTo(producerId: string): void {
    void this.#observers.then((observers) =>
      // A producer that has closed meanwhile is no longer to be heard.
      Promise.allSettled((observers ?? []).map((observer) => observer.addProducer({ producerId }))),
    )
  }

  async #watch(router: types.Router): Promise<[types.ActiveSpeakerObserver, types.AudioLevelObserver]> {
    const [active, levels] = await Promise.all([
      router.createActiveSpeakerObserver({ interval: 300 }),
      router.createAudioLevelObserver({ maxEntries: 1, threshold: -65, interval: 600 }),
    ])
    active.on('dominantspeaker', ({ producer }) => {
      this.#dominant = producer
      this.#tell(producer.id)
    })
    levels.on('volumes', ([loudest]) => {
      const dominant = this.#dominant
      if (dominant && !dominant.closed && !dominant.paused) this.#tell(dominant.id)
      else if (loudest) this.#tell(loudest.producer.id)
    })
    levels.on('silence', () => this.#tell(null))
    return [active, levels]
  }
}
