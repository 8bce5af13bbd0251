/**
 * Proof that a message of the chat was said: by this name, at this time, in this occurrence. With it pages can hand a
 * conversation back to a node that was started anew, and nobody can put words into anybody's mouth.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ChatMessage } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'
import type { Seals } from '../room/ports.ts'

/** 128 bits: as hard to guess as any key here, and half of what each message would carry otherwise. */
const sealBytes = 16

/** What seals the messages of an occurrence. `secret` is what tickets are signed with, which all nodes know. */
export function chatSeals(secret: string, occurrenceId: Id): Seals {
  const key = createHmac('sha256', secret).update('chat message').digest()
  // As a list: no text can pass for the end of one part and the beginning of the next.
  const mac = ({ id, at, seatId, name, text }: Omit<ChatMessage, 'seal'>) =>
    createHmac('sha256', key)
      .update(JSON.stringify([occurrenceId, id, at, seatId, name, text]))
      .digest()
      .subarray(0, sealBytes)
  return {
    seal: (message) => mac(message).toString('base64url'),
    isGenuine: (message) => {
      const given = Buffer.from(message.seal, 'base64url')
      return given.length === sealBytes && timingSafeEqual(given, mac(message))
    },
  }
}
