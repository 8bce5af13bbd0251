/**
 * Who is heard in a meeting, on whichever of its routers. mediasoup's active speaker observer says who dominates a router
 * but never that nobody does, and does not name somebody again who goes on after a silence; the audio level observer knows
 * silence and how loud everybody is, by which those of several routers are compared.
 */
import type { types } from 'mediasoup'
import type { Loudness } from './voices.ts'

export type SpeakerListener = {
  /** Who dominates, or null; the same may be told several times. */
  speaks(producerId: string | null): void
  /** Who is loud on one router at this moment, the loudest first. */
  loud(levels: readonly Loudness[]): void
}

/** How often loudness is looked at: the shortest that mediasoup knows, for a voice waits so long until it is noticed. */
const lookEveryMs = 250
/** A packet late is not a silence. */
const silentAfterMs = 600
/** Somebody on another router must be louder by so many decibels to be the one who speaks. */
const louderBy = 6
/** Below this it is not speech. */
const threshold = -65

type Ear = {
  observers: Promise<readonly [types.ActiveSpeakerObserver, types.AudioLevelObserver] | null>
  dominant: types.Producer | null
  levels: readonly Loudness[]
}

export class SpeakerWatch {
  readonly #listener: SpeakerListener
  readonly #ears = new Map<types.Router, Ear>()
  #speaker: string | null = null
  #silence: NodeJS.Timeout | null = null

  constructor(listener: SpeakerListener) {
    this.#listener = listener
  }

  /** From now on this microphone counts. Forgotten by itself when its producer closes, as a router is. */
  listenTo(router: types.Router, producerId: string): void {
    // Not awaited by those who join. A producer that has closed meanwhile is no longer to be heard.
    void this.#earAt(router).observers.then((observers) =>
      Promise.allSettled((observers ?? []).map((observer) => observer.addProducer({ producerId }))),
    )
  }

  close(): void {
    this.#ears.clear()
    this.#hush()
  }

  #earAt(router: types.Router): Ear {
    const known = this.#ears.get(router)
    if (known) return known
    // It fails only with its router.
    const ear: Ear = { observers: Promise.resolve(null), dominant: null, levels: [] }
    ear.observers = this.#open(router, ear).catch(() => null)
    this.#ears.set(router, ear)
    router.observer.once('close', () => {
      if (this.#ears.delete(router)) this.#compare()
    })
    return ear
  }

  async #open(router: types.Router, ear: Ear) {
    const [active, levels] = await Promise.all([
      router.createActiveSpeakerObserver({ interval: 300 }),
      router.createAudioLevelObserver({ maxEntries: 12, threshold, interval: lookEveryMs }),
    ])
    active.on('dominantspeaker', ({ producer }) => {
      ear.dominant = producer
      if (this.#ears.size === 1) this.#tell(producer.id)
    })
    levels.on('volumes', (volumes) => {
      ear.levels = volumes.map(({ producer, volume }) => ({ producerId: producer.id, level: volume }))
      this.#listener.loud(ear.levels)
      this.#compare()
    })
    levels.on('silence', () => {
      ear.levels = []
      this.#compare()
    })
    return [active, levels] as const
  }

  /** The loudest of those who dominate their router; whoever spoke before yields to somebody clearly louder. */
  #compare(): void {
    const [loudest] = [...this.#ears.values()]
      .flatMap((ear) => speakerOf(ear) ?? [])
      .map((one) => ({ ...one, level: one.level + (one.producerId === this.#speaker ? louderBy : 0) }))
      .sort((one, other) => other.level - one.level)
    if (loudest) return this.#tell(loudest.producerId)
    this.#silence ??= setTimeout(() => {
      this.#hush()
      this.#speaker = null
      this.#listener.speaks(null)
    }, silentAfterMs)
    this.#silence.unref()
  }

  #tell(producerId: string): void {
    this.#hush()
    this.#speaker = producerId
    this.#listener.speaks(producerId)
  }

  #hush(): void {
    if (this.#silence) clearTimeout(this.#silence)
    this.#silence = null
  }
}

/** Who dominates a router on which somebody is loud. */
function speakerOf({ dominant, levels: [loudest, ...others] }: Ear): Loudness | null {
  if (!loudest) return null
  if (!dominant || dominant.closed || dominant.paused) return loudest
  const level = [loudest, ...others].find(({ producerId }) => producerId === dominant.id)?.level
  return { producerId: dominant.id, level: level ?? threshold }
}
