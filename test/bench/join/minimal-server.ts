/** The server beside `test/page/minimal.ts`: one worker, one router, everybody consumes everybody. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWorker, type types } from 'mediasoup'
import { Server } from 'socket.io'
import { mediaCodecs } from '../../../sfu/media/media-codecs.ts'
import { findWorker } from '../../../sfu/worker/find-worker.ts'
import { bundlePage } from '../../support/bundle-page.ts'

export async function startMinimalServer(): Promise<{ url: string; close(): Promise<void> }> {
  const worker = await createWorker({ workerBin: findWorker() })
  const webRtcServer = await worker.createWebRtcServer({
    listenInfos: (['udp', 'tcp'] as const).map((protocol) => ({ protocol, ip: '127.0.0.1' })),
  })
  const router = await worker.createRouter({ mediaCodecs })
  const producers = new Map<string, types.Producer>()
  /** Those who are in, each with what makes a consumer for them. */
  const members = new Set<(producerId: string) => Promise<void>>()

  const script = await bundlePage('minimal')
  const http = createServer((request, response) => {
    const asksScript = request.url === '/minimal.js'
    response.setHeader('content-type', asksScript ? 'text/javascript' : 'text/html')
    response.end(
      asksScript
        ? script
        : '<!doctype html><title>minimal</title><body><script src="/minimal.js"></script></body>',
    )
  })
  const io = new Server(http, { perMessageDeflate: false })
  io.on('connection', (socket) => {
    const transports = new Map<string, types.WebRtcTransport>()
    const consumers = new Map<string, types.Consumer>()
    let send: types.WebRtcTransport | undefined
    let offer: ((producerId: string) => Promise<void>) | undefined
    const make = () =>
      router.createWebRtcTransport({ webRtcServer, initialAvailableOutgoingBitrate: 1_000_000 })
    const offerOf = ({ id, iceParameters, iceCandidates, dtlsParameters }: types.WebRtcTransport) => ({
      id,
      iceParameters,
      iceCandidates,
      dtlsParameters,
    })

    socket.on('capabilities', (_, answer) => answer(router.rtpCapabilities))
    socket.on('join', async ({ rtpCapabilities }, answer) => {
      const [sending, receiving] = await Promise.all([make(), make()])
      send = sending
      for (const one of [sending, receiving]) transports.set(one.id, one)
      const consume = async (producerId: string) => {
        const consumer = await receiving.consume({ producerId, rtpCapabilities, paused: true })
        consumers.set(consumer.id, consumer)
        const { id, kind, rtpParameters } = consumer
        return { id, producerId, kind, rtpParameters }
      }
      const offers = await Promise.all([...producers.keys()].map(consume))
      offer = async (producerId) => void socket.emit('offer', await consume(producerId))
      members.add(offer)
      answer({ send: offerOf(sending), receive: offerOf(receiving), offers })
    })
    socket.on('dtls', async ({ transportId, dtlsParameters }, answer) => {
      await transports.get(transportId)?.connect({ dtlsParameters })
      answer({})
    })
    socket.on('produce', async ({ kind, rtpParameters }, answer) => {
      const producer = await send?.produce({ kind, rtpParameters })
      if (!producer) return
      producers.set(producer.id, producer)
      producer.observer.on('close', () => producers.delete(producer.id))
      answer({ id: producer.id })
      for (const member of members) if (member !== offer) void member(producer.id)
    })
    socket.on('resume', async ({ consumerId }, answer) => {
      await consumers.get(consumerId)?.resume()
      answer({})
    })
    socket.on('disconnect', () => {
      if (offer) members.delete(offer)
      for (const transport of transports.values()) transport.close()
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async close() {
      await io.close()
      worker.close()
    },
  }
}
