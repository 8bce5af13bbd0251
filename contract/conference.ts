/**
 * The language between a browser and an SFU node: the ticket, the seat, every request and every notice.
 * Names follow WebRTC and mediasoup (producer, consumer, transport).
 *
 * A connection goes through three states, and each has its own handlers:
 *   arriving (preview, nothing is sent) → waiting (lobby) → present (in the call)
 */
import { z } from 'zod'
import { WireError } from './wire-error.ts'
import { conferenceLimits } from './limits.ts'
import { Id, Instant, line, Locale, prose } from './values.ts'

// ---- Who comes in --------------------------------------------------------------------------------------------

/** `host` leads the meeting; `participant` was invited or has an account; `guest` came by the guest link. */
export const SeatRole = z.enum(['host', 'participant', 'guest'])
export type SeatRole = z.infer<typeof SeatRole>

/**
 * What a signed ticket says. It is good for one minute, one meeting and one node; the node believes nothing else. Using
 * it again within its minute gives another seat of the same person with the same rights, never somebody else's seat.
 */
export const Ticket = z.object({
  meetingId: Id,
  occurrenceId: Id,
  /** The node that has claimed the meeting; another node refuses the ticket. */
  nodeId: z.string(),
  title: z.string(),
  personId: Id.nullable(),
  name: z.string(),
  organisation: z.string().nullable(),
  role: SeatRole,
  /** Whether a host must let this person in. */
  lobby: z.boolean(),
  locale: Locale,
  /** Tells somebody without an account who comes back from somebody else of the same name. */
  guestId: z.string().max(64).nullable().optional(),
  /** A host has shown this person the door, and nobody has let them in since: they knock, whatever else is said of them. */
  shownOut: z.boolean().optional(),
  /**
   * When a conference of this occurrence last came to its end, by a host or because all had left: nobody is led back to
   * the next one by what was true in it.
   */
  anewSince: Instant.nullable().optional(),
  /** The request that it answers: by it the log tells what came of that. */
  requestId: z.string().max(64).nullable().optional(),
})
export type Ticket = z.infer<typeof Ticket>

/** `POST /api/meetings/{id}/join` and `POST /api/guest/{token}/join` answer with this. */
export const JoinAnswer = z.object({
  ticket: z.string(),
  url: z.string(),
  expiresAt: Instant,
  meetingId: Id,
  title: z.string(),
})
export type JoinAnswer = z.infer<typeof JoinAnswer>
export const AskJoin = z.strictObject({ occurrenceId: Id.optional() })
export type AskJoin = z.infer<typeof AskJoin>
export const AskGuestJoin = z.strictObject({
  name: line(80),
  organisation: line(80).nullable().default(null),
  locale: Locale,
  /** A secret that the browser made up and keeps, by which its guest is known again. */
  returnKey: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
})
export type AskGuestJoin = z.infer<typeof AskGuestJoin>

/**
 * What the socket.io handshake carries as `auth`: a ticket the first time, the seat's key when it comes back. A refusal
 * is a `connect_error` whose `data` is a `WireError`; `conference.seat-lost` means that a new ticket is needed. With it
 * goes the `pass` of whoever was in the call: where the node is another one than before, it spares them the lobby.
 */
export const Handshake = z.union([
  z.strictObject({ ticket: z.string().max(4000), pass: z.string().max(2000).optional() }),
  z.strictObject({ seatKey: z.string().max(200) }),
])
export type Handshake = z.infer<typeof Handshake>

// ---- Media parameters, as mediasoup speaks them --------------------------------------------------------------

const Parameters = z.record(
  z.string().max(64),
  z.union([z.string().max(512), z.number(), z.boolean(), z.null()]),
)
const RtcpFeedback = z.object({ type: z.string().max(32), parameter: z.string().max(32).optional() })
const MediaKind = z.enum(['audio', 'video'])
export type MediaKind = z.infer<typeof MediaKind>

const PayloadType = z.int().min(0).max(127)
const MimeType = z
  .string()
  .max(64)
  .regex(/^(audio|video)\/[A-Za-z0-9-]+$/)

