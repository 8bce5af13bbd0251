/**
 * A conference as the screens draw it: from the preview through the lobby into the call and out of it. Screens read its
 * fields and call its verbs; the socket is behind `signal.ts`, media behind `call-media.ts`, people in `call.svelte.ts`.
 */
import type { CallSnapshot, JoinAnswer, Notices, PeerView, Welcome } from '#contract/conference.ts'
import { conferenceLimits } from '#contract/limits.ts'
import { seatGraceMs } from '#contract/conference-times.ts'
import { AppError } from '#contract/errors.ts'
import { errorSentence } from '#lib/api/error-in-words.ts'
import * as m from '#lib/paraglide/messages.js'
import { pause } from '#lib/pause.ts'
import { Announcer } from './announcer.svelte.ts'
import { CallMedia } from './call-media.ts'
import { Call, type Hearing } from './call.svelte.ts'
import { Chat } from './chat.svelte.ts'
import { chime } from './chime.ts'
import { Floater } from './floater.ts'
import { keepAwake } from './keep-awake.ts'
import type { LocalMedia, LocalSource } from './local-media.svelte.ts'
import { OwnVoice } from './own-voice.ts'
import type { Quality } from './quality.ts'
import { SeatKeeper } from './seat-key.ts'
import { Signal } from './signal.ts'
import { StageView } from './stage-view.svelte.ts'
import { Thrift } from './thrift.svelte.ts'

/** `returning`: this tab had a seat before a reload. `entering`: Join was pressed. */
export type Phase = 'returning' | 'preview' | 'entering' | 'waiting' | 'present' | 'over'
/** Why it is over: I left, I ended it for all, or what the node said. */
export type Ending = 'left' | 'ended-by-me' | AppError
export type Note = { words: string; tone: 'info' | 'care' }

export type Door = {
  /** Tells this meeting's door from others in the same tab. */
  key: string
  askTicket: () => Promise<JoinAnswer>
}

const noteMs = 8000
/** Nobody waits longer than this for their farewell to be heard. */
const farewellMs = 400

/** After these less may come than before. */
const quieting: ReadonlySet<keyof Notices> = new Set([
  'consumer:closed',
  'peer:changed',
  'peers:changed',
  'peer:left',
  'pictures:held',
])

const asAppError = (error: unknown) => (error instanceof AppError ? error : new AppError('server.failed'))

export class Conference {
  phase = $state<Phase>('preview')
  ending = $state.raw<Ending | null>(null)
  /** Why the door did not open; shown in the preview, where it can be tried again. */
  problem = $state.raw<AppError | null>(null)
  /** Whether the line to the node stands. */
  link = $state<'idle' | 'connecting' | 'connected' | 'returning'>('idle')
  mediaBroken = $state(false)
  soundBlocked = $state(false)
  /** I am speaking into a muted microphone. */
  mutedSpeech = $state(false)
  myQuality = $state<Quality>('good')
  welcome = $state.raw<Welcome | null>(null)
  /** One sentence about what has just happened, for a few seconds. */
  note = $state.raw<Note | null>(null)

  readonly local: LocalMedia
  readonly voice = new OwnVoice({
    onMutedSpeech: (speaking) => (this.mutedSpeech = speaking),
    onBegin: () => this.#beginVoice(),
  })
  readonly announcer = new Announcer()
  /** How I see the call. */
  readonly view: StageView
  readonly floater = new Floater(this)
  /** Whether this device had better receive little. */
  readonly thrift = new Thrift((why) => {
    // At the door it is read in its place.
    if (this.phase === 'present' && this.view.mayOfferThrift)
      this.announcer.say(why === 'saving' ? m.thrift_saving() : m.thrift_mobile())
  })
  readonly chat: Chat
  readonly call: Call
  readonly media: CallMedia
  readonly #door: Door
  readonly #seats: SeatKeeper
  #signal: Signal | undefined
  #opening: Promise<void> | undefined
  #loaded: Promise<void> = Promise.resolve()
  #noteTimer: ReturnType<typeof setTimeout> | undefined
  #letSleep: (() => void) | undefined
  /** What I asked for, which explains the node's closing of the door. */
  #meant: 'left' | 'ended-by-me' | undefined
  #closed = false

