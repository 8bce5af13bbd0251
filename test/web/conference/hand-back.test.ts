import { v7 as uuid } from 'uuid'
import { expect, it } from 'vitest'
import type { ChatMessage } from '#contract/conference.ts'
import { conferenceLimits, socketLimits } from '#contract/limits.ts'
import { handedBack, inOrder, portionsToHandBack } from '#lib/conference/hand-back.ts'

const said = (second: number, text = 'Bună ziua'): ChatMessage => ({
  id: uuid(),
  at: new Date(Date.UTC(2026, 10, 24, 8, 0, second)).toISOString(),
  ...{ seatId: uuid(), name: 'Ștefan Țintea', text, seal: 'x'.repeat(22) },
})
const conversation = (length: number, text?: string) =>
  Array.from({ length }, (_, second) => said(second, text))

it('hands back what the node lacks, and nothing when it lacks nothing', () => {
  const all = conversation(4)
  const [first, second, third, fourth] = all as [ChatMessage, ChatMessage, ChatMessage, ChatMessage]
  expect(portionsToHandBack(all, new Set())).toEqual([[fourth, third, second, first]])
  expect(portionsToHandBack(all, new Set([second.id, fourth.id]))).toEqual([[third, first]])
  expect(portionsToHandBack(all, new Set(all.map(({ id }) => id)))).toEqual([])
  expect(portionsToHandBack([], new Set())).toEqual([])
})

it('hands back no more than a node takes', () => {
  expect(handedBack).toMatchObject({
    messages: conferenceLimits.chatMessages,
    characters: conferenceLimits.chatCharacters,
  })
  const many = conversation(conferenceLimits.chatMessages + 5)
  expect(portionsToHandBack(many, new Set()).flat()).toEqual(many.slice(5).toReversed())
  const long = conversation(40, 'x'.repeat(conferenceLimits.chatMessageCharacters))
  const all = portionsToHandBack(long, new Set()).flat()
  expect(all.reduce((sum, { text }) => sum + text.length, 0)).toBe(conferenceLimits.chatCharacters)
})

it('makes portions that a socket carries, whatever is written in them', () => {
  for (const letter of ['x', 'ș', '"', '\n', '語', '🇷🇴']) {
    const text = letter.repeat(conferenceLimits.chatMessageCharacters / letter.length)
    const portions = portionsToHandBack(conversation(25, text), new Set())
    expect(portions.flat()).toHaveLength(25)
    for (const messages of portions) {
      const packet = JSON.stringify(['chat:hand-back', { messages }])
      expect(Buffer.byteLength(packet)).toBeLessThan(socketLimits.messageBytes - 1024)
    }
  }
})

it('puts a conversation in the order in which it was said', () => {
  const all = conversation(3)
  const twin = { ...said(1), id: 'ffffffff-ffff-7fff-bfff-ffffffffffff' }
  expect(inOrder([twin, ...all.toReversed()])).toEqual([all[0], all[1], twin, all[2]])
})
