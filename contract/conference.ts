/**
 * The language between a browser and an SFU node: every request and every notice, with the ticket, the seat, media and
 * what is seen of the room in files of their own. Names follow WebRTC and mediasoup (producer, consumer, transport).
 *
 * A connection goes through three states, and each has its own handlers:
 *   arriving (preview, nothing is sent) → waiting (lobby) → present (in the call)
 */
import { z } from 'zod'
import { DtlsParameters, type IceParameters, RtpCapabilities, RtpParameters } from './conference-media.ts'
import {
  type CallSnapshot,
  ChatMessage,
  type ConsumerOffer,
  type PeerView,
  PicturePlace,
  type ScreenCodec,
  Source,
  type WaitingView,
  type WatchedLayer,
  type Welcome,
} from './conference-view.ts'
import { WireError } from './wire-error.ts'
import { conferenceLimits } from './limits.ts'
import { Id, line, prose } from './values.ts'

// ---- Requests: the browser asks, the node acknowledges -------------------------------------------------------

const none = z.strictObject({})
const TransportId = z.string().max(64)
const ProducerId = z.string().max(64)
const ConsumerId = z.string().max(64)

/**
 * Every request with its shape. A request that is not in the connection's present state answers
 * `conference.wrong-moment`. A connection that asks too much is answered ever later, and then cut (`request.limited`).
 */
export const requests = {
  /** arriving → waiting or present. The answer says which; when waiting, `admitted` brings the snapshot. */
  enter: z.strictObject({
    /** Only heard from those without an account: an account's name is not for its owner to change here. */
    name: line(80).optional(),
    rtpCapabilities: RtpCapabilities,
  }),
  leave: none,

  'transport:connect': z.strictObject({ transportId: TransportId, dtlsParameters: DtlsParameters }),
  'transport:restart-ice': z.strictObject({ transportId: TransportId }),
  /**
   * New transports for a seat whose old ones are beyond repair (a worker died, the page was reloaded, the network changed
   * for good). Everything that ran over the old ones is closed: produce again, and take the consumers of the answer.
   */
  'transport:rebuild': none,

  /** A source has one producer: a second one takes the place of the first. */
  'producer:create': z.strictObject({
    transportId: TransportId,
    source: Source,
    rtpParameters: RtpParameters,
    paused: z.boolean().default(false),
  }),
  'producer:pause': z.strictObject({ producerId: ProducerId }),
  'producer:resume': z.strictObject({ producerId: ProducerId }),
  'producer:close': z.strictObject({ producerId: ProducerId }),
  /**
   * I begin to speak into this microphone of mine, which is open. In a large meeting it is then heard at once if somebody is
   * silent whose place it can take, and as long as the node hears within a second that it is so.
   */
  'voice:begin': z.strictObject({ producerId: ProducerId }),

  /** The receiver is ready: consumers are made paused, and from here on they flow while they are wanted. */
  'consumer:resume': z.strictObject({ consumerId: ConsumerId }),
  /**
   * All that the page shows now, in place of what it said before, the most important first. The node makes, pauses and
   * closes consumers by it, and chooses their layers. What it names and may not see is as if it were not named.
   */
  'view:set': z.strictObject({
    pictures: z
      .array(
        z.strictObject({
          producerId: ProducerId,
          /** In pixels of the screen, not of CSS. */
          width: z.int().min(0).max(8192),
          place: PicturePlace.default('tile'),
        }),
      )
      .max(conferenceLimits.picturesInView),
  }),

  'hand:set': z.strictObject({ raised: z.boolean() }),
  'chat:send': z.strictObject({ text: prose(conferenceLimits.chatMessageCharacters).trim().min(1) }),
  /**
   * What was said before the node died, from somebody who was there and is back: the answer to `enter` did not have it.
   * In portions that fit a message, and in all no more than a chat keeps. What is not genuine is passed over.
   */
  'chat:hand-back': z.strictObject({
    messages: z.array(ChatMessage).min(1).max(conferenceLimits.chatMessages),
  }),

  'lobby:admit': z.strictObject({ seatId: Id }),
  'lobby:deny': z.strictObject({ seatId: Id }),
  'peer:mute': z.strictObject({ seatId: Id, source: Source }),
  'peer:remove': z.strictObject({ seatId: Id }),
  'call:end': none,
} as const
export type RequestName = keyof typeof requests
export type RequestBody<N extends RequestName> = z.infer<(typeof requests)[N]>

