/** What a room needs from outside, and what it gives: facts that somebody must keep. */
import type { ChatMessage } from '../../contract/conference.ts'
import type { DomainEvent, FactName } from '../../contract/events.ts'

/** Something that has happened in a conference. Its `id` makes a second delivery harmless. */
export type Fact = DomainEvent<FactName>

/**
 * Where facts go. `append` resolves once the fact is safe; when it rejects the same fact is appended again, so an
 * implementation must recognise `fact.id`. Facts are appended one at a time, in the order in which they happened.
 */
export type FactLog = { append(fact: Fact): Promise<void> }

/** Structured lines, as pino takes them. */
export type Logger = {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** Makes out what proves that a message was said, and judges it. */
export type Seals = {
  seal(message: Omit<ChatMessage, 'seal'>): string
  isGenuine(message: ChatMessage): boolean
}

export type Clock = { now(): Temporal.Instant }
