/** What one seat's reception needs of its room. */
import type { types } from 'mediasoup'
import type { RtpCapabilities } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'
import type { Logger } from '../room/ports.ts'
import type { MediaListener } from './media-room.ts'
import type { SentMedia } from './sent-media.ts'

export type ReceptionPorts = {
  seatId: Id
  router: types.Router
  transport: types.Transport
  rtpCapabilities: RtpCapabilities
  listener: Pick<MediaListener, 'consumerOffered' | 'consumerChanged' | 'layersChanged' | 'picturesHeld'>
  logger: Logger
  /** What somebody else sends under this id, or null: also for what is one's own, or another meeting's. */
  find: (producerId: string) => SentMedia | null
  /** Everything that others send. */
  all: () => Iterable<SentMedia>
  /** The id under which this seat's router has a producer, bringing it there first if need be; null when it cannot. */
  reach: (producerId: string) => Promise<string | null>
  /** Up to which layer this seat wants a picture, null for not at all, and what a screen may take to reach it (bit/s). */
  onWant: (producerId: string, spatialLayer: number | null, bits?: number) => void
  /** How long what is not wanted keeps its consumer, in milliseconds. Default half a minute. */
  idleMs?: number
}
