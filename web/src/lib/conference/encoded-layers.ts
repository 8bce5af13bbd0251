/**
 * Encodes of each of my pictures only the layers that anybody watches, and no larger than the shortest line needs it; what
 * nobody watches costs neither processor nor line.
 */
import type { types } from 'mediasoup-client'
import type { WatchedLayer } from '#contract/conference.ts'
import { Turns } from './take-turns.ts'

export class EncodedLayers {
  /** What is watched, by producer; what is not in it is encoded whole. */
  readonly #watched = new Map<string, WatchedLayer>()
  /** What each layer takes when nobody's line is short, by producer. */
  readonly #usual = new Map<string, (number | undefined)[]>()
  readonly #turns = new Turns<string>()

  set(watched: WatchedLayer): void {
    this.#watched.set(watched.producerId, watched)
  }

  /** Brings a producer in line with what was said of it, perhaps before it was made. */
  follow(producer: types.Producer): Promise<void> {
    // What is read and what is set must not have another change between them (WebRTC 1.0 §5.2).
    return this.#turns.take(producer.id, async () => {
      const watched = this.#watched.get(producer.id)
      const sender = producer.rtpSender
      if (!watched || !sender || producer.closed) return
      const { encodings, ...parameters } = sender.getParameters()
      const usual = this.#usual.get(producer.id) ?? encodings.map(({ maxBitrate }) => maxBitrate)
      this.#usual.set(producer.id, usual)
      const wanted = encodings.map((encoding, layer) => encodingFor(encoding, layer, usual[layer], watched))
      if (wanted.every((one, layer) => isSame(one, encodings[layer]))) return
      // A browser that will not goes on encoding everything, which is only dear.
      await sender.setParameters({ ...parameters, encodings: wanted }).catch(() => undefined)
    })
  }

  /** The producers are gone. */
  clear(): void {
    this.#watched.clear()
    this.#usual.clear()
  }
}

function encodingFor(
  encoding: RTCRtpEncodingParameters,
  layer: number,
  usual: number | undefined,
  { spatialLayer, bits }: WatchedLayer,
): RTCRtpEncodingParameters {
  const active = spatialLayer !== null && layer <= spatialLayer
  const most = Math.min(usual ?? Infinity, bits ?? Infinity)
  const { maxBitrate: _, ...rest } = encoding
  return { ...rest, active, ...(most < Infinity && { maxBitrate: most }) }
}

const isSame = (one: RTCRtpEncodingParameters, other: RTCRtpEncodingParameters | undefined): boolean =>
  one.active === other?.active && one.maxBitrate === other?.maxBitrate
