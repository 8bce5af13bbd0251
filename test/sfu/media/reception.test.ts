/** What a seat receives, with a real media worker; only the browser is missing. */
import { createWorker, type types } from 'mediasoup'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConsumerOffer, RtpCapabilities, Source } from '../../../contract/conference.ts'
import { layerBitrates } from '../../../contract/picture-layers.ts'
import { kindOf, mediaCodecs } from '../../../sfu/media/media-codecs.ts'
import { Reception } from '../../../sfu/media/reception.ts'
import type { SentMedia } from '../../../sfu/media/sent-media.ts'
import { findWorker } from '../../../sfu/worker/find-worker.ts'
import { until } from '../../support/until.ts'
import { rtpParametersOf } from '../support/take-seat.ts'

let worker: types.Worker
beforeAll(async () => void (worker = await createWorker({ workerBin: findWorker() })))
afterAll(() => worker?.close())

let scene: Awaited<ReturnType<typeof stage>>
beforeEach(async () => void (scene = await stage()))
afterEach(() => scene.close())

/** A room in which others send, and one seat that receives. */
async function stage() {
  const router = await worker.createRouter({ mediaCodecs })
  const [from, to] = await Promise.all([router.createDirectTransport(), router.createDirectTransport()])
  const sent = new Map<string, SentMedia>()
  const consumers: types.Consumer[] = []
  to.observer.on('newconsumer', (consumer) => void consumers.push(consumer))
  const offered: ConsumerOffer[] = []
  const closed: string[] = []
  const wanted = new Map<string, number | null>()
  const warned: string[] = []
  const held: string[] = []
  let estimates: NodeJS.Timeout | undefined
  /** Sent on another worker, from where it cannot be brought just now. */
  const unreachable = new Set<string>()
  const receive = (over: { idleMs?: number; rtpCapabilities?: RtpCapabilities } = {}) => {
    const reception: Reception = new Reception({
      ...{ seatId: 'me', router, transport: to },
      rtpCapabilities: router.rtpCapabilities as RtpCapabilities,
      listener: {
        consumerOffered: (_, offer) => {
          offered.push(offer)
          reception.resume(offer.consumerId)
        },
        consumerChanged: (_, consumerId, change) => void (change === 'closed' && closed.push(consumerId)),
        layersChanged: () => undefined,
        picturesHeld: (_, producerIds) => void held.splice(0, held.length, ...producerIds),
      },
      logger: { info: () => undefined, warn: (_, words) => void warned.push(words), error: () => undefined },
      find: (producerId) => sent.get(producerId) ?? null,
      all: () => sent.values(),
      reach: async (producerId) => (unreachable.has(producerId) ? null : producerId),
      onWant: (producerId, layer) => void wanted.set(producerId, layer),
      ...over,
    })
    reception.announce()
    return reception
  }
  /** Somebody sends this from now on; answers with the producer's id. */
  async function send(source: Source): Promise<string> {
    const producer = await from.produce({
      kind: kindOf[source],
      rtpParameters: rtpParametersOf(source) as types.RtpParameters,
    })
    const layerBits = source === 'camera' ? layerBitrates : source === 'screen' ? [2_500_000] : []
    sent.set(producer.id, { producerId: producer.id, seatId: `seat of ${producer.id}`, source, layerBits })
    producer.observer.on('close', () => sent.delete(producer.id))
    return producer.id
  }
  return {
    ...{ offered, closed, wanted, warned, held, unreachable, receive, send },
    sendMany: (count: number, source: Source) =>
      Promise.all(Array.from({ length: count }, () => send(source))),
    /** What flows at this moment, by producer. */
    flowing: () => consumers.filter((one) => !one.closed && !one.paused).map(({ producerId }) => producerId),
    /** As the media worker estimates the line from now on; it says so again and again. */
    estimate(availableBitrate: number, maxBitrate: number) {
      clearInterval(estimates)
      const info = { availableBitrate, maxBitrate }
      const say = () => to.emit('trace', { type: 'bwe', timestamp: 0, direction: 'out', info })
      say()
      estimates = setInterval(say, 100)
    },
    close() {
      clearInterval(estimates)
      router.close()
    },
  }
}

