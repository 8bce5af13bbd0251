/**
 * Where events wait between the commit that they belong to and their handlers. An event is saved with the state that
 * it tells of; the relay then makes out one delivery per handler and settles them one by one.
 */
import { In, IsNull, Not } from 'typeorm'
import { v7 as newId } from 'uuid'
import { type DomainEvent, type EventName, type EventPayload, parseEvent } from '../../contract/events.ts'
import type { Id, Instant } from '../../contract/values.ts'
import { originalRequest } from '../request-context.ts'
import type { Change } from './audit-trail.ts'
import { type Clock, toInstant } from './clock.ts'
import type { Connection } from './repositories.ts'
import { type DeliveryRow, deliverySchema, type OutboxRow, outboxSchema } from './schema/events.ts'

/** How a use case says what has happened. */
export type Events = {
  /** Saves a fact with this unit of work. `actorId` is the person who did it; null for the system. `change` is for the audit alone. Throws a ZodError on a wrong payload. */
  record<N extends EventName>(name: N, payload: EventPayload<N>, actorId?: Id | null, change?: Change): void
  /** Saves a fact that already has its id and time, as conference facts do. One that is stored already is ignored. */
  append(event: DomainEvent): void
}

/** A delivery that has been given up on, as the administrator sees it. */
export type ParkedDelivery = {
  handler: string
  event: DomainEvent
  attempts: number
  parkedAt: Instant
  lastError: string
}

/** `next` is when to try again; null parks the delivery. */
export type Failure = { now: Instant; next: Instant | null; error: string }

/** `requestId` is the request that the event goes back to. */
export type Delivery = { handler: string; attempts: number; event: DomainEvent; requestId: string | null }

/** An event of a unit of work that is not saved yet. */
export type Recorded = { event: DomainEvent; requestId: string | null }

/** Collects the events of one unit of work until it is saved. */
export function collectEvents(
  clock: Clock,
): Events & { collected: Recorded[]; changes: Map<string, Change> } {
  const collected: Recorded[] = []
  const changes = new Map<string, Change>()
  const keep = (event: unknown) =>
    void collected.push({ event: parseEvent(event), requestId: originalRequest() })
  return {
    collected,
    changes,
    record: (name, payload, actorId = null, change = undefined) => {
      const id = newId()
      keep({ id, name, at: toInstant(clock.now()), actorId, payload })
      if (change) changes.set(id, change)
    },
    append: (event) => {
      keep(event)
    },
  }
}

/**
 * What an event is about: the first of its ids. `contract/events.ts` names the aggregate before its parts. Where that is
 * null, nobody knows whom it is about, and it stands by itself.
 */
function aggregateOf({ id, name, payload }: DomainEvent): string {
  const first: unknown = Object.values(payload)[0]
  if (first === null) return id
  if (typeof first !== 'string')
    throw new Error(`The event ${name} does not begin with the id of what it is about.`)
  return first
}

