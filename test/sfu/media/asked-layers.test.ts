/**
 * When a layer that rested is given to whoever asks for it, with a real media worker and a camera of plain RTP. What is
 * counted are packets and their time stamps, so that a busy machine changes nothing. The official worker knows the rule of
 * two seconds alone; with it the same tests hold it to that.
 */
import { createSocket, type Socket } from 'node:dgram'
import { createWorker, type types } from 'mediasoup'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { layerBitrates } from '../../../contract/picture-layers.ts'
import { mediaCodecs } from '../../../sfu/media/media-codecs.ts'
import { pipeOptions } from '../../../sfu/media/media-branch.ts'
import { findWorker } from '../../../sfu/worker/find-worker.ts'
import { knowsAskedLayers } from '../../../sfu/worker/prove-worker.ts'
import {
  clockRate,
  framesPerSecond,
  layerMark,
  scale,
  SyntheticCamera,
} from '../../bench/policy/synthetic-camera.ts'
import { until } from '../../support/until.ts'

const workerBin = findWorker()
const isOurs = knowsAskedLayers(workerBin)
const [smallest, middle, largest] = [0, 1, 2]
const sentBits = layerBitrates.map((bits) => bits / scale)
/** As long as the worker's rule, and a little more. */
const longMs = 2_500
/** In the largest layer. */
const packetsOfFrame = 2
/** Packets of a second of it: less than the rule wants to see. */
const aSecond = packetsOfFrame * framesPerSecond
/** In frames: one may be missing, and layers are set apart by a few thousandths. */
const oneLeftOut = 2.5

let worker: types.Worker
let otherWorker: types.Worker
let open: { close(): void }[] = []
beforeAll(async () => {
  ;[worker, otherWorker] = await Promise.all([createWorker({ workerBin }), createWorker({ workerBin })])
})
afterAll(() => {
  worker?.close()
  otherWorker?.close()
})
afterEach(() => {
  for (const one of open.toReversed()) one.close()
  open = []
})

/** A camera, and the router from which somebody receives it: of another worker if `away`. */
async function openCamera(announced: readonly number[] = sentBits, away = false) {
  const router = await worker.createRouter({ mediaCodecs })
  open.push(router)
  const { camera, producer } = await SyntheticCamera.open(router, announced)
  open.push(camera)
  if (!away) return { camera, producer, bring: async () => router }
  const there = await otherWorker.createRouter({ mediaCodecs })
  open.push(there)
  const bring = async () => {
    await router.pipeToRouter({ producerId: producer.id, router: there, ...pipeOptions })
    return there
  }
  return { camera, producer, bring }
}

/** One who receives a camera, in this layer. */
async function watch(
  spatialLayer: number,
  { camera, producer, bring }: Awaited<ReturnType<typeof openCamera>>,
) {
  const router = await bring()
  const socket = await listen()
  const transport = await router.createPlainTransport({ listenInfo: { protocol: 'udp', ip: '127.0.0.1' } })
  await transport.connect({ ip: '127.0.0.1', port: socket.address().port })
  const consumer = await transport.consume({
    producerId: producer.id,
    // It says what it gets, as browsers do: so the worker shares out bits.
    rtpCapabilities: router.rtpCapabilities,
    paused: true,
  })
  const [encoding] = consumer.rtpParameters.encodings ?? []
  const received: { layer: number; timestamp: number }[] = []
  socket.on('message', (packet) => {
    if (packet.readUInt32BE(8) !== encoding?.ssrc) return
    const layer = (packet[packet.length - 1] ?? 0) - layerMark
    if (layer >= smallest && layer <= largest) received.push({ layer, timestamp: packet.readUInt32BE(4) })
  })
  await consumer.setPreferredLayers({ spatialLayer })
  await consumer.resume()
  const askedAt = performance.now()
  await until('the layer to come', () => received.some(({ layer }) => layer === spatialLayer))
  await until('all layers to have been sent for long', () => performance.now() > askedAt + longMs)
  const countOf = (layer: number) => received.filter((one) => one.layer === layer).length
  return {
    ...{ camera, consumer, countOf },
    /** Lets the layers above this one rest, until the worker takes them for gone. */
    async rest(highest: number) {
      camera.highest = highest
      await until('the others to be taken for gone', () =>
        producer.score.every(({ encodingIdx, score }) => encodingIdx <= highest || score === 0),
      )
      // What came of them late has come by now.
      received.splice(0)
      await until('the picture to go on', () => received.length > 0)
    },
    /** The longest time between two frames that were forwarded, in frames of the camera. */
    longestPause() {
      const times = received.map(({ timestamp }) => timestamp)
      const pauses = times.slice(1).map((time, index) => (time - (times[index] ?? time)) | 0)
      return Math.max(...pauses) / (clockRate / framesPerSecond)
    },
    /** Sends this layer, and those below, for so many packets of it. */
    async send(layer: number, packets: number) {
      const before = camera.packetsOf(layer)
      camera.highest = layer
      await until('the packets to be sent', () => camera.packetsOf(layer) >= before + packets)
      return () => camera.packetsOf(layer) - before
    },
  }
}

