/** What is seen in the room: people, what they send, and the call as a whole. */
import { z } from 'zod'
import type { SeatRole } from './conference-entry.ts'
import type { MediaKind, RtpCapabilities, RtpParameters, TransportOffer } from './conference-media.ts'
import { conferenceLimits } from './limits.ts'
import { Id, Instant } from './values.ts'

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

/** Something that I may receive. */
export type ConsumerOffer = {
  consumerId: string
  producerId: string
  seatId: Id
  source: Source
  kind: MediaKind
  rtpParameters: RtpParameters
  producerPaused: boolean
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

/** A way through a network that lets media pass no other (RFC 8656), with an account for a day. */
export type IceServer = { urls: string[]; username: string; credential: string }

/** Greets a new connection, before anything is asked of it. */
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
