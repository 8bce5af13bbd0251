/**
 * A caller in a real browser, as small as one can be: speaks the protocol of contract/conference.ts with socket.io-client
 * and mediasoup-client, sends the browser's fake camera and microphone, and tells what arrives. For tests of the SFU,
 * which must not depend on the product's own page.
 */
import { Device, type types } from 'mediasoup-client'
import { io, type Socket } from 'socket.io-client'
import type {
  Acknowledged,
  Answers,
  CallSnapshot,
  ConferenceClientToServer,
  ConferenceServerToClient,
  ConsumerOffer,
  Handshake,
  PeerView,
  RequestBody,
  RequestName,
  RtpCapabilities,
  RtpParameters,
  Source,
  TransportPair,
  WatchedLayer,
  Welcome,
} from '../../contract/conference.ts'
import type { CallerPort, Look, Received } from './caller-port.ts'

export class Caller implements CallerPort {
  readonly #told: { name: string; body: unknown }[] = []
  #call: CallSnapshot | null = null
  #only: 'udp' | 'tcp' | null = null
  #socket: Socket<ConferenceServerToClient, ConferenceClientToServer> | null = null
  #device: Device | null = null
  #send: types.Transport | null = null
  #receive: types.Transport | null = null
  #stream: MediaStream | null = null
  readonly #producers = new Map<Source, types.Producer>()
  readonly #consumers = new Map<string, { consumer: types.Consumer; offer: ConsumerOffer }>()
  /** An offer may be taken back while it is still being made. */
  readonly #takenBack = new Set<string>()
  readonly #peers = new Map<string, PeerView>()
  #shown: Look[] | 'everything' = 'everything'
  #handshake: Handshake | null = null
  #url = ''

