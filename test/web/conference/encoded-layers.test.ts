import { describe, expect, it, vi } from 'vitest'
import { EncodedLayers } from '#lib/conference/encoded-layers.ts'

type Encoding = { rid?: string; active?: boolean; maxBitrate?: number }

/** A sender of three layers that refuses the first changes, as a browser does while a connection is changed otherwise. */
function senderThatRefuses(times: number) {
  const asked: unknown[] = []
  let encodings = [0, 1, 2].map((layer): Encoding => {
    return { rid: `r${layer}`, active: true, maxBitrate: 100_000 * (layer + 1) }
  })
  return {
    asked,
    active: () => encodings.flatMap(({ rid, active }) => (active ? [rid] : [])),
    bitrates: () => encodings.map(({ maxBitrate }) => maxBitrate),
    getParameters: () => structuredClone({ encodings }),
    async setParameters(wanted: { encodings: Encoding[] }) {
      asked.push(wanted)
      if (asked.length <= times) throw new DOMException('', 'InvalidStateError')
      encodings = wanted.encodings
    },
  }
}
const producerOf = (rtpSender: ReturnType<typeof senderThatRefuses>) => ({
  ...{ id: 'camera', closed: false, rtpSender },
})

describe('the layers of a picture that I send', () => {
  it('are encoded as far as anybody watches, and no larger than the shortest line needs it', async () => {
    const sender = senderThatRefuses(0)
    const layers = new EncodedLayers()
    layers.set({ producerId: 'camera', spatialLayer: 1, bits: 150_000 })
    await layers.follow(producerOf(sender))
    expect(sender.active()).toEqual(['r0', 'r1'])
    expect(sender.bitrates()).toEqual([100_000, 150_000, 150_000])
    layers.set({ producerId: 'camera', spatialLayer: null, bits: null })
    await layers.follow(producerOf(sender))
    expect(sender.active()).toEqual([])
    expect(sender.bitrates()).toEqual([100_000, 200_000, 300_000])
  })

  it('are changed later where the browser would not at first, and then to what is watched by then', async () => {
    const sender = senderThatRefuses(3)
    const layers = new EncodedLayers()
    layers.set({ producerId: 'camera', spatialLayer: 1, bits: null })
    const followed = layers.follow(producerOf(sender))
    await vi.waitUntil(() => sender.asked.length > 0)
    layers.set({ producerId: 'camera', spatialLayer: null, bits: null })
    await followed
    expect(sender.active()).toEqual([])
  })

  it('are left as they are when the picture has ended meanwhile', async () => {
    const sender = senderThatRefuses(1)
    const producer = producerOf(sender)
    const layers = new EncodedLayers()
    layers.set({ producerId: 'camera', spatialLayer: null, bits: null })
    const followed = layers.follow(producer)
    await vi.waitUntil(() => sender.asked.length > 0)
    producer.closed = true
    await followed
    expect(sender.asked).toHaveLength(1)
  })
})