export const RtpCapabilities = z.object({
  codecs: z
    .array(
      z.object({
        kind: MediaKind,
        mimeType: MimeType,
        preferredPayloadType: PayloadType.optional(),
        clockRate: z.int().min(1).max(192_000),
        channels: z.int().min(1).max(8).optional(),
        parameters: Parameters.optional(),
        rtcpFeedback: z.array(RtcpFeedback).max(16).optional(),
      }),
    )
    .max(64),
  headerExtensions: z
    .array(
      z.object({
        kind: MediaKind,
        uri: z.string().max(256),
        preferredId: z.int().min(1).max(255),
        preferredEncrypt: z.boolean().optional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
      }),
    )
    .max(64),
})
export type RtpCapabilities = z.infer<typeof RtpCapabilities>

const Ssrc = z.int().min(1).max(0xffffffff)
export const RtpParameters = z.object({
  mid: z.string().max(32).optional(),
  msid: z.string().max(256).optional(),
  codecs: z
    .array(
      z.object({
        mimeType: MimeType,
        payloadType: PayloadType,
        clockRate: z.int().min(1).max(192_000),
        channels: z.int().min(1).max(8).optional(),
        parameters: Parameters.optional(),
        rtcpFeedback: z.array(RtcpFeedback).max(16).optional(),
      }),
    )
    .min(1)
    .max(8),
  headerExtensions: z
    .array(
      z.object({
        uri: z.string().max(256),
        id: z.int().min(1).max(255),
        encrypt: z.boolean().optional(),
        parameters: Parameters.optional(),
      }),
    )
    .max(32)
    .optional(),
  encodings: z
    .array(
      z.object({
        ssrc: Ssrc.optional(),
        rid: z.string().max(32).optional(),
        codecPayloadType: PayloadType.optional(),
        rtx: z.object({ ssrc: Ssrc }).optional(),
        dtx: z.boolean().optional(),
        scalabilityMode: z.string().max(16).optional(),
        scaleResolutionDownBy: z.number().min(1).max(64).optional(),
        maxBitrate: z.int().min(1).max(100_000_000).optional(),
        maxFramerate: z.number().min(0).max(240).optional(),
        active: z.boolean().optional(),
        adaptivePtime: z.boolean().optional(),
        priority: z.string().max(16).optional(),
        networkPriority: z.string().max(16).optional(),
      }),
    )
    .min(1)
    .max(4)
    .optional(),
  rtcp: z.object({ cname: z.string().max(256).optional(), reducedSize: z.boolean().optional() }).optional(),
})
export type RtpParameters = z.infer<typeof RtpParameters>

export const DtlsParameters = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z
          .string()
          .max(256)
          .regex(/^[0-9A-Fa-f:]+$/),
      }),
    )
    .min(1)
    .max(4),
})
export type DtlsParameters = z.infer<typeof DtlsParameters>

/** What a browser needs to build its end of a transport. Made by the server, so it is a type and not a schema. */
export type IceParameters = { usernameFragment: string; password: string; iceLite?: boolean }
export type TransportOffer = {
  id: string
  iceParameters: IceParameters
  iceCandidates: {
    foundation: string
    priority: number
    address: string
    ip: string
    protocol: 'udp' | 'tcp'
    port: number
    type: 'host'
    tcpType?: 'passive'
  }[]
  dtlsParameters: DtlsParameters
}

// ---- What is seen in the room --------------------------------------------------------------------------------

export const sources = ['microphone', 'camera', 'screen', 'screen-audio'] as const
export const Source = z.enum(sources)
export type Source = z.infer<typeof Source>

/** What a picture is there for: a shared screen is read, the stage is looked at, tiles are glanced at. */
export const PicturePlace = z.enum(['screen', 'stage', 'tile'])
export type PicturePlace = z.infer<typeof PicturePlace>

/** What a role may do in the call. The server keeps it; the page reads it to draw the right buttons. */
export const permissions = [
  'speak',
  'show',
  'share',
  'chat',
  'admit',
  'mute-others',
  'remove-others',
  'end',
] as const
export type Permission = (typeof permissions)[number]