  async arrive(url: string, handshake: Handshake, only: 'udp' | 'tcp' | null = null): Promise<Welcome> {
    this.#url = url
    this.#only = only
    const welcome = await this.#connect(handshake)
    this.#device ??= await Device.factory()
    if (!this.#device.loaded)
      await this.#device.load({
        routerRtpCapabilities: welcome.routerRtpCapabilities as types.RtpCapabilities,
      })
    return welcome
  }

  async enter(): Promise<boolean> {
    const answer = await this.ask('enter', { rtpCapabilities: this.#capabilities() })
    if (answer.state === 'waiting') return false
    this.#begin(answer.call)
    return true
  }

  async reconnect(): Promise<Welcome> {
    this.#socket?.io.engine.close()
    if (!this.#handshake) throw new Error('never arrived')
    return await this.#connect(this.#handshake)
  }

  async rebuild(): Promise<void> {
    const sources = [...this.#producers.keys()]
    const call = await this.ask('transport:rebuild', {})
    this.#begin(call)
    this.#producers.clear()
    for (const source of sources) await this.publish(source)
  }

  async publish(source: Source, layers = 3): Promise<string> {
    this.#stream ??= await navigator.mediaDevices.getUserMedia({
      audio: true,
      video: { width: 640, height: 360, frameRate: 15 },
    })
    const audio = source === 'microphone' || source === 'screen-audio'
    const [track] = audio ? this.#stream.getAudioTracks() : this.#stream.getVideoTracks()
    if (!track || !this.#send) throw new Error(`nothing to send for ${source}`)
    const own = track.clone()
    // A busy test machine gives up frames, not the size of the picture.
    if (!audio) own.contentHint = 'detail'
    const producer = await this.#send.produce({
      track: own,
      appData: { source },
      ...(audio || layers === 1
        ? {}
        : {
            encodings: Array.from({ length: layers }, (_, layer) => ({
              scaleResolutionDownBy: 2 ** (layers - 1 - layer),
              maxBitrate: 120_000 * 3 ** layer,
            })),
          }),
    })
    this.#producers.set(source, producer)
    return producer.id
  }

  async ask<N extends RequestName>(name: N, body: RequestBody<N>): Promise<Answers[N]> {
    const emitter = this.#socket?.timeout(10_000) as unknown as {
      emitWithAck(name: N, body: RequestBody<N>): Promise<Acknowledged<N>>
    }
    const answer = await emitter.emitWithAck(name, body)
    if (!answer.ok) throw new Error(answer.error.code)
    return answer.data
  }

  look(shown: Look[] | 'everything'): void {
    this.#shown = shown
    void this.#tellView()
  }

  async encoded(source: Source): Promise<number[]> {
    const stats = await this.#producers.get(source)?.getStats()
    const frames: number[] = []
    for (const stat of stats?.values() ?? [])
      if (stat.type === 'outbound-rtp') frames[Number(stat.rid?.slice(1) ?? 0)] = stat.framesEncoded ?? 0
    return frames
  }

  codecOf(source: Source): string | null {
    return this.#producers.get(source)?.rtpParameters.codecs[0]?.mimeType ?? null
  }

  producerOf(source: Source): string | null {
    return this.#producers.get(source)?.id ?? null
  }

  told(name: string): unknown[] {
    return this.#told.filter((one) => one.name === name).map((one) => one.body ?? null)
  }

  call(): CallSnapshot | null {
    return this.#call
  }

  async received(): Promise<Received[]> {
    return await Promise.all(
      [...this.#consumers.values()].map(async ({ consumer, offer: { seatId, source } }) => {
        const sum: Received = { seatId, source, framesDecoded: 0, width: 0, audioEnergy: 0, bytes: 0 }
        for (const stat of (await consumer.getStats()).values()) {
          if (stat.type !== 'inbound-rtp') continue
          sum.framesDecoded += stat.framesDecoded ?? 0
          sum.width = stat.frameWidth ?? 0
          sum.audioEnergy += stat.totalAudioEnergy ?? 0
          sum.bytes += stat.bytesReceived ?? 0
        }
        return sum
      }),
    )
  }

  async srtpCipher(direction: 'send' | 'receive'): Promise<string | null> {
    const transport = direction === 'send' ? this.#send : this.#receive
    for (const stat of (await transport?.getStats())?.values() ?? [])
      if (stat.type === 'transport' && stat.srtpCipher) return stat.srtpCipher
    return null
  }

  async protocol(): Promise<string | null> {
    const stats = await this.#receive?.getStats()
    for (const stat of stats?.values() ?? []) {
      if (stat.type !== 'transport' || !stat.selectedCandidatePairId) continue
      const pair = stats?.get(stat.selectedCandidatePairId)
      return stats?.get(pair?.remoteCandidateId)?.protocol ?? null
    }
    return null
  }

  async #connect(handshake: Handshake): Promise<Welcome> {
    const socket: Socket<ConferenceServerToClient, ConferenceClientToServer> = io(`${this.#url}/conference`, {
      auth: handshake,
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
    })
    this.#socket = socket
    socket.onAny((name: string, body: unknown) => this.#told.push({ name, body }))
    socket.on('consumer:new', (offer) => void this.#consume(offer))
    socket.on('consumer:closed', ({ consumerId }) => this.#unconsume(consumerId))
    socket.on('admitted', ({ call }) => this.#begin(call))
    socket.on('producer:layers', (watched) => void this.#encode(watched))
    for (const name of ['peer:joined', 'peer:changed'] as const) socket.on(name, (peer) => this.#know([peer]))
    socket.on('peers:changed', ({ joined, changed }) => this.#know([...joined, ...changed]))
    socket.on('peer:left', ({ seatId }) => this.#peers.delete(seatId))
    const welcome = await new Promise<Welcome>((resolve, reject) => {
      socket.once('welcome', resolve)
      socket.once('connect_error', reject)
    })
    this.#handshake = { seatKey: welcome.seatKey }
    return welcome
  }

  #begin(call: CallSnapshot): void {
    this.#call = call
    if (call.transports) this.#open(call.transports)
    for (const offer of call.consumers) void this.#consume(offer)
    this.#know(call.peers)
  }

  #know(peers: PeerView[]): void {
    for (const peer of peers) if (peer.seatId !== this.#call?.you.seatId) this.#peers.set(peer.seatId, peer)
    void this.#tellView()
  }

  async #tellView(): Promise<void> {
    const shown = this.#shown
    const pictures = [...this.#peers.values()].flatMap(({ seatId, producers }) =>
      producers.flatMap(({ producerId, source }) => {
        if (shown === 'everything') return [{ producerId, width: 1280, place: 'stage' as const }]
        const look = shown.find((one) => one.seatId === seatId && one.source === source)
        return look ? [{ producerId, width: look.width, place: look.place }] : []
      }),
    )
    // Without media there is nothing to see yet.
    await this.ask('view:set', { pictures }).catch(() => undefined)
  }

  async #encode({ producerId, spatialLayer }: WatchedLayer): Promise<void> {
    const sender = [...this.#producers.values()].find(({ id }) => id === producerId)?.rtpSender
    const parameters = sender?.getParameters()
    if (!sender || !parameters) return
    for (const [layer, encoding] of parameters.encodings.entries())
      encoding.active = spatialLayer !== null && layer <= spatialLayer
    await sender.setParameters(parameters)
  }

  #open(pair: TransportPair): void {
    this.#send?.close()
    this.#receive?.close()
    this.#consumers.clear()
    const trimmed = (offer: TransportPair['send']) =>
      ({
        ...offer,
        iceCandidates: offer.iceCandidates.filter(({ protocol }) => !this.#only || protocol === this.#only),
      }) as types.TransportOptions
    const device = this.#loaded()
    this.#send = device.createSendTransport(trimmed(pair.send))
    this.#receive = device.createRecvTransport(trimmed(pair.receive))
    for (const transport of [this.#send, this.#receive])
      transport.on('connect', async ({ dtlsParameters }, done, fail) => {
        const { role, fingerprints } = dtlsParameters
        const ask = {
          transportId: transport.id,
          dtlsParameters: { ...(role ? { role } : {}), fingerprints },
        }
        try {
          await this.ask('transport:connect', ask)
          done()
        } catch (error) {
          fail(error as Error)
        }
      })
    const { id } = this.#send
    this.#send.on('produce', async ({ rtpParameters, appData }, done, fail) => {
      const ask = {
        transportId: id,
        source: appData['source'] as Source,
        rtpParameters: rtpParameters as RtpParameters,
        paused: false,
      }
      try {
        const { producerId } = await this.ask('producer:create', ask)
        done({ id: producerId })
      } catch (error) {
        fail(error as Error)
      }
    })
  }

  async #consume(offer: ConsumerOffer): Promise<void> {
    const consumer = await this.#receive?.consume({
      id: offer.consumerId,
      producerId: offer.producerId,
      kind: offer.kind,
      rtpParameters: offer.rtpParameters as types.RtpParameters,
    })
    if (!consumer) return
    if (this.#takenBack.has(offer.consumerId)) return consumer.close()
    this.#consumers.set(offer.consumerId, { consumer, offer })
    // Chromium decodes sound only for an element that plays it.
    const element = document.createElement(offer.kind)
    element.srcObject = new MediaStream([consumer.track])
    element.autoplay = true
    document.body.append(element)
    await this.ask('consumer:resume', { consumerId: offer.consumerId })
  }

  #unconsume(consumerId: string): void {
    this.#takenBack.add(consumerId)
    this.#consumers.get(consumerId)?.consumer.close()
    this.#consumers.delete(consumerId)
  }

  #capabilities(): RtpCapabilities {
    return this.#loaded().recvRtpCapabilities as RtpCapabilities
  }

  #loaded(): Device {
    if (!this.#device) throw new Error('never arrived')
    return this.#device
  }
}

declare global {
  var caller: Caller
}
globalThis.caller = new Caller()
