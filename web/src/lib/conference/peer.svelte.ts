/** Somebody in the call, as their tile draws them. */
import type { PeerView, SeatRole, Source } from '#contract/conference.ts'
import type { Quality } from './quality.ts'

export class Peer {
  readonly seatId: string
  name = $state('')
  organisation = $state<string | null>(null)
  role = $state<SeatRole>('participant')
  away = $state(false)
  /** Place in the queue of hands, or null. */
  hand = $state<number | null>(null)
  quality = $state<Quality>('good')
  /** What arrives from them; null while nothing does. */
  camera = $state.raw<MediaStreamTrack | null>(null)
  screen = $state.raw<MediaStreamTrack | null>(null)
  #sources = $state.raw<PeerView['producers']>([])

  constructor(view: PeerView) {
    this.seatId = view.seatId
    this.update(view)
  }

  update(view: PeerView): void {
    this.name = view.name
    this.organisation = view.organisation
    this.role = view.role
    this.away = view.away
    this.hand = view.hand
    this.#sources = view.producers
  }

  /** Whether they send this just now. */
  sends(source: Source): boolean {
    return this.#sources.some((producer) => producer.source === source && !producer.paused)
  }

  producerOf(source: Source): string | undefined {
    return this.#sources.find((producer) => producer.source === source)?.producerId
  }

  get muted(): boolean {
    return !this.sends('microphone')
  }
  get showsCamera(): boolean {
    return this.camera !== null && this.sends('camera')
  }
  get sharesScreen(): boolean {
    // Its picture comes when somebody has said that it is shown.
    return this.sends('screen')
  }
}
