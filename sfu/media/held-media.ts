/** What one seat's reception holds of something that is sent: its consumer, and what the worker was told of it. */
import type { types } from 'mediasoup'
import type { SentMedia } from './sent-media.ts'

export type HeldMedia = {
  readonly sent: SentMedia
  /** Null while it is being made. */
  consumer: types.Consumer | null
  /** The browser has said that it is ready. */
  ready: boolean
  /** Since when nobody wants it. */
  idleSince: number | null
  /** What the worker was told. */
  flows: boolean
  spatialLayer: number
  temporalLayer: number
  priority: number
}

/** Before its consumer is made, and as the worker makes one. */
export const holdMedia = (sent: SentMedia, idleSince: number | null): HeldMedia => ({
  ...{ sent, consumer: null, ready: false, idleSince },
  ...{ flows: false, spatialLayer: -1, temporalLayer: -1, priority: 1 },
})