export type Answers = {
  enter: { state: 'waiting' } | { state: 'present'; call: CallSnapshot }
  leave: null
  'transport:connect': null
  'transport:restart-ice': IceParameters
  'transport:rebuild': CallSnapshot
  'producer:create': { producerId: string }
  'producer:pause': null
  'producer:resume': null
  'producer:close': null
  'voice:begin': null
  'consumer:resume': null
  'view:set': null
  'hand:set': null
  'chat:send': { message: ChatMessage }
  'chat:hand-back': null
  'lobby:admit': null
  'lobby:deny': null
  'peer:mute': null
  'peer:remove': null
  'call:end': null
}

export const Acknowledgement = z.union([
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: WireError }),
])
export type Acknowledged<N extends RequestName> =
  { ok: true; data: Answers[N] } | { ok: false; error: WireError }

// ---- Notices: the node tells ---------------------------------------------------------------------------------

export type Notices = {
  welcome: (welcome: Welcome) => void
  /** The host has let me in. */
  admitted: (answer: { call: CallSnapshot }) => void
  /**
   * This connection is over and must not come back by itself, with the reason as an error: `conference.denied`,
   * `.removed`, `.ended`, `.moved` (the seat is open in another tab), `request.limited` or `server.stopping`.
   */
  dismissed: (reason: WireError) => void

  'peer:joined': (peer: PeerView) => void
  /** The whole view again: small, and never out of step. Of somebody new it tells that they are back after a restart. */
  'peer:changed': (peer: PeerView) => void
  /** The same of several at once, while many come: whoever is in `joined` is new here. */
  'peers:changed': (peers: { joined: PeerView[]; changed: PeerView[] }) => void
  'peer:left': (gone: { seatId: Id; reason: 'left' | 'removed' | 'lost' }) => void
  'lobby:changed': (lobby: { waiting: WaitingView[] }) => void

  'consumer:new': (offer: ConsumerOffer) => void
  'consumer:paused': (which: { consumerId: string }) => void
  'consumer:resumed': (which: { consumerId: string }) => void
  'consumer:closed': (which: { consumerId: string }) => void
  /** The layers that now arrive, or null when none does. */
  'consumer:layers': (which: { consumerId: string; spatialLayer: number | null }) => void

  /** Of the pictures that I show these do not come, by their producers: my line is too short for them. */
  'pictures:held': (held: { producerIds: string[] }) => void

  /** I need not encode what is above this layer; a layer that is wanted again is wanted now. */
  'producer:layers': (which: WatchedLayer) => void
  /** What screens are to be encoded with from now on; one that is being shown is sent anew. */
  'screen:codec': (screens: { codec: ScreenCodec }) => void

  /** A host has muted this producer of mine. */
  'producer:muted': (which: { producerId: string; source: Source; by: string }) => void
  /** The pass of the snapshot grows old: this one takes its place. */
  'pass:renewed': (renewed: { pass: string }) => void
  /** My transports are gone (a worker died): ask `transport:rebuild`. */
  'media:lost': () => void

  'speaker:changed': (speaker: { seatId: Id | null }) => void
  'chat:message': (message: ChatMessage) => void
  /** Said before the node was started anew, and handed back since: older than some that I have, and no news. */
  'chat:restored': (said: { messages: ChatMessage[] }) => void
}

export type ConferenceClientToServer = {
  [N in RequestName]: (
    body: z.input<(typeof requests)[N]>,
    acknowledge: (answer: Acknowledged<N>) => void,
  ) => void
}
export type ConferenceServerToClient = Notices

export * from './conference-entry.ts'
export * from './conference-media.ts'
export * from './conference-times.ts'
export * from './conference-view.ts'
