/** mediasoup with nothing around it: one worker, one router, and a socket that hands its calls on. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWorker, type types } from 'mediasoup'
import { Server } from 'socket.io'
import { mediaCodecs } from '../../../sfu/media/media-codecs.ts'
import { findWorker } from '../../../sfu/worker/find-worker.ts'
import type { BareRequests, Started } from './wire.ts'

const worker = await createWorker({ workerBin: findWorker() })
const webRtcServer = await worker.createWebRtcServer({
  listenInfos: (['udp', 'tcp'] as const).map((protocol) => ({ protocol, ip: '127.0.0.1' })),
})
const router = await worker.createRouter({ mediaCodecs })
const transports = new Map<string, types.WebRtcTransport>()
const transportOf = (id: string): types.WebRtcTransport => {
  const transport = transports.get(id)
  if (!transport) throw new Error('no such transport')
  return transport
}

const handlers: {
  [N in keyof BareRequests]: (ask: BareRequests[N]['ask']) => Promise<BareRequests[N]['answer']>
} = {
  capabilities: async () => router.rtpCapabilities as BareRequests['capabilities']['answer'],
  async transport() {
    const transport = await router.createWebRtcTransport({
      webRtcServer,
      initialAvailableOutgoingBitrate: 1_000_000,
    })
    transports.set(transport.id, transport)
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport
    return { id, iceParameters, iceCandidates, dtlsParameters }
  },
  async dtls({ transportId, dtlsParameters }) {
    await transportOf(transportId).connect({ dtlsParameters })
    return null
  },
  async produce({ transportId, kind, rtpParameters }) {
    const producer = await transportOf(transportId).produce({
      kind,
      rtpParameters: rtpParameters as types.RtpParameters,
    })
    return { producerId: producer.id }
  },
  async consume({ transportId, producerId, rtpCapabilities }) {
    const consumer = await transportOf(transportId).consume({
      producerId,
      rtpCapabilities: rtpCapabilities as types.RtpCapabilities,
    })
    return {
      consumerId: consumer.id,
      rtpParameters: consumer.rtpParameters as BareRequests['consume']['answer']['rtpParameters'],
    }
  },
}

const http = createServer()
const io = new Server(http, { perMessageDeflate: false })
io.on('connection', (socket) => {
  for (const [name, handle] of Object.entries(handlers))
    socket.on(name, async (ask, answer: (body: unknown) => void) => answer(await handle(ask as never)))
})
http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}`, workerPid: worker.pid } satisfies Started)
})
process.on('disconnect', () => {
  worker.close()
  process.exit()
})
