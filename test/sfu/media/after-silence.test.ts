/** What a real media worker makes of a camera of plain RTP that nothing came from for a while, and that comes again. */
import { createSocket } from 'node:dgram'
import { createWorker } from 'mediasoup'
import { expect, it, onTestFinished } from 'vitest'
import { layerBitrates } from '../../../contract/picture-layers.ts'
import { mediaCodecs } from '../../../sfu/media/media-codecs.ts'
import { findWorker } from '../../../sfu/worker/find-worker.ts'
import { knowsAskedLayers } from '../../../sfu/worker/prove-worker.ts'
import { framesPerSecond, scale, SyntheticCamera } from '../../bench/policy/synthetic-camera.ts'
import { until } from '../../support/until.ts'

const workerBin = findWorker()
const largest = layerBitrates.length - 1
/** In the largest layer: a sender tells once a second how much it has sent, and each time its streams are judged. */
const someReports = 3 * 2 * framesPerSecond

it('is forwarded from its first whole picture on, and not held to be broken for what was lost meanwhile', async () => {
  const worker = await createWorker({ workerBin })
  onTestFinished(() => worker.close())
  const router = await worker.createRouter({ mediaCodecs })
  const { camera, producer } = await SyntheticCamera.open(
    router,
    layerBitrates.map((bits) => bits / scale),
  )
  onTestFinished(() => camera.close())

  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const transport = await router.createPlainTransport({ listenInfo: { protocol: 'udp', ip: '127.0.0.1' } })
  await transport.connect({ ip: '127.0.0.1', port: socket.address().port })
  let forwarded = 0
  socket.on('message', () => forwarded++)
  await transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities })
  const scores = () => producer.score.map(({ score }) => score)
  await until(
    'all layers to be judged well',
    () => scores().filter((score) => score === 10).length === layerBitrates.length,
  )

  camera.lost = true
  await until('all layers to be taken for gone', () => scores().every((score) => score === 0))
  camera.lost = false
  await until('all layers to be back', () => scores().every((score) => score > 0))
  const judged: number[] = []
  producer.on('score', (all) => judged.push(...all.map(({ score }) => score)))
  const [from, sent] = [forwarded, camera.packetsOf(largest)]
  await until('it to be judged again', () => camera.packetsOf(largest) > sent + someReports)
  // The official worker takes it for gone once more, at the first report after the silence.
  if (knowsAskedLayers(workerBin)) expect(judged).not.toContain(0)
  expect(forwarded).toBeGreaterThan(from)
})
