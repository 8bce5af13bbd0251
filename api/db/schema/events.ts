import { EntitySchema } from 'typeorm'
import type { EventName } from '../../../contract/events.ts'
import { id, instant, integer, json, key, nullable, text } from '../columns.ts'

/** An event as it waits for delivery, in the order in which it was saved. */
export type OutboxRow = {
  sequence: number
  id: string
  name: EventName
  /** The row the event is about; events of one aggregate are delivered in order. */
  aggregate: string
  at: string
  actorId: string | null
  payload: unknown
  /** The request that it goes back to; null where nobody asked. */
  requestId: string | null
  /** When its deliveries were made out; null until then. */
  fannedAt: string | null
}

export const outboxSchema = new EntitySchema<OutboxRow>({
  name: 'outbox',
  columns: {
    sequence: { ...integer, primary: true, generated: 'increment' },
    id,
    name: text,
    aggregate: text,
    at: instant,
    actorId: nullable(id),
    payload: json,
    requestId: nullable(id),
    fannedAt: nullable(instant),
  },
})

/** One event for one handler: waiting (`dueAt`), done (`doneAt`) or given up on (`parkedAt`). */
export type DeliveryRow = {
  handler: string
  eventId: string
  sequence: number
  aggregate: string
  /** When to try (again); null once it is done or parked. */
  dueAt: string | null
  /** Until when a process is at work on it outside of a unit of work; nobody else takes it before. */
  leasedUntil: string | null
  attempts: number
  doneAt: string | null
  parkedAt: string | null
  lastError: string | null
}

export const deliverySchema = new EntitySchema<DeliveryRow>({
  name: 'delivery',
  columns: {
    handler: { ...text, primary: true },
    eventId: key,
    sequence: integer,
    aggregate: text,
    dueAt: nullable(instant),
    leasedUntil: nullable(instant),
    attempts: integer,
    doneAt: nullable(instant),
    parkedAt: nullable(instant),
    lastError: nullable(text),
  },
})