const tile = (producerId: string, width = 320) => ({ producerId, width, place: 'tile' as const })
const flow = (producerIds: readonly string[]) =>
  until(
    `${producerIds.length} to flow and no others`,
    () => scene.flowing().toSorted().join() === producerIds.toSorted().join() || null,
  )

describe('pictures', () => {
  it('are received while they are shown: nothing is made for those that are not', async () => {
    const cameras = await scene.sendMany(20, 'camera')
    const reception = scene.receive()
    reception.look(cameras.slice(0, 2).map((id) => tile(id)))
    await flow(cameras.slice(0, 2))
    reception.look(cameras.slice(1, 4).map((id) => tile(id)))
    await flow(cameras.slice(1, 4))
    expect(reception.count).toBe(4)
    expect(scene.wanted.get(cameras[0] ?? '')).toBeNull()
    expect(scene.wanted.get(cameras[3] ?? '')).toBe(0)
    reception.look([tile(cameras[3] ?? '', 1280)])
    await flow(cameras.slice(3, 4))
    expect(scene.wanted.get(cameras[3] ?? '')).toBe(2)
    reception.close()
  })

  it('are taken to be a page of tiles until the page has said what it shows', async () => {
    const cameras = await scene.sendMany(20, 'camera')
    const [screen = ''] = await scene.sendMany(1, 'screen')
    const voices = await scene.sendMany(20, 'microphone')
    const reception = scene.receive()
    await reception.begin()
    expect(reception.offers()).toHaveLength(30)
    await flow([...voices, ...cameras.slice(0, 9), screen])
    reception.look([])
    await flow(voices)
    reception.close()
  })

  it('keep their consumer for a while, and lose it then', async () => {
    const cameras = await scene.sendMany(2, 'camera')
    const reception = scene.receive({ idleMs: 150 })
    const both = cameras.map((id) => tile(id))
    reception.look(both)
    await flow(cameras)
    reception.look([])
    await flow([])
    reception.look(both)
    await flow(cameras)
    expect(scene.offered).toHaveLength(2)
    reception.look(both.slice(0, 1))
    await until('the other to be closed', () => scene.closed.length === 1 || null)
    expect(reception.count).toBe(1)
    expect(scene.closed).toEqual([
      scene.offered.find(({ producerId }) => producerId === cameras[1])?.consumerId,
    ])
    reception.look(both)
    await flow(cameras)
    expect(scene.offered).toHaveLength(3)
    reception.close()
  })

  it('that are nobody’s are passed over, and named beforehand they come when they are sent', async () => {
    const reception = scene.receive()
    reception.look([tile('nobody’s'), tile('')])
    const [camera = '', unseen = ''] = await scene.sendMany(2, 'camera')
    reception.look([tile(camera)])
    const [late = ''] = await scene.sendMany(1, 'camera')
    reception.look([tile(camera), tile(late)])
    await flow([camera, late])
    expect(scene.offered.map(({ producerId }) => producerId)).not.toContain(unseen)
    expect(scene.warned).toEqual([])
    reception.close()
  })

  it('are wanted no more by a seat that is gone, whether they had come or not', async () => {
    const cameras = await scene.sendMany(2, 'camera')
    scene.unreachable.add(cameras[0] ?? '')
    const reception = scene.receive()
    reception.look(cameras.map((id) => tile(id)))
    await flow(cameras.slice(1))
    expect([...scene.wanted.values()]).toEqual([0, 0])
    reception.close()
    expect([...scene.wanted.values()]).toEqual([null, null])
  })

  it('that cannot be brought from another worker are tried for again', async () => {
    const cameras = await scene.sendMany(2, 'camera')
    scene.unreachable.add(cameras[0] ?? '')
    const reception = scene.receive()
    reception.look(cameras.map((id) => tile(id)))
    await flow(cameras.slice(1))
    scene.unreachable.clear()
    await flow(cameras)
    reception.close()
  })

  it('that a browser cannot decode are not offered, and said once', async () => {
    const [camera = ''] = await scene.sendMany(1, 'camera')
    const reception = scene.receive({ rtpCapabilities: { codecs: [], headerExtensions: [] } })
    reception.look([tile(camera)])
    await until('it to be said', () => scene.warned.length > 0 || null)
    reception.look([tile(camera, 640)])
    reception.look([tile(camera)])
    expect(scene.warned).toEqual(['a browser cannot play what is sent'])
    expect(scene.offered).toEqual([])
    reception.close()
  })

  it('give way on a slow line, tiles first and from the end; a screen and voices stay', async () => {
    const cameras = await scene.sendMany(6, 'camera')
    const [screen = ''] = await scene.sendMany(1, 'screen')
    const [voice = ''] = await scene.sendMany(1, 'microphone')
    const reception = scene.receive()
    await reception.begin()
    const tiles = cameras.map((id) => tile(id))
    reception.look([{ producerId: screen, width: 1600, place: 'screen' }, ...tiles])
    await flow([voice, screen, ...cameras])
    scene.estimate(1_700_000, 4_000_000)
    await flow([voice, screen, ...cameras.slice(0, 2)])
    expect(scene.wanted.get(cameras[5] ?? '')).toBeNull()
    expect(scene.held).toEqual(cameras.slice(2))
    scene.estimate(100_000, 4_000_000)
    await flow([voice, screen])
    scene.estimate(3_000_000, 4_000_000)
    reception.look(tiles)
    await flow([voice, ...cameras])
    reception.close()
  })
})

