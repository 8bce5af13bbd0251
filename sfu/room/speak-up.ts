/** Raising a hand, and writing to everybody. */
import type { ChatMessage } from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'
import type { Id } from '../../contract/values.ts'
import { spend } from './allowance.ts'
import { type Effect, tell } from './effects.ts'
import { instant, presentIds, type Room, seatIn, seatThatMay } from './room.ts'
import { tellChanged } from './show-room.ts'

/** Raises or lowers one's hand. A hand that is up already keeps its place in the queue. */
export function raiseHand(room: Room, seatId: Id, raised: boolean): Effect[] {
  const seat = seatIn(room, seatId, 'present')
  if (!room.running || (seat.hand !== null) === raised) return []
  seat.hand = raised ? (room.running.handsRaised += 1) : null
  return tellChanged(room, seat)
}

/** Writes to everybody in the call. Throws `conference.not-allowed`, or `request.limited` when it comes too fast. */
export function sendChat(
  room: Room,
  seatId: Id,
  text: string,
  at: number,
): { message: ChatMessage; effects: Effect[] } {
  const seat = seatThatMay(room, seatId, 'chat')
  const { running, limits } = room
  if (!running) throw new AppError('conference.wrong-moment')
  const wait = spend(seat.chat, limits.chat, at)
  if (wait > 0) throw new AppError('request.limited', { retryAfterSeconds: Math.ceil(wait / 1000) })

  const message: ChatMessage = { id: room.newId(), at: instant(at), seatId, name: seat.name, text }
  running.chat.push(message)
  running.chatCharacters += text.length
  while (running.chat.length > limits.chat.messages || running.chatCharacters > limits.chat.characters)
    running.chatCharacters -= running.chat.shift()?.text.length ?? 0
  return { message, effects: tell(presentIds(room, seatId), 'chat:message', message) }
}
