/** Raising a hand, writing to everybody, and handing back what was written before a restart. */
import type { ChatMessage } from '../../contract/conference.ts'
import { AppError } from '../../contract/errors.ts'
import type { Id } from '../../contract/values.ts'
import { spend } from './allowance.ts'
import { type Effect, tell } from './effects.ts'
import type { RoomLimits } from './room-limits.ts'
import { instant, presentIds, type Room, type RunningConference, seatIn, seatThatMay } from './room.ts'
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

  const said = { id: room.newId(), at: instant(at), seatId, name: seat.name, text }
  const message: ChatMessage = { ...said, seal: room.seals.seal(said) }
  running.chat.push(message)
  running.chatCharacters += text.length
  keepWithin(running, limits)
  return { message, effects: tell(presentIds(room, seatId), 'chat:message', message) }
}

/**
 * Takes back what was said before a restart from somebody who was there, and tells the others what of it is new to this
 * node. What is not genuine, or was said before the last conference came to its end, is passed over. Throws
 * `conference.wrong-moment` for those who do not return, and when one hands back more than a chat keeps.
 */
export function takeBackChat(room: Room, seatId: Id, messages: readonly ChatMessage[]): Effect[] {
  const seat = seatThatMay(room, seatId, 'chat')
  const { running, limits } = room
  if (!running || seat.returnOf === null) throw new AppError('conference.wrong-moment')
  seat.handedBack.messages += messages.length
  seat.handedBack.characters += messages.reduce((sum, { text }) => sum + text.length, 0)
  if (seat.handedBack.messages > limits.chat.messages || seat.handedBack.characters > limits.chat.characters)
    throw new AppError('conference.wrong-moment')

  const said = new Map(running.chat.map((message) => [message.id, message]))
  const before = new Set(said.keys())
  const anewSince = instant(room.anewSince)
  const isOld = ({ at }: ChatMessage) => at <= anewSince || at <= running.chatGoneUntil
  for (const message of messages)
    if (!said.has(message.id) && !isOld(message) && room.seals.isGenuine(message))
      said.set(message.id, message)
  if (said.size === before.size) return []

  running.chat.splice(0, Infinity, ...[...said.values()].sort(inOrder))
  running.chatCharacters = running.chat.reduce((sum, { text }) => sum + text.length, 0)
  keepWithin(running, limits)
  const restored = running.chat.filter(({ id }) => !before.has(id))
  return restored.length === 0 ? [] : tell(presentIds(room, seatId), 'chat:restored', { messages: restored })
}

/** As it was said; messages of the same millisecond in the order in which they were made. */
const inOrder = (one: ChatMessage, other: ChatMessage): number =>
  one.at < other.at || (one.at === other.at && one.id < other.id) ? -1 : 1

/** The oldest give way. */
function keepWithin(running: RunningConference, { chat }: RoomLimits): void {
  while (running.chat.length > chat.messages || running.chatCharacters > chat.characters) {
    const oldest = running.chat.shift()
    running.chatCharacters -= oldest?.text.length ?? 0
    running.chatGoneUntil = oldest?.at ?? ''
  }
}
