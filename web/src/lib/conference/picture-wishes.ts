/**
 * Tells the node which pictures are seen and how large, so that nothing is sent for nobody. Tiles say what they show;
 * changes are gathered for a moment, since a window that is being resized changes every tile many times.
 */
import type { RequestBody } from '#contract/conference.ts'
import { layerFor } from './layers.ts'

type Ask = <N extends 'consumer:resume' | 'consumer:pause' | 'consumer:prefer-layers'>(
  name: N,
  body: RequestBody<N>,
) => Promise<unknown>

type Consumer = {
  key: string
  layered: boolean
  /** Null when we cannot be sure what the node does. */ flowing: boolean | null
  layer: number | null
}

/** A picture is known by whose it is and what it shows. */
export const pictureKey = (seatId: string, source: string): string => `${seatId}/${source}`

export class PictureWishes {
  readonly #ask: Ask
  readonly #pixelRatio: () => number
  readonly #delayMs: number
  /** Widths of the tiles that are on the screen, CSS pixels; a picture may be shown more than once. */
  readonly #tiles = new Map<string, Map<symbol, number>>()
  readonly #consumers = new Map<string, Consumer>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #asleep = false

  /** @param pixelRatio of the screen, asked each time: a window may move to another screen */
  constructor(ask: Ask, pixelRatio: () => number, delayMs = 200) {
    this.#ask = ask
    this.#pixelRatio = pixelRatio
    this.#delayMs = delayMs
  }

  /** A tile shows a picture at a width, or no longer (0). `tile` tells two tiles with one picture apart. */
  show(key: string, tile: symbol, width: number): void {
    const tiles = this.#tiles.get(key) ?? new Map<symbol, number>()
    if (width > 0) tiles.set(tile, width)
    else tiles.delete(tile)
    if (tiles.size) this.#tiles.set(key, tiles)
    else this.#tiles.delete(key)
    // What waits for its tile does not wait longer; everything else may.
    for (const [consumerId, consumer] of this.#consumers)
      if (consumer.key === key && !consumer.flowing && width > 0) this.#settle(consumerId)
    this.#soon()
  }

  /** A page that nobody looks at needs no pictures; sound goes on. */
  set asleep(asleep: boolean) {
    this.#asleep = asleep
    this.#soon()
  }

  /**
   * A consumer is ready to receive. It flows at once if its tile is there, in the layer that the tile needs; otherwise
   * it stays paused, as the node has made it.
   *
   * @param layered whether the picture has layers to choose from
   */
  attach(consumerId: string, key: string, layered: boolean): void {
    this.#consumers.set(consumerId, { key, layered, flowing: false, layer: null })
    this.#settle(consumerId)
  }

  detach(consumerId: string): void {
    this.#consumers.delete(consumerId)
  }

  /** Says everything again, after a break in which some of it may have been lost. */
  renew(): void {
    for (const [consumerId, consumer] of this.#consumers) {
      this.#consumers.set(consumerId, { ...consumer, flowing: null, layer: null })
      this.#settle(consumerId)
    }
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#consumers.clear()
    this.#tiles.clear()
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      for (const consumerId of this.#consumers.keys()) this.#settle(consumerId)
    }, this.#delayMs)
  }

  #settle(consumerId: string): void {
    const consumer = this.#consumers.get(consumerId)
    if (!consumer) return
    const width = this.#asleep ? 0 : Math.max(0, ...(this.#tiles.get(consumer.key)?.values() ?? []))
    const layer = width && consumer.layered ? layerFor(width, this.#pixelRatio()) : consumer.layer
    if (layer !== null && layer !== consumer.layer) {
      consumer.layer = layer
      this.#send('consumer:prefer-layers', { consumerId, spatialLayer: layer })
    }
    if (width > 0 !== consumer.flowing) {
      consumer.flowing = width > 0
      this.#send(consumer.flowing ? 'consumer:resume' : 'consumer:pause', { consumerId })
    }
  }

  /** A refusal means that the consumer, or the line, is gone; both end in `renew` or in new consumers. */
  #send(...[name, body]: Parameters<Ask>): void {
    this.#ask(name, body).catch(() => undefined)
  }
}
