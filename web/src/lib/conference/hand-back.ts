/** What a page says again of the chat to a node that was started anew. */
import type { ChatMessage } from '#contract/conference.ts'

/** As much as a node takes from one seat, and as one portion may weigh: a socket's message carries 64 kB. */
export const handedBack = { messages: 200, characters: 100_000, portionBytes: 48 * 1024 } as const

/** As it was said; messages of the same millisecond in the order in which they were made. */
export const inOrder = (messages: readonly ChatMessage[]): ChatMessage[] =>
  messages.toSorted((one, other) =>
    one.at < other.at || (one.at === other.at && one.id < other.id) ? -1 : 1,
  )

/** What the node lacks of the newest messages, in portions that its line takes; the newest first, should the line break. */
export function portionsToHandBack(
  mine: readonly ChatMessage[],
  atNode: ReadonlySet<string>,
): ChatMessage[][] {
  const portions: ChatMessage[][] = []
  let characters = 0
  let room = 0
  for (const message of mine.slice(-handedBack.messages).toReversed()) {
    characters += message.text.length
    if (characters > handedBack.characters) break
    if (atNode.has(message.id)) continue
    const bytes = new TextEncoder().encode(JSON.stringify(message)).length + 1
    if (bytes > room) {
      portions.push([])
      room = handedBack.portionBytes
    }
    portions.at(-1)?.push(message)
    room -= bytes
  }
  return portions
}
