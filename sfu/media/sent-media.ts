/** What is sent in a room, as those know it who may receive it. */
import type { types } from 'mediasoup'
import type { ConsumerOffer, RequestBody, RtpParameters, Source } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'

export type SentMedia = {
  producerId: string
  /** Whose it is. */
  seatId: Id
  source: Source
  /** Of a picture: what each spatial layer takes at most, the smallest first, in bit/s. */
  layerBits: readonly number[]
}

/** The pictures that a page shows. */
export type View = RequestBody<'view:set'>['pictures']

/** As many tiles as an ordinary page has. */
const ordinaryPage = 9

export const isPicture = ({ source }: SentMedia): boolean => source === 'camera' || source === 'screen'

/** What a page is taken to show before it has said so: a page of tiles, the larger the fewer there are. */
export function firstView(all: Iterable<SentMedia>): View {
  const pictures = [...all].filter(isPicture)
  const screens = pictures.filter(({ source }) => source === 'screen')
  const cameras = pictures.filter(({ source }) => source === 'camera').slice(0, ordinaryPage)
  const shown = [...screens, ...cameras]
  const width = shown.length === 1 ? 1280 : shown.length <= 4 ? 640 : 320
  return shown.map(({ producerId }) => ({ producerId, width, place: 'tile' }))
}

/** A consumer as its browser is told of it. */
export const offerOf = (
  { producerId, seatId, source }: SentMedia,
  consumer: types.Consumer,
): ConsumerOffer => ({
  consumerId: consumer.id,
  producerId,
  seatId,
  source,
  kind: consumer.kind,
  rtpParameters: consumer.rtpParameters as RtpParameters,
  producerPaused: consumer.producerPaused,
})
