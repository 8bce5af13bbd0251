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
  TransportPair,
} from '#contract/conference.ts'
import { AppError } from '#contract/errors.ts'
import { bringOnce } from '#lib/bring-once.ts'
import { pause } from '#lib/pause.ts'
import type { PictureWishes } from './picture-wishes.ts'
import { ReceivedMedia, type ReceivedPorts } from './received-media.ts'
import { MediaRepair } from './repair-transport.ts'
import { SentMedia, type SentPorts } from './sent-media.ts'
import { FlowWatch } from './watch-flow.ts'

export type ClientPorts = ReceivedPorts & {
  wishes: PictureWishes
  /** The node or the browser would not take what I send. */
  onSendFailed: SentPorts['onFailed']
  /** Whether both directions carry media; repair goes on by itself meanwhile. */
  onMedia: (state: 'flowing' | 'broken') => void
  /** New transports came with a new snapshot of the call. */
  onRebuilt: (call: CallSnapshot) => void
}

/** What speaks with the browser about media comes beside the preview, and is ready to be loaded when it is there. */
export const bringDevice = bringOnce(async () => (await import('./media-device.ts')).prepareDevice)

type Direction = 'send' | 'receive'

export class Client {
  readonly received: ReceivedMedia
  readonly sent: SentMedia
  readonly #ports: ClientPorts
  #device: Device | undefined
  /** Made while nobody has greeted us yet, so that the browser has been asked by then. */
  #prepared: Device | undefined
  #iceServers: IceServer[] = []
  #transports: Partial<Record<Direction, types.Transport>> = {}
  readonly #repairs = new Map<Direction, MediaRepair>()
  #rebuilding: Promise<void> | undefined
  readonly #flow: FlowWatch
  #closed = false

  constructor(ports: ClientPorts) {
    this.#ports = ports
    this.received = new ReceivedMedia(ports)
    this.sent = new SentMedia({
      ask: ports.ask,
      capabilities: () => this.#loaded().sendRtpCapabilities,
      rebuild: () => void this.rebuild(),
      onFailed: ports.onSendFailed,
      onLess: () => this.expectLess(),
    })
    // What goes wrong is told when it is loaded.
    bringDevice()
      .then((prepareDevice) => (this.#prepared = prepareDevice()))
      .catch(() => undefined)
    this.#flow = new FlowWatch([() => this.received.consumers(), () => this.sent.producers()], this.#suspect)
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
    this.received.keep(offers)
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
    this.received.open(receive)
    this.sent.open(send, iceServers)
  }

  /** What I send or am sent may become less now: that it stops says nothing of the line. */
  expectLess(): void {
    this.#flow.expectLess()
  }

  /** Takes the transports that came with being let in, or asks for some when the media server had none to give. */
  begin(call: CallSnapshot): void {
    this.sent.encodeScreens(call.screenCodec)
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
    this.sent.encodeScreens(call.screenCodec)
    for (const watched of call.watched) this.sent.watch(watched)
    this.received.follow(call.consumers)
    this.#ports.wishes.renew()
    for (const repair of this.#repairs.values()) repair.again()
  }

  /** New transports for those that are beyond repair. Asked for twice, it is done once. */
  rebuild(): Promise<void> {
    this.#rebuilding ??= this.#rebuild().finally(() => (this.#rebuilding = undefined))
    return this.#rebuilding
  }

  async #rebuild(): Promise<void> {
    for (let waitMs = 500; !this.#closed; waitMs = Math.min(waitMs * 2, 8000)) {
      try {
        const call = await this.#ports.ask('transport:rebuild', {})
        if (call.transports) {
          this.sent.encodeScreens(call.screenCodec)
          this.open(call.transports, call.consumers)
          return this.#ports.onRebuilt(call)
        }
      } catch (error) {
        // Whoever is out, or cannot be given any, is told elsewhere. What is not answered is asked again: the line may stand.
        if (!(error instanceof AppError) || error.kind !== 'unavailable') return
      }
      await pause(waitMs)
    }
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
    this.received.close()
    this.sent.close()
  }

  /** Closes the transports in use and everything that hangs on them. */
  #drop(): void {
    for (const repair of this.#repairs.values()) repair.close()
    this.#repairs.clear()
    this.received.drop()
    this.sent.drop()
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
      onRestarted: () => this.sent.followLayers(),
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

  #loaded(): Device {
    if (!this.#device) throw new AppError('conference.wrong-moment')
    return this.#device
  }
}
