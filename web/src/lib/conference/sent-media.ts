/** What one seat sends: its sources as producers, in the layers that anybody watches, over one transport after the other. */
import type { types } from 'mediasoup-client'
import type { IceServer, RtpParameters, ScreenCodec, Source, WatchedLayer } from '#contract/conference.ts'
import { AppError } from '#contract/errors.ts'
import { EncodedLayers } from './encoded-layers.ts'
import { sendOptions } from './send-options.ts'
import type { Signal } from './signal.ts'
import { Turns } from './take-turns.ts'

export type SentPorts = {
  ask: Signal['ask']
  /** What this browser can send. Throws an AppError before it is known. */
  capabilities: () => types.RtpCapabilities
  /** Asks for other transports, since something could not be sent over these. */
  rebuild: () => void
  /** What was sent before could not be sent again. */
  onFailed: (source: Source, error: unknown) => void
  /** Less will be sent from now on, and less comes back for it. */
  onLess: () => void
}

type Sent = { track: MediaStreamTrack; paused: boolean }

export class SentMedia {
  readonly #ports: SentPorts
  #transport: types.Transport | null = null
  #iceServers: IceServer[] = []
  readonly #producers = new Map<Source, types.Producer>()
  /** What is meant to be sent, which outlives the transports. */
  readonly #sent = new Map<Source, Sent>()
  readonly #turns = new Turns<Source>()
  /** What of it anybody watches. */
  readonly #layers = new EncodedLayers()
  #screenCodec: ScreenCodec = 'video/VP8'
  #closed = false

  constructor(ports: SentPorts) {
    this.#ports = ports
  }

  producers(): Iterable<types.Producer> {
    return this.#producers.values()
  }

  /** It goes over this transport from now on; what was being sent is sent again. */
  open(transport: types.Transport, iceServers: IceServer[]): void {
    this.#transport = transport
    this.#iceServers = iceServers
    transport.on('produce', async ({ rtpParameters, appData }, done, fail) => {
      const { source, paused } = appData as { source: Source; paused: boolean }
      const ask = { transportId: transport.id, source, paused, rtpParameters: rtpParameters as RtpParameters }
      try {
        const { producerId } = await this.#ports.ask('producer:create', ask)
        done({ id: producerId })
      } catch (error) {
        fail(error as Error)
      }
    })
    for (const [source, sent] of this.#sent)
      if (sent.track.readyState === 'live') this.#sendAgain(source, sent)
  }

  /** What the browser or the node will not have any more is told. */
  #sendAgain(source: Source, { track, paused }: Sent): void {
    this.send(source, track, paused).catch((error: unknown) => {
      this.#sent.delete(source)
      this.#ports.onFailed(source, error)
    })
  }

  /**
   * Sends a track as one of my sources, or exchanges the one that is sent. With `paused` it is announced but silent. What
   * only lacks its transports, because they go while it is begun, is sent over the next ones.
   *
   * @throws {AppError} the node's refusal; `conference.media-refused` when the browser cannot encode it
   */
  send(source: Source, track: MediaStreamTrack, paused = false): Promise<void> {
    this.#sent.set(source, { track, paused })
    return this.#turns.take(source, async () => {
      const transport = this.#transport
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
          ...sendOptions(source, track, this.#ports.capabilities(), this.#screenCodec),
        })
        if (paused) made.pause()
        this.#producers.set(source, made)
        this.followLayers()
      } catch (error) {
        if (this.#transport !== transport || transport.closed) return
        if (error instanceof AppError && lostOnTheWay.includes(error.code)) return this.#ports.rebuild()
        throw error instanceof AppError ? error : new AppError('conference.media-refused')
      }
    })
  }

  /** Stops sending for a while; the other side keeps the place. `release` lets go of the track, so that its light goes out. */
  hush(source: Source, release: boolean): Promise<void> {
    const sent = this.#sent.get(source)
    if (sent) this.#sent.set(source, { ...sent, paused: true })
    return this.#turns.take(source, async () => {
      const producer = this.#producers.get(source)
      if (!producer || producer.closed) return
      this.#ports.onLess()
      if (!producer.paused) await this.#setPaused(producer, true)
      if (release) await producer.replaceTrack({ track: null })
    })
  }

  /** The node has already paused it (a host muted me): follow without telling the node again. */
  hushed(producerId: string): void {
    for (const [source, producer] of this.#producers) {
      if (producer.id !== producerId) continue
      this.#ports.onLess()
      producer.pause()
      const sent = this.#sent.get(source)
      if (sent) this.#sent.set(source, { ...sent, paused: true })
    }
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
    this.#ports.onLess()
    this.#layers.set(watched)
    for (const producer of this.#producers.values())
      if (producer.id === watched.producerId) void this.#layers.follow(producer)
  }

  /**
   * Encodes of all pictures once more what is watched: with every answer that a connection takes, to a stream more or less
   * or to ICE that begins anew, the browser makes each layer active that the answer does not name as paused.
   */
  followLayers(): void {
    for (const producer of this.#producers.values()) void this.#layers.follow(producer)
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
    this.#sendAgain('screen', sent)
  }

  /** The transport goes, and all that went over it; what is meant to be sent goes over the next one. */
  drop(): void {
    this.#producers.clear()
    this.#layers.clear()
    this.#transport = null
  }

  /** It is over: nothing more is sent. */
  close(): void {
    this.#closed = true
    this.drop()
    this.#sent.clear()
  }

  #end(producer: types.Producer): void {
    this.#ports.onLess()
    producer.close()
    // Resolves when the transport has done what was begun before.
    this.#transport?.updateIceServers({ iceServers: this.#iceServers }).then(
      () => this.followLayers(),
      () => undefined, // It was closed; the next one makes its producers anew.
    )
  }

  async #setPaused(producer: types.Producer, paused: boolean): Promise<void> {
    if (paused) producer.pause()
    else producer.resume()
    await this.#ports.ask(paused ? 'producer:pause' : 'producer:resume', { producerId: producer.id })
  }
}

/** What is answered when the transports are gone, or not answered at all: it says nothing of what was to be sent. */
const lostOnTheWay: readonly AppError['code'][] = ['conference.transport-missing', 'server.unreachable']

/** Swallows one refusal that says that what was asked is already so. */
const gone = (code: AppError['code']) => (error: unknown) => {
  if (!(error instanceof AppError && (error.code === code || error.code === 'server.unreachable')))
    throw error
}