describe('voices', () => {
  it('are everybody’s, or of those whom the room hears, and nobody waits for a consumer who was heard lately', async () => {
    const voices = await scene.sendMany(30, 'microphone')
    const [sound = ''] = await scene.sendMany(1, 'screen-audio')
    const reception = scene.receive({ idleMs: 100 })
    const hear = (from: number) => reception.hear({ heard: voices.slice(from, from + 5), soon: [] })
    hear(0)
    await reception.begin()
    await flow([sound, ...voices.slice(0, 5)])
    expect(reception.count).toBe(6)
    for (let from = 5; from < 30; from += 5) {
      hear(from)
      await flow([sound, ...voices.slice(from, from + 5)])
    }
    // Five that are heard, fifteen that were, and the sound of a screen.
    await until('the others to be closed', () => reception.count === 21 || null)
    const offers = scene.offered.length
    hear(20)
    await flow([sound, ...voices.slice(20, 25)])
    expect(scene.offered).toHaveLength(offers)
    reception.hear({ heard: 'all', soon: [] })
    await flow([sound, ...voices])
    reception.close()
  })

  it('of those who may be next have a consumer that waits, until they may be next no more', async () => {
    const voices = await scene.sendMany(30, 'microphone')
    const [first, second, third] = [voices.slice(0, 5), voices.slice(5, 10), voices.slice(10, 30)]
    const reception = scene.receive({ idleMs: 100 })
    reception.hear({ heard: first, soon: second })
    await reception.begin()
    await flow(first)
    expect(reception.count).toBe(10)
    const offers = scene.offered.length
    reception.hear({ heard: second, soon: first })
    await flow(second)
    expect(scene.offered).toHaveLength(offers)
    // Twenty that are heard later are one too many for the first five to stay by themselves.
    reception.hear({ heard: third, soon: first })
    await flow(third)
    reception.hear({ heard: second, soon: first })
    await flow(second)
    await until('what is too much to be closed', () => reception.count <= 5 + 15 + 5 || null)
    expect(
      scene.closed.filter((id) =>
        scene.offered.some((offer) => offer.consumerId === id && first.includes(offer.producerId)),
      ),
    ).toEqual([])
    reception.close()
  })
})
