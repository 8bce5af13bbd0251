/** What may be asked in each state of a connection. A request that is not in the table has no handler to reach. */
import type { Answers, RequestBody, RequestName } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'
import { admitPerson } from '../room/enter-call.ts'
import { denyPerson, endCall, leaveCall, removePerson } from '../room/leave-call.ts'
import type { SeatState } from '../room/room.ts'
import { mutePerson, pauseProducer, removeProducer } from '../room/send-media.ts'
import { raiseHand, sendChat, takeBackChat } from '../room/speak-up.ts'
import type { Conference } from './conference.ts'

type Handler<N extends RequestName> = (
  conference: Conference,
  seatId: Id,
  body: RequestBody<N>,
) => Answers[N] | Promise<Answers[N]>
export type Handlers = { readonly [N in RequestName]?: Handler<N> }

const leave: Handler<'leave'> = (conference, seatId) => {
  conference.apply(leaveCall(conference.room, seatId, conference.now()))
  return null
}

const arriving: Handlers = {
  enter: (conference, seatId, body) => conference.enter(seatId, body),
  leave,
}

const waiting: Handlers = { leave }

const present: Handlers = {
  leave,

  'transport:connect': async (conference, seatId, { transportId, dtlsParameters }) => {
    await conference.mediaOf(seatId).connect(transportId, dtlsParameters)
    return null
  },
  'transport:restart-ice': (conference, seatId, { transportId }) =>
    conference.mediaOf(seatId).restartIce(transportId),
  'transport:rebuild': (conference, seatId) => conference.rebuild(seatId),

  'producer:create': (conference, seatId, body) => conference.produce(seatId, body),
  'producer:pause': async (conference, seatId, { producerId }) => {
    conference.apply(pauseProducer(conference.room, seatId, producerId, true))
    await conference.mediaOf(seatId).pauseProducer(producerId, true)
    return null
  },
  'producer:resume': async (conference, seatId, { producerId }) => {
    conference.apply(pauseProducer(conference.room, seatId, producerId, false))
    await conference.mediaOf(seatId).pauseProducer(producerId, false)
    return null
  },
  'producer:close': (conference, seatId, { producerId }) => {
    conference.apply(removeProducer(conference.room, seatId, producerId))
    return null
  },
  'voice:begin': (conference, seatId, { producerId }) => {
    conference.beginVoice(seatId, producerId)
    return null
  },

  'consumer:resume': (conference, seatId, { consumerId }) => {
    conference.mediaOf(seatId).reception.resume(consumerId)
    return null
  },
  'view:set': (conference, seatId, { pictures }) => {
    conference.mediaOf(seatId).reception.look(pictures)
    return null
  },

  'hand:set': (conference, seatId, { raised }) => {
    conference.apply(raiseHand(conference.room, seatId, raised))
    return null
  },
  'chat:send': (conference, seatId, { text }) => {
    const { message, effects } = sendChat(conference.room, seatId, text, conference.now())
    conference.apply(effects)
    return { message }
  },
  'chat:hand-back': (conference, seatId, { messages }) => {
    conference.apply(takeBackChat(conference.room, seatId, messages))
    return null
  },

  'lobby:admit': (conference, hostId, { seatId }) => {
    conference.apply(admitPerson(conference.room, hostId, seatId, conference.now()))
    return null
  },
  'lobby:deny': (conference, hostId, { seatId }) => {
    conference.apply(denyPerson(conference.room, hostId, seatId, conference.now()))
    return null
  },
  'peer:mute': (conference, hostId, { seatId, source }) => {
    conference.apply(mutePerson(conference.room, hostId, seatId, source))
    return null
  },
  'peer:remove': async (conference, hostId, { seatId }) => {
    await conference.decided(removePerson(conference.room, hostId, seatId, conference.now()))
    return null
  },
  'call:end': async (conference, seatId) => {
    await conference.decided(endCall(conference.room, seatId, conference.now()))
    return null
  },
}

export const handlersIn: Readonly<Record<SeatState | 'gone', Handlers>> = {
  arriving,
  waiting,
  present,
  gone: {},
}
