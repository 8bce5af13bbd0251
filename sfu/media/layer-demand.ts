/**
 * Which layers of each picture anybody watches, so that its sender encodes no others. What is wanted is told at once; that
 * something is no longer wanted waits a while, since whoever turns a page often turns it back.
 */
import type { WatchedLayer } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'

type Demand = {
  wants: Map<Id, number>
  /** What the sender encodes as far as we know; everything at first. */
  told: number
  timer: NodeJS.Timeout | null
}

/** Nobody wants anything of it. */
const nothing = -1

export class LayerDemand {
  readonly #tell: (watched: WatchedLayer) => void
  readonly #patienceMs: number
  readonly #demands = new Map<string, Demand>()

  /** @param patienceMs how long a layer is still encoded after nobody wants it any more */
  constructor(tell: (watched: WatchedLayer) => void, patienceMs: number) {
    this.#tell = tell
    this.#patienceMs = patienceMs
  }

  /** A picture is sent from now on, in all its layers. */
  begin(producerId: string): void {
    this.#demands.set(producerId, { wants: new Map(), told: Infinity, timer: null })
    this.#follow(producerId)
  }

  /** It is sent no more. */
  end(producerId: string): void {
    const timer = this.#demands.get(producerId)?.timer
    if (timer) clearTimeout(timer)
    this.#demands.delete(producerId)
  }

  /** Somebody wants it up to this layer, or not at all (null). */
  want(producerId: string, seatId: Id, spatialLayer: number | null): void {
    const wants = this.#demands.get(producerId)?.wants
    if (!wants) return
    if (spatialLayer === null) wants.delete(seatId)
    else wants.set(seatId, spatialLayer)
    this.#follow(producerId)
  }

  /** What the sender was told of this picture, or null while it is to send everything. */
  told(producerId: string): WatchedLayer | null {
    const told = this.#demands.get(producerId)?.told ?? Infinity
    return told === Infinity ? null : watched(producerId, told)
  }

  close(): void {
    for (const producerId of [...this.#demands.keys()]) this.end(producerId)
  }

  #follow(producerId: string): void {
    const demand = this.#demands.get(producerId)
    if (!demand) return
    const wanted = Math.max(nothing, ...demand.wants.values())
    if (wanted < demand.told) {
      demand.timer ??= setTimeout(() => {
        demand.timer = null
        // Perhaps not as little as when the wait began.
        this.#inform(producerId, demand, Math.max(nothing, ...demand.wants.values()))
      }, this.#patienceMs)
      return
    }
    if (demand.timer) clearTimeout(demand.timer)
    demand.timer = null
    if (wanted > demand.told) this.#inform(producerId, demand, wanted)
  }

  #inform(producerId: string, demand: Demand, layer: number): void {
    demand.told = layer
    this.#tell(watched(producerId, layer))
  }
}

const watched = (producerId: string, layer: number): WatchedLayer => ({
  producerId,
  spatialLayer: layer === nothing ? null : layer,
})
