/**
 * The media of one seat over mediasoup-client: two transports, what we send over one and receive over the other, and
 * their repair. Knows nothing of people or screens.
 */
import type { Device, types } from 'mediasoup-client'
import type {
  CallSnapshot,
  ConsumerOffer,
  IceServer,
  DtlsParameters,
  RtpCapabilities,
  RtpParameters,
  ScreenCodec,
  Source,
  TransportPair,
  WatchedLayer,
} from '#contract/conference.ts'
import { AppError } from '#contract/errors.ts'
import { bringOnce } from '#lib/bring-once.ts'
import { EncodedLayers } from './encoded-layers.ts'
import type { PictureWishes } from './picture-wishes.ts'
import { MediaRepair } from './repair-transport.ts'
import { sendOptions } from './send-options.ts'
import type { Signal } from './signal.ts'
import { Turns } from './take-turns.ts'
import { FlowWatch } from './watch-flow.ts'

export type Incoming = {
  consumerId: string
  producerId: string
  seatId: string
  source: Source
  track: MediaStreamTrack
}

export type ClientPorts = {
  ask: Signal['ask']
  wishes: PictureWishes
  onTrack: (incoming: Incoming) => void
  onTrackGone: (incoming: Incoming) => void
  /** Whether both directions carry media; repair goes on by itself meanwhile. */
  onMedia: (state: 'flowing' | 'broken') => void
  /** New transports came with a new snapshot of the call. */
  onRebuilt: (call: CallSnapshot) => void
}

/** What speaks with the browser about media comes beside the preview, and is ready to be loaded when it is there. */
export const bringDevice = bringOnce(async () => (await import('./media-device.ts')).prepareDevice)

type Sent = { track: MediaStreamTrack; paused: boolean }
type Direction = 'send' | 'receive'

export class Client {
  readonly #ports: ClientPorts
  #device: Device | undefined
  /** Made while nobody has greeted us yet, so that the browser has been asked by then. */
  #prepared: Device | undefined
  #iceServers: IceServer[] = []
  #transports: Partial<Record<Direction, types.Transport>> = {}
  readonly #repairs = new Map<Direction, MediaRepair>()
  readonly #producers = new Map<Source, types.Producer>()
  /** What is meant to be sent, which outlives the transports. */
  readonly #sent = new Map<Source, Sent>()
  readonly #turns = new Turns<Source>()
  /** What of it anybody watches. */
  readonly #layers = new EncodedLayers()
  #screenCodec: ScreenCodec = 'video/VP8'
  readonly #consumers = new Map<string, { consumer: types.Consumer; incoming: Incoming }>()
  #offers = new Map<string, ConsumerOffer>()
  #rebuilding: Promise<void> | undefined
  readonly #flow: FlowWatch
  #closed = false