  constructor(door: Door, local: LocalMedia) {
    this.#door = door
    this.local = local
    this.#seats = new SeatKeeper(door.key)
    if (this.#seats.any) this.phase = 'returning'
    const ask: Signal['ask'] = async (name, body) => this.#line().ask(name, body)
    this.chat = new Chat(ask)
    this.view = new StageView({
      say: (words) => this.announcer.say(words),
      onSilenced: (seatIds) => this.media.hearScreens(seatIds),
      onFloatAway: (wanted) => this.floater.byItself(wanted),
      onPictures: (limit) => {
        this.media.wishes.limit = limit
        // Whoever asks for sound alone does not send a picture either; only they turn it on again.
        if (limit === 'none' && this.local.camera.on) void this.local.set('camera', false)
      },
    })
    this.call = new Call({
      announcer: this.announcer,
      chat: this.chat,
      onSeated: (peer) => this.media.greet(peer),
      onSends: (view) => this.media.wishes.know(view),
      onKnock: () => void chime('knock', local.speakerId),
    })
    this.media = new CallMedia({
      ask,
      local,
      peer: (seatId) => this.call.peers.get(seatId),
      onSoundBlocked: (blocked) => (this.soundBlocked = blocked),
      onMedia: (state) => this.#mediaIs(state === 'broken'),
      onRebuilt: (call) => this.#show(call, false),
      onQuality: (seatId, quality) => {
        const peer = this.call.peers.get(seatId)
        if (seatId === 'me') this.myQuality = quality
        else if (peer) peer.quality = quality
      },
      onSendFailed: (source, error) => {
        if (source === 'screen') local.unshare()
        this.tell(errorSentence(error), 'care')
      },
    })
    this.media.wishes.limit = this.view.pictures
    local.onChange = (source) => this.#localChanged(source)
    local.onLost = (kind) =>
      this.tell(kind === 'camera' ? m.call_camera_lost() : m.call_microphone_lost(), 'care')
  }

  /**
   * Connects and loads while the person is still looking at the preview, so that Join needs one round trip. Asked twice,
   * it is done once. What goes wrong is in `problem`.
   */
  prepare(): Promise<void> {
    if (this.#opening) return this.#opening
    const opening = this.#open().catch((error: unknown) => {
      // Given up meanwhile for another one: its failure is nobody's business.
      if (this.#opening !== opening) return
      this.reset()
      if (this.phase === 'over') return
      this.phase = 'preview'
      this.problem = asAppError(error)
    })
    this.#opening = opening
    return opening
  }

  /** Gives up the connection of the preview, because it failed or because who I say I am has changed. */
  reset(): void {
    this.#signal?.close()
    this.#signal = undefined
    this.#opening = undefined
    this.link = 'idle'
  }

  /**
   * Goes in: into the call, or into the lobby when a host must agree.
   *
   * @param name how a guest wants to be called; an account's name is the account's
   */
  async enter(name?: string): Promise<void> {
    if (this.phase !== 'preview') return
    this.phase = 'entering'
    this.problem = null
    await this.prepare()
    // Whoever came to a seat of theirs is in it, or in the lobby, already.
    if (this.#signal && this.welcome?.state === 'arriving') await this.#enter(name)
  }

  /** Tries no longer to come back to my seat, which is kept: whoever goes in later comes to it while it is there. */
  stopReturning(): void {
    if (this.phase !== 'returning') return
    this.reset()
    this.phase = 'preview'
    this.problem = new AppError('server.unreachable')
  }

  async leave(): Promise<void> {
    this.#meant = 'left'
    const asked = this.#signal?.ask('leave', {}).catch(() => undefined)
    await Promise.race([asked, pause(farewellMs)])
    this.#over('left')
  }

  async endForAll(): Promise<void> {
    this.#meant = 'ended-by-me'
    try {
      await this.#line().ask('call:end', {})
      this.#over('ended-by-me')
    } catch (error) {
      // The node closes the door behind everybody, me included, perhaps before it has answered.
      if (this.phase === 'over') return
      this.#meant = undefined
      this.tell(errorSentence(error), 'care')
    }
  }

  raiseHand = (raised: boolean) => this.#do('hand:set', { raised })
  admit = (seatId: string) => this.#do('lobby:admit', { seatId })
  deny = (seatId: string) => this.#do('lobby:deny', { seatId })
  mute = (seatId: string) => this.#do('peer:mute', { seatId, source: 'microphone' })
  remove = (seatId: string) => this.#do('peer:remove', { seatId })
  async admitAll(): Promise<void> {
    await Promise.all(this.call.waiting.map(({ seatId }) => this.admit(seatId)))
  }

  chooseSpeaker(id: string): void {
    this.local.chooseSpeaker(id)
    this.media.sound.speaker = id
  }

  /** Says one sentence for a few seconds, to eye and ear. */
  tell(words: string, tone: Note['tone'] = 'info'): void {
    clearTimeout(this.#noteTimer)
    this.note = { words, tone }
    this.announcer.say(words)
    this.#noteTimer = setTimeout(() => (this.note = null), noteMs)
  }

  /** Frees everything; the seat too, when the person goes elsewhere in this page. Safe to call twice. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.phase === 'present' || this.phase === 'waiting') void this.leave()
    else this.#free()
    this.announcer.close()
  }

  async #open(): Promise<void> {
    this.problem = null
    this.link = 'connecting'
    const signal = new Signal({
      askTicket: this.#door.askTicket,
      seats: this.#seats,
      graceMs: () => (this.phase === 'present' ? seatGraceMs : Infinity),
      onWelcome: (welcome, url) => this.#greeted(welcome, url),
      onNotice: (name, payload) => this.#hear(name, payload),
      onLink: (link) => {
        if (this.#signal !== signal) return
        if (link instanceof AppError) this.#over(link)
        else this.#linkIs(link)
      },
    })
    this.#signal = signal
    await signal.open()
    await this.#loaded
  }

  /** Tells those who hear the page that the line is gone, and that it is back. */
  #linkIs(link: 'connecting' | 'connected' | 'returning'): void {
    if (this.phase === 'present' && link === 'returning' && this.link === 'connected')
      this.announcer.say(m.call_reconnecting())
    if (this.phase === 'present' && link === 'connected' && this.link === 'returning')
      this.announcer.say(m.call_reconnected())
    this.link = link
  }

  #mediaIs(broken: boolean): void {
    if (broken !== this.mediaBroken) this.announcer.say(broken ? m.call_media_broken() : m.call_media_back())
    this.mediaBroken = broken
  }

  /** The node says where I am: the first time, and after each return. */
  #greeted(welcome: Welcome, url: string): void {
    this.welcome = welcome
    this.#loaded = this.media.client.load(welcome.routerRtpCapabilities, welcome.iceServers)
    // Whoever needs it awaits it and is told; here it only must not count as unhandled.
    this.#loaded.catch(() => undefined)
    if (welcome.state !== 'arriving')
      this.#seats.keep({ url, seatKey: welcome.seatKey, seatId: welcome.seatId })
    const wasInside = this.phase === 'present' || this.phase === 'waiting'
    if (welcome.state === 'present' && welcome.call) void this.#comeBack(welcome.call)
    else if (welcome.state === 'waiting') this.phase = 'waiting'
    // The node started anew or the meeting moved: a new seat, and in again.
    else if (wasInside || (this.phase === 'returning' && welcome.returning)) void this.#enterAgain()
    else if (this.phase === 'returning') this.phase = 'preview'
  }