async function listen(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 })
  open.push(socket)
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return socket
}

describe('a layer that rested', () => {
  it.each([
    ['from the smallest', smallest],
    ['from the middle', middle],
  ])(
    'is given with its first frame, and all others but one at most, to who asks for it %s',
    async (_, from) => {
      const scene = await watch(from, await openCamera())
      await scene.rest(from)
      await scene.consumer.setPreferredLayers({ spatialLayer: largest })
      const sent = await scene.send(largest, aSecond)
      // The worker may leave out the second frame, to which no other refers: it knows all that a layer has only afterwards.
      const missing = () => sent() - scene.countOf(largest)
      if (isOurs) await until('all but a frame to be forwarded', () => missing() <= packetsOfFrame)
      else expect(scene.countOf(largest)).toBe(0)
      expect(scene.longestPause()).toBeLessThan(oneLeftOut)
      await until('it to be given in any case', () => scene.countOf(largest) > 0)
    },
  )

  it('is not tried on a line that may not carry it', async () => {
    // The line is believed to carry 600 kbit/s, and the camera says that its largest layer may take 1500.
    const scene = await watch(smallest, await openCamera(layerBitrates))
    await scene.rest(smallest)
    await scene.consumer.setPreferredLayers({ spatialLayer: largest })
    await scene.send(largest, aSecond)
    expect(scene.countOf(largest)).toBe(0)
    await until('it to be given once it is measured', () => scene.countOf(largest) > 0)
    expect(scene.longestPause()).toBeLessThan(oneLeftOut)
  })

  it('is given to nobody while it comes and goes without having been asked for', async () => {
    const scene = await watch(largest, await openCamera())
    await scene.rest(middle)
    for (let turn = 0; turn < 2; turn++) {
      await scene.send(largest, aSecond)
      scene.camera.highest = middle
      expect(scene.countOf(largest)).toBe(0)
      expect(scene.longestPause()).toBeLessThan(2)
      await scene.rest(middle)
    }
    // It stays away from nobody for ever.
    await scene.send(largest, aSecond)
    await until('it to be given when it stays', () => scene.countOf(largest) > 0, 20_000)
  })
})

/**
 * A pipe tells the other worker about once a second which time it is in each layer, from when packets came: a layer can be
 * given there as soon as that is known, and not with its first frame.
 */
describe('on another worker than its sender', () => {
  /** While layers are changed all frames may be missing but those to which others refer: every fourth. */
  const movesOn = 4.5

  it('a layer that rested is given before it has been sent for two seconds, and the picture moves on', async () => {
    const scene = await watch(smallest, await openCamera(sentBits, true))
    await scene.rest(smallest)
    await scene.consumer.setPreferredLayers({ spatialLayer: largest })
    const sent = await scene.send(largest, packetsOfFrame)
    await until('it to be given', () => scene.countOf(largest) > 0)
    if (isOurs) expect(sent()).toBeLessThan(2 * aSecond)
    expect(scene.longestPause()).toBeLessThan(movesOn)
  })

  it('a layer that rested before anybody watched there is given, too', async () => {
    const pictured = await openCamera(sentBits, true)
    await until('all layers to be sent', () => pictured.camera.packetsOf(largest) > 2 * aSecond)
    pictured.camera.highest = smallest
    await until('the others to be taken for gone', () =>
      pictured.producer.score.every(({ encodingIdx, score }) => encodingIdx === smallest || score === 0),
    )
    const scene = await watch(smallest, pictured)
    await scene.consumer.setPreferredLayers({ spatialLayer: largest })
    await scene.send(largest, packetsOfFrame)
    await until('it to be given', () => scene.countOf(largest) > 0)
    expect(scene.longestPause()).toBeLessThan(movesOn)
  })
})
