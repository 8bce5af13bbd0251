/** The call as everybody in it sees it: who is here, who knocks, who speaks, what was written. Follows the node's notices. */
import { SvelteMap } from 'svelte/reactivity'
import type { CallSnapshot, Notices, PeerView, Permission, WaitingView } from '#contract/conference.ts'
import * as m from '#lib/paraglide/messages.js'
import type { Announcer } from './announcer.svelte.ts'
import type { Chat } from './chat.svelte.ts'
import { Peer } from './peer.svelte.ts'

export type Hearing = { [N in keyof Notices]?: (payload: Parameters<Notices[N]>[0]) => void }

export type CallPorts = {
  announcer: Announcer
  chat: Chat
  /** Somebody has come; their media may have come before them. */
  onSeated: (peer: Peer) => void
  /** What somebody else sends, whenever it may have changed; nothing once they have left. */
  onSends: (view: Pick<PeerView, 'seatId' | 'producers'>) => void
  /** Somebody new knocks at the lobby. */
  onKnock: () => void
}

export class Call {
  me = $state.raw<Peer | null>(null)
  readonly peers = new SvelteMap<string, Peer>()
  permissions = $state.raw<readonly Permission[]>([])
  waiting = $state.raw<WaitingView[]>([])
  speaker = $state<string | null>(null)
  /** Pictures that do not come because my line is too short for them, by their producers. */
  held = $state.raw<ReadonlySet<string>>(new Set())
  /** When each seat last became the one who speaks, for the order of tiles. */
  lastSpoke = $state.raw<ReadonlyMap<string, number>>(new Map())
  startedAt = $state<string | null>(null)
  #conferenceId: string | null = null
  readonly #ports: CallPorts

  constructor(ports: CallPorts) {
    this.#ports = ports
  }

  may(permission: Permission): boolean {
    return this.permissions.includes(permission)
  }

  /** Whether nobody else could let people in or end the conference. */
  get lastHost(): boolean {
    return (
      this.may('end') && this.peers.size > 0 && ![...this.peers.values()].some(({ role }) => role === 'host')
    )
  }

  /** Me first, then everybody in the order in which they came. */
  readonly everybody: readonly Peer[] = $derived(
    this.me ? [this.me, ...this.peers.values()] : [...this.peers.values()],
  )

  /** How many microphones are open. */
  readonly voices: number = $derived(this.everybody.filter(({ muted }) => !muted).length)

  /** Raised hands, the first one first. */
  readonly hands: readonly Peer[] = $derived(
    this.everybody.filter(({ hand }) => hand !== null).sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0)),
  )
  /** Who is the how manieth to have raised a hand, counted from 1. */
  readonly handPlaces: ReadonlyMap<string, number> = $derived(
    new Map(this.hands.map(({ seatId }, index) => [seatId, index + 1])),
  )

  /** Whether a picture of somebody waits for my line. */
  isHeld(peer: Peer, source: 'camera' | 'screen'): boolean {
    const producerId = peer.producerOf(source)
    return producerId !== undefined && this.held.has(producerId)
  }

  /** Somebody in the call, me too. */
  seat(seatId: string): Peer | undefined {
    return this.me?.seatId === seatId ? this.me : this.peers.get(seatId)
  }

  /**
   * Brings the screen in line with a snapshot; what still holds does not move.
   *
   * @param first when I have just come in, so that nothing in it is news
   */
  apply(call: CallSnapshot, first: boolean): void {
    if (this.me?.seatId === call.you.seatId) this.me.update(call.you)
    else this.me = new Peer(call.you)
    this.permissions = call.permissions
    this.startedAt = call.startedAt
    const here = new Set(call.peers.map(({ seatId }) => seatId))
    for (const seatId of [...this.peers.keys()]) if (!here.has(seatId)) this.peers.delete(seatId)
    for (const view of call.peers) this.#seat(view)
    this.#setWaiting(call.waiting)
    this.#setSpeaker(call.speaker)
    this.held = new Set(call.held)
    // A node that was started anew does not know what was said before; those who were there do.
    const anew = this.#conferenceId !== null && this.#conferenceId !== call.conferenceId
    this.#conferenceId = call.conferenceId
    this.#ports.chat.restore(call, { first, anew })
  }

  readonly hear: Hearing = {
    'peer:joined': (view) => {
      this.#seat(view)
      this.#ports.announcer.came(view.name)
    },
    'peer:changed': (view) => {
      if (view.seatId === this.me?.seatId) return this.me.update(view)
      const known = this.peers.get(view.seatId)
      const raised = view.hand !== null && known?.hand === null
      const shared = known?.sends('screen') ?? false
      this.#seat(view)
      if (raised) this.#ports.announcer.say(m.call_hand_raised({ name: view.name }))
      const shares = this.peers.get(view.seatId)?.sends('screen') ?? false
      if (shares !== shared)
        this.#ports.announcer.say((shares ? m.share_began : m.share_ended)({ name: view.name }))
    },
    'peers:changed': ({ joined, changed }) => {
      for (const view of joined) this.hear['peer:joined']?.(view)
      for (const view of changed) this.hear['peer:changed']?.(view)
    },
    'peer:left': ({ seatId }) => {
      const peer = this.peers.get(seatId)
      if (!this.peers.delete(seatId) || !peer) return
      this.#ports.onSends({ seatId, producers: [] })
      this.#ports.announcer.left(peer.name)
    },
    'lobby:changed': ({ waiting }) => this.#setWaiting(waiting),
    'speaker:changed': ({ seatId }) => this.#setSpeaker(seatId),
    'pictures:held': ({ producerIds }) => (this.held = new Set(producerIds)),
    'chat:restored': ({ messages }) => this.#ports.chat.recall(messages),
    'chat:message': (message) => {
      if (!this.#ports.chat.receive(message) || this.#ports.chat.isMine(message)) return
      this.#ports.announcer.say(m.call_chat_from({ name: message.name, text: message.text.slice(0, 200) }))
    },
  }

  #seat(view: PeerView): void {
    this.#ports.onSends(view)
    const known = this.peers.get(view.seatId)
    if (known) return known.update(view)
    const peer = new Peer(view)
    this.peers.set(view.seatId, peer)
    this.#ports.onSeated(peer)
  }

  #setWaiting(waiting: WaitingView[]): void {
    const known = new Set(this.waiting.map(({ seatId }) => seatId))
    const fresh = waiting.filter(({ seatId }) => !known.has(seatId))
    this.waiting = waiting
    if (!fresh[0]) return
    this.#ports.onKnock()
    this.#ports.announcer.say(
      fresh.length > 1
        ? m.lobby_several_wait({ count: waiting.length })
        : m.lobby_one_waits({ name: fresh[0].name }),
    )
  }

  #setSpeaker(seatId: string | null): void {
    this.speaker = seatId
    if (seatId) this.lastSpoke = new Map(this.lastSpoke).set(seatId, performance.now())
  }
}
