/**
 * Encodes of each of my pictures only the layers that anybody watches, and no larger than the shortest line needs it; what
 * nobody watches costs neither processor nor line.
 */
import type { WatchedLayer } from '#contract/conference.ts'
import { pause } from '#lib/pause.ts'
import { Turns } from './take-turns.ts'

/** What a browser refuses once it may take a moment later; one that never will goes on encoding everything, which is only dear. */
const pausesMs = [50, 100, 200, 400, 800, 1_600, 3_200, 6_400]

type Encoding = { rid?: string; active?: boolean; maxBitrate?: number }
/** The parts that matter here of a producer of mediasoup-client, and of the browser's `RTCRtpSender`. */
type Sender = {
  getParameters(): { encodings: Encoding[] }
  setParameters(parameters: { encodings: Encoding[] }): Promise<unknown>
}
export type EncodingProducer = { id: string; closed: boolean; rtpSender?: Sender | undefined }

export class EncodedLayers {
  /** What is watched, by producer; what is not in it is encoded whole. */
  readonly #watched = new Map<string, WatchedLayer>()
  /** What each layer takes when nobody's line is short, by producer. */
  readonly #usual = new Map<string, (number | undefined)[]>()
  readonly #turns = new Turns<string>()

  set(watched: WatchedLayer): void {
    this.#watched.set(watched.producerId, watched)
  }

  /**
   * Brings a producer in line with what was said of it, perhaps before it was made. A browser refuses that while something
   * else is changed in the same connection, a microphone being added for example, and is asked again.
   */
  async follow(producer: EncodingProducer): Promise<void> {
    for (const ms of [...pausesMs, null]) {
      // What is read and what is set must not have another change between them (WebRTC 1.0 §5.2).
      const done = await this.#turns.take(producer.id, () => this.#apply(producer))
      if (done || ms === null) return
      await pause(ms)
    }
  }

  /** Whether nothing is left to do. */
  async #apply(producer: EncodingProducer): Promise<boolean> {
    const watched = this.#watched.get(producer.id)
    const sender = producer.rtpSender
    if (!watched || !sender || producer.closed) return true
    const { encodings, ...parameters } = sender.getParameters()
    const usual = this.#usual.get(producer.id) ?? encodings.map(({ maxBitrate }) => maxBitrate)
    this.#usual.set(producer.id, usual)
    const wanted = encodings.map((encoding, layer) => encodingFor(encoding, layer, usual[layer], watched))
    if (wanted.every((one, layer) => isSame(one, encodings[layer]))) return true
    return sender.setParameters({ ...parameters, encodings: wanted }).then(
      () => true,
      () => false,
    )
  }

  /** The producers are gone. */
  clear(): void {
    this.#watched.clear()
    this.#usual.clear()
  }
}

function encodingFor(
  encoding: Encoding,
  layer: number,
  usual: number | undefined,
  { spatialLayer, bits }: WatchedLayer,
): Encoding {
  const active = spatialLayer !== null && layer <= spatialLayer
  const most = Math.min(usual ?? Infinity, bits ?? Infinity)
  const { maxBitrate: _, ...rest } = encoding
  return { ...rest, active, ...(most < Infinity && { maxBitrate: most }) }
}

const isSame = (one: Encoding, other: Encoding | undefined): boolean =>
  one.active === other?.active && one.maxBitrate === other?.maxBitrate