  async #enter(name?: string): Promise<void> {
    try {
      await this.#loaded
      const { rtpCapabilities } = this.media.client
      const answer = await this.#line().ask('enter', { rtpCapabilities, ...(name && { name }) })
      if (answer.state === 'present') this.#begin(answer.call)
      else this.phase = 'waiting'
      this.#keepSeat()
    } catch (error) {
      // When the line broke under it, the greeting after the return says where I am.
      if (this.phase === 'entering' || this.phase === 'returning') this.phase = 'preview'
      this.problem = asAppError(error)
    }
  }

  /** Into a call that I was in, with a node that knows only that. Nobody who came back stays before a dead picture. */
  async #enterAgain(): Promise<void> {
    const handUp = typeof this.call.me?.hand === 'number'
    await this.#enter()
    if (this.problem && this.problem.code !== 'server.unreachable' && this.phase !== 'preview')
      this.#over(this.problem)
    if (handUp && this.phase === 'present') await this.raiseHand(true)
  }

  #begin(call: CallSnapshot): void {
    this.#show(call, true)
    this.media.begin(call)
    this.announcer.say(call.peers.length ? m.call_you_are_in({ count: call.peers.length }) : m.call_alone())
  }

  async #comeBack(call: CallSnapshot): Promise<void> {
    const signal = this.#signal
    await this.#loaded
    // Given up meanwhile, or left for another page.
    if (this.#closed || this.#signal !== signal) return
    this.#show(call, this.phase !== 'present')
    this.media.follow(call)
  }

  #show(call: CallSnapshot, first: boolean): void {
    this.call.apply(call, first)
    this.media.wishes.knowOnly(call.peers)
    this.#followHost(call.you)
    this.phase = 'present'
    this.problem = null
    this.#letSleep ??= keepAwake()
    if (this.view.floatAway) this.floater.byItself(true)
  }

  /** What a host muted while my line was broken, or my page was loaded again, stays muted. */
  #followHost(you: PeerView): void {
    for (const { producerId, source, paused } of you.producers) {
      if (!paused || source !== 'microphone' || !this.local.microphone.wanted) continue
      this.media.client.sent.hushed(producerId)
      void this.local.set('microphone', false)
    }
  }

  /** What is done about notices that concern me or my media; the others are the call's. */
  readonly #mine: Hearing = {
    admitted: ({ call }) => {
      this.#begin(call)
      void chime('admitted', this.local.speakerId)
    },
    'consumer:new': (offer) => void this.media.client.received.receive(offer),
    'consumer:closed': ({ consumerId }) => this.media.client.received.unreceive(consumerId),
    'producer:layers': (watched) => this.media.client.sent.watch(watched),
    'screen:codec': ({ codec }) => this.media.client.sent.encodeScreens(codec),
    'media:lost': () => void this.media.client.rebuild(),
    'producer:muted': ({ producerId, source, by }) => {
      this.media.client.sent.hushed(producerId)
      if (source === 'microphone' || source === 'camera') void this.local.set(source, false)
      if (source === 'screen') this.local.unshare()
      this.tell(
        source === 'microphone' ? m.call_muted_by({ name: by }) : m.call_stopped_by({ name: by }),
        'care',
      )
    },
  }

  #hear<N extends keyof Notices>(name: N, payload: Parameters<Notices[N]>[0]): void {
    if (quieting.has(name)) this.media.client.expectLess()
    const react = this.#mine[name] ?? this.call.hear[name]
    react?.(payload)
  }

  /** Says that I begin to speak, where there may be no room for one voice more. False while nobody could hear me anyway. */
  #beginVoice(): boolean {
    const producerId = this.media.client.sent.openMicrophone
    if (this.phase !== 'present' || this.link !== 'connected' || !producerId) return false
    // It helps at once or not at all: what the node makes of it, and whether it hears of it, is nobody's concern.
    if (this.call.voices > conferenceLimits.voicesHeard)
      this.#line()
        .ask('voice:begin', { producerId })
        .catch(() => undefined)
    return true
  }

  #keepSeat(): void {
    const at = this.#signal?.at
    if (at && this.welcome) this.#seats.keep({ ...at, seatId: this.welcome.seatId })
  }

  #localChanged(source: LocalSource): void {
    if (source === 'microphone') this.voice.track = this.local.microphone.track
    if (this.phase === 'present') this.media.publish(source)
  }

  /** A request whose refusal is only worth a sentence. */
  async #do(...[name, body]: Parameters<Signal['ask']>): Promise<void> {
    try {
      await this.#line().ask(name, body)
    } catch (error) {
      this.tell(errorSentence(error), 'care')
    }
  }

  #over(ending: Ending): void {
    if (this.phase === 'over') return
    this.ending = this.#meant ?? ending
    this.phase = 'over'
    this.#seats.forget()
    this.#signal?.close()
    this.#free()
  }

  #free(): void {
    this.floater.close()
    this.thrift.close()
    this.#letSleep?.()
    this.#letSleep = undefined
    clearTimeout(this.#noteTimer)
    this.voice.close()
    this.media.close()
    this.local.close()
    if (this.phase !== 'over') this.reset()
  }

  #line(): Signal {
    if (!this.#signal) throw new AppError('conference.wrong-moment')
    return this.#signal
  }
}
