/** Encodes of each of my pictures only the layers that anybody watches; the others cost neither processor nor line. */
import type { types } from 'mediasoup-client'
import type { WatchedLayer } from '#contract/conference.ts'
import { Turns } from './take-turns.ts'

export class EncodedLayers {
  /** The highest that is watched, by producer; what is not in it is encoded whole. */
  readonly #watched = new Map<string, number | null>()
  readonly #turns = new Turns<string>()

  set({ producerId, spatialLayer }: WatchedLayer): void {
    this.#watched.set(producerId, spatialLayer)
  }

  /** Brings a producer in line with what was said of it, perhaps before it was made. */
  follow(producer: types.Producer): Promise<void> {
    // What is read and what is set must not have another change between them (WebRTC 1.0 §5.2).
    return this.#turns.take(producer.id, async () => {
      const highest = this.#watched.get(producer.id)
      const sender = producer.rtpSender
      if (highest === undefined || !sender || producer.closed) return
      const parameters = sender.getParameters()
      const active = (layer: number) => highest !== null && layer <= highest
      if (parameters.encodings.every((encoding, layer) => encoding.active === active(layer))) return
      parameters.encodings.forEach((encoding, layer) => (encoding.active = active(layer)))
      // A browser that will not goes on encoding everything, which is only dear.
      await sender.setParameters(parameters).catch(() => undefined)
    })
  }

  /** The producers are gone. */
  clear(): void {
    this.#watched.clear()
  }
}