export function outbox({ manager, dialect }: Connection) {
  const eventOf = (row: {
    id: string
    name: EventName
    at: string
    actorId: string | null
    payload: unknown
  }) => parseEvent({ id: row.id, name: row.name, at: row.at, actorId: row.actorId, payload: row.payload })

  const rowsById = async (ids: string[]): Promise<Map<string, OutboxRow>> => {
    if (ids.length === 0) return new Map()
    const rows = await manager
      .createQueryBuilder(outboxSchema, 'event')
      .where('event.id IN (:...ids)', { ids })
      .getMany()
    return new Map(rows.map((row) => [row.id, row]))
  }

  const settle = (handler: string, eventId: Id, change: Partial<DeliveryRow>) =>
    manager.update(deliverySchema, { handler, eventId }, { leasedUntil: null, ...change })

  return {
    async save(events: Recorded[]): Promise<void> {
      if (events.length === 0) return
      await manager
        .createQueryBuilder()
        .insert()
        .into(outboxSchema)
        .values(
          events.map(({ event, requestId }) => ({ ...event, aggregate: aggregateOf(event), requestId })),
        )
        .orIgnore()
        .updateEntity(false)
        .execute()
    },

    /** What the relay could do at this moment. */
    async waiting(now: Instant, handlers: string[]): Promise<{ toFanOut: boolean; toDeliver: boolean }> {
      const unfanned = await manager
        .createQueryBuilder(outboxSchema, 'event')
        .select('event.sequence')
        .where('event.fannedAt IS NULL')
        .limit(1)
        .getOne()
      const due = await nextDue(now, handlers).getOne()
      return { toFanOut: unfanned !== null, toDeliver: due !== null }
    },

    /**
     * Makes out deliveries for the oldest events that have none yet. `handlersOf` names who listens to an event.
     * Answers with the number of events, 0 when there were none or another process is at it.
     */
    async fanOut(now: Instant, handlersOf: (name: EventName) => string[], limit = 100): Promise<number> {
      // One process at a time: two would make out the events of one aggregate out of order.
      if (dialect === 'postgres') {
        const [lock] = (await manager.query('SELECT pg_try_advisory_xact_lock(7328002) AS mine')) as {
          mine: boolean
        }[]
        if (!lock?.mine) return 0
      }
      const events = await manager
        .createQueryBuilder(outboxSchema, 'event')
        .where('event.fannedAt IS NULL')
        .orderBy('event.sequence')
        .limit(limit)
        .getMany()
      if (events.length === 0) return 0
      const deliveries = events.flatMap(({ id, name, sequence, aggregate }) =>
        handlersOf(name).map((handler) => ({
          handler,
          eventId: id,
          sequence,
          aggregate,
          dueAt: now,
          attempts: 0,
        })),
      )
      if (deliveries.length > 0)
        await manager
          .createQueryBuilder()
          .insert()
          .into(deliverySchema)
          .values(deliveries)
          .updateEntity(false)
          .execute()
      await manager
        .createQueryBuilder()
        .update(outboxSchema)
        .set({ fannedAt: now })
        .where('id IN (:...ids)', { ids: events.map((event) => event.id) })
        .execute()
      return events.length
    },

    /**
     * The oldest delivery that is due, locked until this unit of work ends; null when there is none. A delivery waits
     * while an earlier event of the same aggregate is unsettled at the same handler. `except` are in work here already.
     */
    async take(now: Instant, handlers: string[], except: readonly Delivery[]): Promise<Delivery | null> {
      const query = nextDue(now, handlers)
      except.forEach(({ handler, event }, index) =>
        query.andWhere(`NOT (delivery.handler = :handler${index} AND delivery.eventId = :eventId${index})`, {
          [`handler${index}`]: handler,
          [`eventId${index}`]: event.id,
        }),
      )
      if (dialect === 'postgres') query.setLock('pessimistic_write').setOnLocked('skip_locked')
      const row = await query.getOne()
      if (row === null) return null
      const stored = (await rowsById([row.eventId])).get(row.eventId)
      if (stored === undefined) throw new Error(`The event ${row.eventId} of a delivery is gone.`)
      const { handler, attempts } = row
      return { handler, attempts, event: eventOf(stored), requestId: stored.requestId }
    },

    /** Keeps a taken delivery for this process beyond the unit of work. */
    async lease(handler: string, eventId: Id, until: Instant): Promise<void> {
      await settle(handler, eventId, { leasedUntil: until })
    },

    /** What waits is due now, whatever it was put off until: by a clock that has been set back since. */
    async hasten(now: Instant): Promise<void> {
      await manager
        .createQueryBuilder()
        .update(deliverySchema)
        .set({ dueAt: now })
        .where('dueAt > :now', { now })
        .execute()
    },

    /** Gives up a lease, as if the delivery had not been taken. */
    async giveBack(handler: string, eventId: Id): Promise<void> {
      await settle(handler, eventId, {})
    },

    /** Those of these events that the handler has not settled yet, whether they have arrived here or not. */
    async unhandled(handler: string, eventIds: readonly Id[]): Promise<Id[]> {
      const done = await manager.findBy(deliverySchema, {
        ...{ handler, eventId: In([...eventIds]) },
        doneAt: Not(IsNull()),
      })
      const settled = new Set(done.map(({ eventId }) => eventId))
      return eventIds.filter((id) => !settled.has(id))
    },

    /** Gives up every lease: only for a process that is alone with its database and has just started. */
    async releaseLeases(): Promise<void> {
      await manager
        .createQueryBuilder()
        .update(deliverySchema)
        .set({ leasedUntil: null })
        .where('leasedUntil IS NOT NULL')
        .execute()
    },

    /** The mark that makes a second delivery harmless: saved together with the handler's effects. */
    async markDone(handler: string, eventId: Id, now: Instant): Promise<void> {
      await settle(handler, eventId, { doneAt: now, dueAt: null, parkedAt: null, lastError: null })
    },

    /**
     * Sets a delivery back after its `attempts`-th failure: to be tried again at `next`, or parked when there is none.
     * False when another lane has taken it meanwhile: what that one says stands.
     */
    async markFailed(handler: string, eventId: Id, attempts: number, failure: Failure): Promise<boolean> {
      const { now, next, error } = failure
      const { affected } = await manager
        .createQueryBuilder()
        .update(deliverySchema)
        .set({
          attempts,
          dueAt: next,
          parkedAt: next === null ? now : null,
          leasedUntil: null,
          lastError: error,
        })
        .where('handler = :handler AND eventId = :eventId', { handler, eventId })
        .andWhere('dueAt IS NOT NULL AND attempts = :before', { before: attempts - 1 })
        .execute()
      return affected === 1
    },

    /** Events that some handler has still to see, oldest first; parked ones are not among them. */
    async unsettled(limit = 100): Promise<DomainEvent[]> {
      const waiting = manager
        .createQueryBuilder(deliverySchema, 'delivery')
        .select('delivery.eventId')
        .where('delivery.dueAt IS NOT NULL')
      const rows = await manager
        .createQueryBuilder(outboxSchema, 'event')
        .where(`event.fannedAt IS NULL OR event.id IN (${waiting.getQuery()})`)
        .orderBy('event.sequence')
        .limit(limit)
        .getMany()
      return rows.map(eventOf)
    },

    /** What has been given up on, newest first. */
    async parked(limit = 100): Promise<ParkedDelivery[]> {
      const rows = await manager
        .createQueryBuilder(deliverySchema, 'delivery')
        .where('delivery.parkedAt IS NOT NULL')
        .orderBy('delivery.parkedAt', 'DESC')
        .limit(limit)
        .getMany()
      const found = await rowsById(rows.map((row) => row.eventId))
      return rows.flatMap(({ handler, eventId, attempts, parkedAt, lastError }) => {
        const stored = found.get(eventId)
        const event = stored && eventOf(stored)
        return event && parkedAt ? [{ handler, event, attempts, parkedAt, lastError: lastError ?? '' }] : []
      })
    },

    /** Tries a parked delivery again from the start. False when there is no such one. */
    async retry(handler: string, eventId: Id, now: Instant): Promise<boolean> {
      const { affected } = await manager
        .createQueryBuilder()
        .update(deliverySchema)
        .set({ dueAt: now, parkedAt: null, attempts: 0 })
        .where('handler = :handler AND eventId = :eventId AND parkedAt IS NOT NULL', { handler, eventId })
        .execute()
      return affected === 1
    },

    /** Gives up on a parked delivery for good; what it said last is kept with it. False when there is no such one. */
    async dropParked(handler: string, eventId: Id, now: Instant): Promise<boolean> {
      const { affected } = await manager
        .createQueryBuilder()
        .update(deliverySchema)
        .set({ doneAt: now, parkedAt: null })
        .where('handler = :handler AND eventId = :eventId AND parkedAt IS NOT NULL', { handler, eventId })
        .execute()
      return affected === 1
    },

    /** Forgets events from before `before` that every handler has settled; parked ones stay until they are retried. */
    async forgetBefore(before: Instant): Promise<void> {
      const unsettled = manager
        .createQueryBuilder(deliverySchema, 'delivery')
        .select('delivery.eventId')
        .where('delivery.dueAt IS NOT NULL OR delivery.parkedAt IS NOT NULL')
      await manager
        .createQueryBuilder()
        .delete()
        .from(outboxSchema)
        .where('at < :before AND fannedAt IS NOT NULL', { before })
        .andWhere(`id NOT IN (${unsettled.getQuery()})`)
        .execute()
    },
  }

  function nextDue(now: Instant, handlers: string[]) {
    return manager
      .createQueryBuilder(deliverySchema, 'delivery')
      .where('delivery.dueAt <= :now', { now })
      .andWhere('(delivery.leasedUntil IS NULL OR delivery.leasedUntil <= :now)')
      .andWhere(handlers.length > 0 ? 'delivery.handler IN (:...handlers)' : '1 = 0', { handlers })
      .andWhere((query) => {
        const earlier = query
          .subQuery()
          .select('1')
          .from(deliverySchema, 'earlier')
          .where('earlier.handler = delivery.handler')
          .andWhere('earlier.aggregate = delivery.aggregate')
          .andWhere('earlier.dueAt IS NOT NULL')
          .andWhere('earlier.sequence < delivery.sequence')
        return `NOT EXISTS ${earlier.getQuery()}`
      })
      .orderBy('delivery.sequence')
      .limit(1)
  }
}