  constructor(ports: ClientPorts) {
    this.#ports = ports
    // What goes wrong is told when it is loaded.
    bringDevice()
      .then((prepareDevice) => (this.#prepared = prepareDevice()))
      .catch(() => undefined)
    this.#flow = new FlowWatch(
      [() => this.#consumers.values().map(({ consumer }) => consumer), () => this.#producers.values()],
      this.#suspect,
    )
    globalThis.addEventListener('online', this.#suspect)
  }

  /**
   * Learns what this browser and the node have in common. Takes some tens of milliseconds, so it is done during the preview.
   *
   * @throws {AppError} `conference.media-refused` when the browser cannot take part
   */
  async load(routerRtpCapabilities: RtpCapabilities, iceServers: IceServer[]): Promise<void> {
    this.#iceServers = iceServers
    if (this.#device?.loaded) return
    const prepareDevice = await bringDevice().catch(() => {
      throw new AppError('server.unreachable')
    })
    try {
      // A device that could not be loaded cannot be loaded again.
      const device = this.#prepared ?? prepareDevice()
      this.#prepared = undefined
      await device.load({ routerRtpCapabilities: routerRtpCapabilities as types.RtpCapabilities })
      this.#device = device
    } catch {
      throw new AppError('conference.media-refused')
    }
  }

  /** What this browser can receive. */
  get rtpCapabilities(): RtpCapabilities {
    return this.#loaded().recvRtpCapabilities as RtpCapabilities
  }

  /** Whether these transports are the ones in use. */
  #holds(transports: TransportPair): boolean {
    const { send, receive } = this.#transports
    return send?.id === transports.send.id && receive?.id === transports.receive.id
  }

  /**
   * Takes new transports into use in place of the old ones, receives what came with them and what was offered meanwhile,
   * and sends again what was being sent.
   */
  open(transports: TransportPair, offers: ConsumerOffer[]): void {
    if (this.#closed) return
    for (const offer of offers) this.#offers.set(offer.consumerId, offer)
    const device = this.#loaded()
    this.#drop()
    const iceServers = this.#iceServers
    const receive = device.createRecvTransport({
      ...(transports.receive as types.TransportOptions),
      iceServers,
    })
    const send = device.createSendTransport({ ...(transports.send as types.TransportOptions), iceServers })
    this.#transports = { receive, send }
    this.#watch('receive', receive)
    this.#watch('send', send)
    this.#ports.onMedia('flowing')
    this.#ports.wishes.renew()
    send.on('produce', async ({ rtpParameters, appData }, done, fail) => {
      const { source, paused } = appData as { source: Source; paused: boolean }
      const ask = { transportId: send.id, source, paused, rtpParameters: rtpParameters as RtpParameters }
      try {
        const { producerId } = await this.#ports.ask('producer:create', ask)
        done({ id: producerId })
      } catch (error) {
        fail(error as Error)
      }
    })
    for (const offer of this.#offers.values()) void this.receive(offer)
    for (const [source, { track, paused }] of this.#sent)
      if (track.readyState === 'live')
        this.send(source, track, paused).catch((error: unknown) => this.#notSent(source, send, error))
  }

  /**
   * Sends a track as one of my sources, or exchanges the one that is sent. With `paused` it is announced but silent.
   *
   * @throws {AppError} the node's refusal; `conference.media-refused` when the browser cannot encode it
   */
  send(source: Source, track: MediaStreamTrack, paused = false): Promise<void> {
    this.#sent.set(source, { track, paused })
    return this.#turns.take(source, async () => {
      const transport = this.#transports.send
      if (!transport || transport.closed || this.#closed) return
      const producer = this.#producers.get(source)
      if (producer && !producer.closed) {
        if (producer.track !== track) await producer.replaceTrack({ track })
        if (producer.paused !== paused) await this.#setPaused(producer, paused)
        return
      }
      try {
        const made = await transport.produce({
          track,
          stopTracks: false,
          appData: { source, paused },
          ...sendOptions(source, track, this.#loaded().sendRtpCapabilities, this.#screenCodec),
        })
        if (paused) made.pause()
        this.#producers.set(source, made)
        this.#followLayers()
      } catch (error) {
        throw error instanceof AppError ? error : new AppError('conference.media-refused')
      }
    })
  }

  /**
   * What the browser or the node will not have shows itself as off; the person turns it on again. But what only lacked its
   * transports, because they went while it was begun, is sent over the next ones.
   */
  #notSent(source: Source, over: types.Transport, error: unknown): void {
    if (over !== this.#transports.send || over.closed) return
    const isLost = error instanceof AppError && lostOnTheWay.includes(error.code)
    if (isLost) void this.rebuild()
    else this.#sent.delete(source)
  }

  /** Stops sending for a while; the other side keeps the place. `release` lets go of the track, so that its light goes out. */
  hush(source: Source, release: boolean): Promise<void> {
    const sent = this.#sent.get(source)
    if (sent) this.#sent.set(source, { ...sent, paused: true })
    return this.#turns.take(source, async () => {
      const producer = this.#producers.get(source)
      if (!producer || producer.closed) return
      this.expectLess()
      if (!producer.paused) await this.#setPaused(producer, true)
      if (release) await producer.replaceTrack({ track: null })
    })
  }

  /** The node has already paused it (a host muted me): follow without telling the node again. */
  hushed(producerId: string): Source | null {
    for (const [source, producer] of this.#producers) {
      if (producer.id !== producerId) continue
      producer.pause()
      const sent = this.#sent.get(source)
      if (sent) this.#sent.set(source, { ...sent, paused: true })
      return source
    }
    return null
  }

  /** The microphone as the node knows it, while it is open. */
  get openMicrophone(): string | null {
    const producer = this.#producers.get('microphone')
    return producer && !producer.closed && !producer.paused ? producer.id : null
  }

  /** Ends a source. */
  unsend(source: Source): Promise<void> {
    this.#sent.delete(source)
    return this.#turns.take(source, async () => {
      const producer = this.#producers.get(source)
      this.#producers.delete(source)
      if (!producer || producer.closed) return
      this.#end(producer)
      await this.#ports
        .ask('producer:close', { producerId: producer.id })
        .catch(gone('conference.producer-missing'))
    })
  }

  /** Encodes of a picture what is watched, and no more. */
  watch(watched: WatchedLayer): void {
    this.expectLess()
    this.#layers.set(watched)
    for (const producer of this.#producers.values())
      if (producer.id === watched.producerId) void this.#layers.follow(producer)
  }

  /**
   * All of them again: with every answer that a connection takes, to a stream more or less or to ICE being restarted, the
   * browser makes each layer active that the answer does not name as paused.
   */
  #followLayers(): void {
    for (const producer of this.#producers.values()) void this.#layers.follow(producer)
  }

  #end(producer: types.Producer): void {
    this.expectLess()
    const transport = this.#transports.send
    producer.close()
    // Resolves when the transport has done what was begun before.
    transport?.updateIceServers({ iceServers: this.#iceServers }).then(
      () => this.#followLayers(),
      () => undefined, // It was closed; the next one makes its producers anew.
    )
  }

  /** What I send or am sent may become less now: that it stops says nothing of the line. */
  expectLess(): void {
    this.#flow.expectLess()
  }

  /** What screens are encoded with; one that is shown in another codec is sent anew. */
  encodeScreens(codec: ScreenCodec): void {
    if (codec === this.#screenCodec) return
    this.#screenCodec = codec
    const sent = this.#sent.get('screen')
    if (!sent) return
    void this.#turns.take('screen', async () => {
      // The node lets go of the old one when the new one is there.
      const producer = this.#producers.get('screen')
      this.#producers.delete('screen')
      if (producer) this.#end(producer)
    })
    this.send('screen', sent.track, sent.paused).catch(() => this.#sent.delete('screen'))
  }

  /** Takes an offer of the node: the consumer is made here, then flows while it is wanted. */
  async receive(offer: ConsumerOffer): Promise<void> {
    const { consumerId: id, producerId, kind, source, seatId } = offer
    this.#offers.set(id, offer)
    const transport = this.#transports.receive
    if (!transport || transport.closed || this.#consumers.has(id)) return
    let consumer: types.Consumer
    try {
      consumer = await transport.consume({
        id,
        producerId,
        kind,
        rtpParameters: offer.rtpParameters as types.RtpParameters,
      })
    } catch {
      // The transport closed under it; the new ones bring new offers.
      this.#offers.delete(id)
      return
    }
    if (!this.#offers.delete(id) || transport !== this.#transports.receive) return consumer.close()
    const incoming = {
      consumerId: id,
      producerId,
      seatId,
      source,
      track: consumer.track,
    }
    this.#consumers.set(id, { consumer, incoming })
    this.#ports.onTrack(incoming)
    this.#resume(id)
  }

  /** The node closed a consumer, or it belongs to somebody who is no longer there. */
  unreceive(consumerId: string): void {
    this.#offers.delete(consumerId)
    const held = this.#consumers.get(consumerId)
    if (!held) return
    this.#consumers.delete(consumerId)
    held.consumer.close()
    this.#ports.onTrackGone(held.incoming)
  }

  /** Takes the transports that came with being let in, or asks for some when the media server had none to give. */
  begin(call: CallSnapshot): void {
    this.encodeScreens(call.screenCodec)
    if (call.transports) this.open(call.transports, call.consumers)
    else void this.rebuild()
  }

  /**
   * After a return: keeps the transports if they still stand, lets go of what ended meanwhile and takes what came. A page
   * that was reloaded has none to keep and asks for new ones.
   */
  follow(call: CallSnapshot): void {
    if (!call.transports) return void this.rebuild()
    if (!this.#holds(call.transports)) return void this.rebuild()
    this.encodeScreens(call.screenCodec)
    for (const watched of call.watched) this.watch(watched)
    const listed = new Set(call.consumers.map(({ consumerId }) => consumerId))
    for (const consumerId of [...this.#consumers.keys()])
      if (!listed.has(consumerId)) this.unreceive(consumerId)
    for (const offer of call.consumers) {
      if (!this.#consumers.has(offer.consumerId)) void this.receive(offer)
      else this.#resume(offer.consumerId)
    }
    this.#ports.wishes.renew()
    for (const repair of this.#repairs.values()) repair.again()
  }

  /** New transports for those that are beyond repair. Asked for twice, it is done once. */
  rebuild(): Promise<void> {
    this.#rebuilding ??= this.#rebuild().finally(() => (this.#rebuilding = undefined))
    return this.#rebuilding
  }

  async #rebuild(): Promise<void> {
    for (let pause = 500; !this.#closed; pause = Math.min(pause * 2, 8000)) {
      try {
        const call = await this.#ports.ask('transport:rebuild', {})
        if (call.transports) {
          this.encodeScreens(call.screenCodec)
          this.open(call.transports, call.consumers)
          return this.#ports.onRebuilt(call)
        }
      } catch (error) {
        // Without the line nothing can be rebuilt; its return begins again.
        if (
          !(error instanceof AppError) ||
          error.kind !== 'unavailable' ||
          error.code === 'server.unreachable'
        )
          return
      }
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  #resume(consumerId: string): void {
    this.#ports.ask('consumer:resume', { consumerId }).catch(() => undefined)
  }

  /** Statistics of one direction, or null before there is a transport. */
  async stats(direction: Direction): Promise<RTCStatsReport | null> {
    return (await this.#transports[direction]?.getStats()) ?? null
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    globalThis.removeEventListener('online', this.#suspect)
    this.#flow.close()
    this.#drop()
    this.#offers.clear()
    this.#sent.clear()
  }

  /** Closes the transports in use and everything that hangs on them. */
  #drop(): void {
    for (const repair of this.#repairs.values()) repair.close()
    this.#repairs.clear()
    for (const { incoming } of this.#consumers.values()) this.#ports.onTrackGone(incoming)
    this.#consumers.clear()
    this.#producers.clear()
    this.#layers.clear()
    this.#transports.send?.close()
    this.#transports.receive?.close()
    this.#transports = {}
  }

  #watch(direction: Direction, transport: types.Transport): void {
    transport.on('connect', async ({ dtlsParameters }, done, fail) => {
      const ask = { transportId: transport.id, dtlsParameters: dtlsParameters as DtlsParameters }
      try {
        await this.#ports.ask('transport:connect', ask)
        done()
      } catch (error) {
        fail(error as Error)
        void this.rebuild()
      }
    })
    const repair = new MediaRepair(transport, {
      askIce: () => this.#ports.ask('transport:restart-ice', { transportId: transport.id }),
      rebuild: () => void this.rebuild(),
      onRestarted: () => this.#followLayers(),
      onChange: () => {
        const all = [...this.#repairs.values()]
        this.#ports.onMedia(all.some(({ broken }) => broken) ? 'broken' : 'flowing')
      },
    })
    this.#repairs.set(direction, repair)
  }

  /** The network may be another one than a moment ago, for both directions. */
  readonly #suspect = () => {
    for (const repair of this.#repairs.values()) repair.suspect()
  }

  async #setPaused(producer: types.Producer, paused: boolean): Promise<void> {
    if (paused) producer.pause()
    else producer.resume()
    await this.#ports.ask(paused ? 'producer:pause' : 'producer:resume', { producerId: producer.id })
  }

  #loaded(): Device {
    if (!this.#device) throw new AppError('conference.wrong-moment')
    return this.#device
  }
}

/** What is answered when the transports are gone, or not answered at all: it says nothing of what was to be sent. */
const lostOnTheWay: readonly AppError['code'][] = ['conference.transport-missing', 'server.unreachable']

/** Swallows one refusal that says that what was asked is already so. */
const gone = (code: AppError['code']) => (error: unknown) => {
  if (!(error instanceof AppError && (error.code === code || error.code === 'server.unreachable')))
    throw error
}
