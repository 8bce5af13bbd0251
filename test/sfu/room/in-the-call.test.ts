import { describe, expect, test } from 'vitest'
import type { Source } from '../../../contract/conference.ts'
import { leaveCall } from '../../../sfu/room/leave-call.ts'
import { callView } from '../../../sfu/room/show-room.ts'
import {
  addProducer,
  forgetProducers,
  hearSpeaker,
  loseMedia,
  maySend,
  mutePerson,
  pauseProducer,
  removeProducer,
} from '../../../sfu/room/send-media.ts'
import { raiseHand, sendChat } from '../../../sfu/room/speak-up.ts'
import { refusal, stageRoom } from './stage-room.ts'

const sending = (producerId: string, source: Source = 'camera') => ({ producerId, source, paused: false })

describe('what a seat sends', () => {
  test('is one producer per source: a second takes the place of the first', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    stage.keep(addProducer(stage.room, host.id, sending('one')))
    const effects = stage.keep(addProducer(stage.room, host.id, sending('two')))
    expect(effects).toContainEqual({ kind: 'close-producer', seatId: host.id, producerId: 'one' })
    expect(callView(stage.room, host).you.producers).toEqual([sending('two')])
  })

  test('cannot be paused, resumed or closed by somebody else', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant')
    stage.keep(addProducer(stage.room, host.id, sending('hers')))
    for (const act of [
      () => pauseProducer(stage.room, member.id, 'hers', true),
      () => pauseProducer(stage.room, member.id, 'hers', false),
      () => removeProducer(stage.room, member.id, 'hers'),
    ])
      expect(refusal(act)).toBe('conference.producer-missing')
  })

  test('is refused before the call', () => {
    const stage = stageRoom()
    const seat = stage.arrive('host')
    expect(refusal(() => maySend(stage.room, seat.id, 'camera'))).toBe('conference.wrong-moment')
  })

  test('is gone for everybody when the media server is lost', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant')
    stage.keep(addProducer(stage.room, host.id, sending('hers')))
    stage.keep(loseMedia(stage.room))
    expect(callView(stage.room, member).peers[0]?.producers).toEqual([])
    expect(stage.told('media:lost', host.id)).toHaveLength(1)
    expect(stage.told('media:lost', member.id)).toHaveLength(1)
  })

  test('is gone when the seat begins its media again', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant')
    stage.keep(addProducer(stage.room, host.id, sending('hers')))
    stage.keep(forgetProducers(stage.room, host.id))
    expect(stage.told('peer:changed', member.id).at(-1)).toMatchObject({ seatId: host.id, producers: [] })
  })
})

describe('muting', () => {
  test('by a host pauses the producer and tells its owner who did it', () => {
    const stage = stageRoom()
    const host = stage.enter('host', { name: 'Ana' })
    const member = stage.enter('participant')
    stage.keep(addProducer(stage.room, member.id, sending('his', 'microphone')))
    const effects = stage.keep(mutePerson(stage.room, host.id, member.id, 'microphone'))
    expect(effects).toContainEqual({ kind: 'pause-producer', seatId: member.id, producerId: 'his' })
    expect(stage.told('producer:muted', member.id)).toEqual([
      { producerId: 'his', source: 'microphone', by: 'Ana' },
    ])
    stage.keep(pauseProducer(stage.room, member.id, 'his', false))
    expect(callView(stage.room, host).peers[0]?.producers[0]?.paused).toBe(false)
  })

  test('by anybody else is refused, and so is muting what is not sent', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant')
    stage.keep(addProducer(stage.room, host.id, sending('hers', 'microphone')))
    expect(refusal(() => mutePerson(stage.room, member.id, host.id, 'microphone'))).toBe(
      'conference.not-allowed',
    )
    expect(refusal(() => mutePerson(stage.room, host.id, member.id, 'camera'))).toBe(
      'conference.producer-missing',
    )
  })
})

describe('the speaker', () => {
  test('is told to all, and is nobody when they are muted or leave', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant')
    stage.keep(addProducer(stage.room, member.id, sending('his', 'microphone')))
    stage.keep(hearSpeaker(stage.room, member.id))
    stage.keep(mutePerson(stage.room, host.id, member.id, 'microphone'))
    stage.keep(hearSpeaker(stage.room, member.id))
    stage.keep(leaveCall(stage.room, member.id, stage.at))
    expect(stage.told('speaker:changed', host.id)).toEqual([
      { seatId: member.id },
      { seatId: null },
      { seatId: member.id },
      { seatId: null },
    ])
  })

  test('is never somebody who is not in the call', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const preview = stage.arrive('participant')
    stage.keep(hearSpeaker(stage.room, preview.id))
    expect(callView(stage.room, host).speaker).toBeNull()
  })
})

describe('hands', () => {
  test('keep the order in which they were raised', () => {
    const stage = stageRoom()
    const [one, two] = [stage.enter('host'), stage.enter('participant')]
    stage.keep(raiseHand(stage.room, two.id, true))
    stage.keep(raiseHand(stage.room, one.id, true))
    stage.keep(raiseHand(stage.room, two.id, true))
    expect(two.hand).toBeLessThan(one.hand ?? 0)
    stage.keep(raiseHand(stage.room, two.id, false))
    stage.keep(raiseHand(stage.room, two.id, true))
    expect(two.hand).toBeGreaterThan(one.hand ?? Infinity)
  })
})

describe('chat', () => {
  test('reaches the others and is there for those who come later', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant')
    stage.keep(sendChat(stage.room, host.id, 'Bună ziua', stage.at).effects)
    expect(stage.told('chat:message', member.id)).toMatchObject([{ text: 'Bună ziua', seatId: host.id }])
    expect(stage.told('chat:message', host.id)).toHaveLength(0)
    expect(callView(stage.room, stage.enter('participant')).chat).toHaveLength(1)
  })

  test('keeps only so much', () => {
    const chat = { messages: 3, characters: 10, burst: 100, everyMs: 1 }
    const stage = stageRoom({ chat })
    const host = stage.enter('host')
    for (const text of ['1', '2', '3', '4', 'five!', 'six!!']) sendChat(stage.room, host.id, text, stage.at)
    expect(callView(stage.room, host).chat.map((one) => one.text)).toEqual(['five!', 'six!!'])
  })

  test('is slowed down for those who write too fast, and says for how long', () => {
    const stage = stageRoom({ chat: { messages: 9, characters: 999, burst: 2, everyMs: 3000 } })
    const host = stage.enter('host')
    const say = () => sendChat(stage.room, host.id, 'x', stage.at)
    say()
    say()
    expect(say).toThrowError(
      expect.objectContaining({ code: 'request.limited', params: { retryAfterSeconds: 3 } }),
    )
    stage.wait(3000)
    say()
  })
})
