/**
 * Everything of a call that moves and is not drawn by state: the media client, the voices of others, whose line is poor. It writes what arrives onto the peers and owns what must be closed.
 */
import type { CallSnapshot, Source } from '#contract/conference.ts'
import { Client } from './client.ts'
import type { LocalMedia } from './local-media.svelte.ts'
import type { Peer } from './peer.svelte.ts'
import { PictureWishes } from './picture-wishes.ts'
import { RemoteSound } from './play-sound.ts'
import type { Quality } from './quality.ts'
import type { Incoming } from './received-media.ts'
import { QualitySampler } from './sample-quality.ts'
import type { Signal } from './signal.ts'

export type CallMediaPorts = {
  ask: Signal['ask']
  local: LocalMedia
  peer: (seatId: string) => Peer | undefined
  onSoundBlocked: (blocked: boolean) => void
  onMedia: (state: 'flowing' | 'broken') => void
  onRebuilt: (call: CallSnapshot) => void
  onQuality: (seatId: string | 'me', quality: Quality) => void
  /** The node or the browser would not take what I send. */
  onSendFailed: (source: Source, error: unknown) => void
}

/** A page that nobody looks at stops its pictures after this; a glance at another tab costs nothing. */
const sleepAfterMs = 15_000

export class CallMedia {
  readonly client: Client
  readonly wishes: PictureWishes
  readonly sound: RemoteSound
  readonly #ports: CallMediaPorts
  readonly #incoming = new Map<string, Incoming>()
  #floating = false
  #silenced: ReadonlySet<string> = new Set()
  #quality: QualitySampler | undefined
  #sleep: ReturnType<typeof setTimeout> | undefined

  constructor(ports: CallMediaPorts) {
    this.#ports = ports
    this.wishes = new PictureWishes(
      (name, view) => {
        this.client.expectLess()
        return ports.ask(name, view)
      },
      () => window.devicePixelRatio,
    )
    this.sound = new RemoteSound(ports.onSoundBlocked)
    this.sound.speaker = ports.local.speakerId
    this.client = new Client({
      ask: ports.ask,
      wishes: this.wishes,
      onTrack: (incoming) => this.#arrived(incoming),
      onTrackGone: (incoming) => this.#gone(incoming),
      onSendFailed: ports.onSendFailed,
      onMedia: ports.onMedia,
      onRebuilt: ports.onRebuilt,
    })
    document.addEventListener('visibilitychange', this.#onVisibility)
  }

  /** In the call for the first time: receive, then send what is on. */
  begin(call: CallSnapshot): void {
    this.#start()
    this.client.begin(call)
    this.#sendAll()
  }

  /** Back in the call, perhaps on a page that was reloaded. */
  follow(call: CallSnapshot): void {
    this.#start()
    this.client.follow(call)
    this.#sendAll()
  }

  /** Somebody has come whose media may have come before them. */
  greet(peer: Peer): void {
    for (const incoming of this.#incoming.values())
      if (incoming.seatId === peer.seatId) this.#show(peer, incoming)
  }

  /** What arrives from somebody just now. */
  arrivingFrom(seatId: string): Incoming[] {
    return [...this.#incoming.values()].filter((incoming) => incoming.seatId === seatId)
  }

  /** The call is seen in a window of its own: this page may be out of sight without falling asleep. */
  set floating(floating: boolean) {
    this.#floating = floating
    this.#onVisibility()
  }

  /** Brings what is sent in line with what the person wants to send. */
  publish(source: Source): void {
    this.#publish(source).catch((error: unknown) => this.#ports.onSendFailed(source, error))
  }

  close(): void {
    clearTimeout(this.#sleep)
    document.removeEventListener('visibilitychange', this.#onVisibility)
    this.#quality?.close()
    this.client.close()
    this.wishes.close()
    this.sound.close()
  }

  /** Shared screens of these seats are seen without their sound, for this person only. */
  hearScreens(silenced: ReadonlySet<string>): void {
    this.#silenced = silenced
    for (const incoming of this.#incoming.values())
      if (incoming.track.kind === 'audio') this.sound.mute(incoming.consumerId, this.#unheard(incoming))
  }

  #unheard({ seatId, source }: Incoming): boolean {
    return source === 'screen-audio' && this.#silenced.has(seatId)
  }

  #start(): void {
    this.#quality ??= new QualitySampler(
      this.client,
      () => this.#incoming.values(),
      (producerId) => this.wishes.shownSince(producerId),
      this.#ports.onQuality,
    )
  }

  #sendAll(): void {
    for (const source of ['microphone', 'camera', 'screen', 'screen-audio'] as const) this.publish(source)
  }

  async #publish(source: Source): Promise<void> {
    const { microphone, camera, screen } = this.#ports.local
    switch (source) {
      case 'microphone':
        // A muted microphone is announced already, so that its first word is not lost.
        return microphone.track
          ? this.client.sent.send(source, microphone.track, !microphone.on)
          : this.client.sent.hush(source, true)
      case 'camera':
        return camera.on && camera.track
          ? this.client.sent.send(source, camera.track)
          : this.client.sent.hush(source, true)
      case 'screen':
        return screen ? this.client.sent.send(source, screen.video) : this.client.sent.unsend(source)
      case 'screen-audio':
        return screen?.audio ? this.client.sent.send(source, screen.audio) : this.client.sent.unsend(source)
    }
  }

  #arrived(incoming: Incoming): void {
    const { consumerId, seatId, track } = incoming
    this.#incoming.set(consumerId, incoming)
    if (track.kind === 'audio') {
      this.sound.add(consumerId, track)
      this.sound.mute(consumerId, this.#unheard(incoming))
      return
    }
    const peer = this.#ports.peer(seatId)
    if (peer) this.#show(peer, incoming)
  }

  #show(peer: Peer, { source, track }: Incoming): void {
    if (source === 'camera') peer.camera = track
    if (source === 'screen') peer.screen = track
  }

  #gone({ consumerId, seatId, track }: Incoming): void {
    this.#incoming.delete(consumerId)
    if (track.kind === 'audio') {
      this.sound.remove(consumerId)
      return
    }
    const peer = this.#ports.peer(seatId)
    if (peer?.camera === track) peer.camera = null
    if (peer?.screen === track) peer.screen = null
  }

  readonly #onVisibility = () => {
    clearTimeout(this.#sleep)
    if (document.hidden && !this.#floating)
      this.#sleep = setTimeout(() => (this.wishes.asleep = true), sleepAfterMs)
    else this.wishes.asleep = false
  }
}
