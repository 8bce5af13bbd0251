/** What was said in the chat before a node was started anew, handed back by those who were there. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import type { ChatMessage } from '../../../contract/conference.ts'
import { enterCall } from '../../../sfu/room/enter-call.ts'
import { instant, type Seat } from '../../../sfu/room/room.ts'
import { callView } from '../../../sfu/room/show-room.ts'
import { sendChat, takeBackChat } from '../../../sfu/room/speak-up.ts'
import { takeSeat } from '../../../sfu/room/take-seat.ts'
import { refusal, type Stage, stageRoom } from './stage-room.ts'

/** Said with the node before, `ago` milliseconds before now; sealed as that one would. */
function saidBefore({ room, at }: Stage, text: string, ago = 5000): ChatMessage {
  const said = { id: uuid(), at: instant(at - ago), seatId: uuid(), name: 'Ana', text }
  return { ...said, seal: room.seals.seal(said) }
}

/** Somebody who was in the call with the node before, and is back. */
function comeBack({ room, at, keep }: Stage, anewSince: string | null = null): Seat {
  const ticket = {
    ...{ meetingId: room.meetingId, occurrenceId: room.occurrenceId, nodeId: 'node', title: 'Council' },
    ...{ personId: uuid(), name: 'Dora', organisation: null, anewSince },
    ...({ role: 'participant', lobby: false, locale: 'ro' } as const),
  }
  const { seat } = takeSeat(room, ticket, uuid(), at, { seatId: uuid(), name: 'Dora', at })
  keep(enterCall(room, seat.id, {}, at))
  return seat
}

const texts = (stage: Stage, seat: Seat) => callView(stage.room, seat).chat.map(({ text }) => text)
const chat = (over: object) => ({
  chat: { messages: 9, characters: 999, burst: 100, everyMs: 1, ...over },
})

describe('a conversation of before a restart', () => {
  test('is there again for all, in its order, once one has handed it back', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    stage.keep(sendChat(stage.room, host.id, 'after', stage.at).effects)
    const back = comeBack(stage)
    const [first, second] = [saidBefore(stage, 'first', 9000), saidBefore(stage, 'second', 8000)]
    stage.keep(takeBackChat(stage.room, back.id, [second]))
    stage.keep(takeBackChat(stage.room, back.id, [first, second]))
    expect(texts(stage, host)).toEqual(['first', 'second', 'after'])
    expect(stage.told('chat:restored', host.id)).toEqual([{ messages: [second] }, { messages: [first] }])
    // Whoever handed it back has it, and nobody takes it for news.
    expect(stage.told('chat:restored', back.id)).toEqual([])
    expect(stage.told('chat:message', back.id)).toEqual([])
    // A second one who was there has nothing to add.
    expect(stage.keep(takeBackChat(stage.room, comeBack(stage).id, [first, second]))).toEqual([])
  })

  test('takes no word that was changed, made up, or said elsewhere', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const genuine = saidBefore(stage, 'I agree')
    const elsewhere = stageRoom()
    const changed: ChatMessage[] = [
      { ...genuine, text: 'I do not agree' },
      { ...genuine, name: 'Ion' },
      { ...genuine, seatId: host.id },
      { ...genuine, id: uuid() },
      { ...genuine, at: instant(stage.at) },
      { ...genuine, seal: '' },
      { ...genuine, seal: genuine.seal.slice(0, -2) },
      // The end of the name is not the beginning of the text.
      { ...genuine, name: 'An', text: 'aI agree' },
      saidBefore(elsewhere, 'in another meeting'),
    ]
    for (const message of changed)
      expect(stage.keep(takeBackChat(stage.room, comeBack(stage).id, [message]))).toEqual([])
    expect(texts(stage, host)).toEqual([])
    stage.keep(takeBackChat(stage.room, comeBack(stage).id, [genuine]))
    expect(texts(stage, host)).toEqual(['I agree'])
  })

  test('does not come back into a conference that was begun after that one had ended', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const ended = instant(stage.at - 3000)
    const back = comeBack(stage, ended)
    const [old, last] = [saidBefore(stage, 'before the end', 3000), saidBefore(stage, 'since', 2999)]
    stage.keep(takeBackChat(stage.room, back.id, [old, last]))
    expect(texts(stage, host)).toEqual(['since'])
  })

  test('is heard from nobody but those who are back, and not beyond what a chat keeps', () => {
    const stage = stageRoom(chat({ messages: 3, characters: 10 }))
    const host = stage.enter('host')
    const hand = (seat: Seat, messages: ChatMessage[]) =>
      refusal(() => takeBackChat(stage.room, seat.id, messages))
    expect(hand(host, [saidBefore(stage, 'x')])).toBe('conference.wrong-moment')
    expect(hand(stage.arrive('participant'), [saidBefore(stage, 'x')])).toBe('conference.wrong-moment')
    const many = comeBack(stage)
    // What is passed over counts as well.
    takeBackChat(stage.room, many.id, [{ ...saidBefore(stage, 'x'), seal: 'forged' }])
    expect(
      hand(
        many,
        [1, 2, 3].map((one) => saidBefore(stage, String(one))),
      ),
    ).toBe('conference.wrong-moment')
    expect(hand(comeBack(stage), [saidBefore(stage, 'eleven long')])).toBe('conference.wrong-moment')
    expect(texts(stage, host)).toEqual([])
  })

  test('takes the place of nothing that was said since', () => {
    const stage = stageRoom(chat({ messages: 3, characters: 99 }))
    const host = stage.enter('host')
    for (const text of ['a', 'b']) stage.keep(sendChat(stage.room, host.id, text, stage.at).effects)
    const old = [9, 8, 7].map((ago) => saidBefore(stage, `${ago} s ago`, ago * 1000))
    stage.keep(takeBackChat(stage.room, comeBack(stage).id, old))
    expect(texts(stage, host)).toEqual(['7 s ago', 'a', 'b'])
    expect(stage.told('chat:restored', host.id)).toEqual([{ messages: [old[2]] }])
  })

  test('is the same in whatever portions and order, by however many it is handed back', () => {
    const portions = fc.array(fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(portions, (handed) => {
        const stage = stageRoom(chat({ messages: 8, characters: 60 }))
        const host = stage.enter('host')
        const all = Array.from({ length: 12 }, (_, index) =>
          saidBefore(stage, 'x'.repeat(1 + ((index * 7) % 10)), 60_000 - index * 1000),
        )
        const taken = new Set<ChatMessage>()
        for (const indexes of handed)
          for (const index of indexes) {
            const message = all[index] as ChatMessage
            taken.add(message)
            stage.keep(takeBackChat(stage.room, comeBack(stage).id, [message]))
          }
        const kept = callView(stage.room, host).chat
        const sorted = [...taken].sort((one, other) => (one.at < other.at ? -1 : 1))
        expect(kept).toEqual(kept.length === 0 ? [] : sorted.slice(-kept.length))
        expect(kept.length).toBeLessThanOrEqual(8)
        expect(kept.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(60)
        expect(stage.room.running?.chatCharacters).toBe(kept.reduce((sum, { text }) => sum + text.length, 0))
      }),
      { numRuns: 100 },
    )
  })
})
