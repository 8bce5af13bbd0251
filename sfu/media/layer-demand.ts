/**
 * Which layers of each picture anybody watches, so that its sender encodes no others, and what a screen may take to reach
 * the shortest line. What is wanted is told at once, and so is a line that is short; that something is no longer wanted, or
 * no longer short, waits a while: whoever turns a page often turns it back.
 */
import type { WatchedLayer } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'

type Wish = { layer: number; /** In bit/s; `Infinity` for as much as the sender likes. */ bits: number }
type Demand = {
  wants: Map<Id, Wish>
  /** What the sender encodes as far as we know; everything at first. */
  told: Wish
  timer: NodeJS.Timeout | null
}

/** Nobody wants anything of it. */
const nothing = -1
/** No picture has a higher one. */
const highestLayer = 2

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
    this.#demands.set(producerId, { wants: new Map(), told: everything, timer: null })
    this.#follow(producerId)
  }

  /** It is sent no more. */
  end(producerId: string): void {
    const timer = this.#demands.get(producerId)?.timer
    if (timer) clearTimeout(timer)
    this.#demands.delete(producerId)
  }

  /** Somebody wants it up to this layer, or not at all (null), and no larger than so many bit/s. */
  want(producerId: string, seatId: Id, spatialLayer: number | null, bits = Infinity): void {
    const wants = this.#demands.get(producerId)?.wants
    if (!wants) return
    if (spatialLayer === null) wants.delete(seatId)
    else wants.set(seatId, { layer: spatialLayer, bits })
    this.#follow(producerId)
  }

  /** What the sender was told of this picture, or null while it is to send everything. */
  told(producerId: string): WatchedLayer | null {
    const told = this.#demands.get(producerId)?.told ?? everything
    return isSame(told, everything) ? null : watched(producerId, told)
  }

  close(): void {
    for (const producerId of [...this.#demands.keys()]) this.end(producerId)
  }

  #follow(producerId: string): void {
    const demand = this.#demands.get(producerId)
    if (!demand) return
    const { told } = demand
    const wanted = wantedOf(demand)
    // What helps somebody at once, and is dear to nobody who has not got it already.
    const now = { layer: Math.max(told.layer, wanted.layer), bits: Math.min(told.bits, wanted.bits) }
    if (isSame(wanted, now) && demand.timer) {
      clearTimeout(demand.timer)
      demand.timer = null
    }
    if (!isSame(wanted, now))
      demand.timer ??= setTimeout(() => {
        demand.timer = null
        // Perhaps not as little as when the wait began.
        this.#inform(producerId, demand, wantedOf(demand))
      }, this.#patienceMs)
    this.#inform(producerId, demand, now)
  }

  #inform(producerId: string, demand: Demand, wish: Wish): void {
    if (isSame(demand.told, wish)) return
    demand.told = wish
    this.#tell(watched(producerId, wish))
  }
}

const everything: Wish = { layer: Infinity, bits: Infinity }
const isSame = (one: Wish, other: Wish): boolean => one.layer === other.layer && one.bits === other.bits

const wantedOf = ({ wants }: Demand): Wish => ({
  layer: Math.max(nothing, ...wants.values().map(({ layer }) => layer)),
  bits: Math.min(Infinity, ...wants.values().map(({ bits }) => bits)),
})

const watched = (producerId: string, { layer, bits }: Wish): WatchedLayer => ({
  producerId,
  spatialLayer: layer === nothing ? null : Math.min(layer, highestLayer),
  bits: bits === Infinity ? null : bits,
})