export type PeerView = {
  seatId: Id
  name: string
  organisation: string | null
  role: SeatRole
  /** Connection lost; the seat is kept for a minute. */
  away: boolean
  /** The hand's place in the queue: a lower number was raised earlier. Null while it is down. */
  hand: number | null
  /** Which of its producers there are, and whether they are paused. */
  producers: { producerId: string; source: Source; paused: boolean }[]
}

export type WaitingView = { seatId: Id; name: string; organisation: string | null; since: string }

/**
 * What was said in the chat. Its `seal` proves to the nodes of this installation that it was said just so, then, and in
 * this meeting. No server keeps messages: after a node has died, those who were there hand them back to the next one.
 */
export const ChatMessage = z.strictObject({
  id: Id,
  at: Instant,
  seatId: Id,
  name: z.string().max(conferenceLimits.chatNameCharacters),
  text: z.string().max(conferenceLimits.chatMessageCharacters),
  seal: z.string().max(64),
})
export type ChatMessage = z.infer<typeof ChatMessage>

/** Codecs for shared screens: the better one while everybody who is in can decode it. */
export const screenCodecs = ['video/VP9', 'video/VP8'] as const
export type ScreenCodec = (typeof screenCodecs)[number]

/** What of my picture is to be encoded. */
export type WatchedLayer = {
  producerId: string
  /** The highest layer that anybody watches (0 is the smallest); null when nobody does. */
  spatialLayer: number | null
  /** What a screen may take for the shortest line that it is to pass through, in bit/s; null for as much as it likes. */
  bits: number | null
}

/** Both ends of a seat's media. The page knows by `id` whether it still holds them. */
export type TransportPair = { send: TransportOffer; receive: TransportOffer }

/** All that a page needs to draw the call, sent when a seat becomes present and after each reconnection. */
export type CallSnapshot = {
  conferenceId: Id
  startedAt: string
  you: PeerView
  permissions: Permission[]
  /** Everybody else who is present. */
  peers: PeerView[]
  /** The lobby; empty for those who may not admit. */
  waiting: WaitingView[]
  chat: ChatMessage[]
  speaker: Id | null
  /** Proves that this person is in the call, should the node die; renewed by `pass:renewed`. */
  pass: string
  /**
   * Null when the media server is not available at this moment: ask `transport:rebuild`, again after a pause if need be.
   * A page that returns without these transports (it was reloaded) asks `transport:rebuild` too.
   */
  transports: TransportPair | null
  /**
   * Every consumer that this seat has now: whom it hears, and the pictures of its view (before it has told one, as many as
   * fit an ordinary page). The page makes what it lacks and closes what is not listed. With new transports they are all
   * new; what is offered later follows as `consumer:new`.
   */
  consumers: ConsumerOffer[]
  /** Of my pictures that are not wanted whole. */
  watched: WatchedLayer[]
  /** As `pictures:held` would tell. */
  held: string[]
  screenCodec: ScreenCodec
}

/** Greets a new connection, before anything is asked of it. */
/** A way through a network that lets media pass no other (RFC 8656), with an account for a day. */
export type IceServer = { urls: string[]; username: string; credential: string }

export type Welcome = {
  /**
   * Brings the seat back within its minute; kept in the tab's session storage. New with every connection: the one before
   * it still works until the first request of this connection, in case this welcome never arrived.
   */
  seatKey: string
  seatId: Id
  title: string
  you: { name: string; organisation: string | null; role: SeatRole }
  /** Whether `enter` leads to the lobby. */
  lobby: boolean
  state: 'arriving' | 'waiting' | 'present'
  /** Whether a pass was believed: the person was in this call, and goes in again without being asked. */
  returning: boolean
  /** The same for every meeting of a node, so that the device loads during the preview. */
  routerRtpCapabilities: RtpCapabilities
  /** Empty where the installation has no TURN server. */
  iceServers: IceServer[]
  /** Names of those who are in, for the preview; empty for those who must wait in the lobby. */
  present: string[]
  /** A seat that comes back to a running call gets its snapshot at once. */
  call: CallSnapshot | null
}

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

export type ConsumerOffer = {
  consumerId: string
  producerId: string
  seatId: Id
  source: Source
  kind: MediaKind
  rtpParameters: RtpParameters
  producerPaused: boolean
}

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

export * from './conference-times.ts'
