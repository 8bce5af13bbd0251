/**
 * Carries events from the outbox to their handlers: after the commit, at least once, and in order for each aggregate at
 * each handler. What fails is tried again with growing pauses, and at last parked where the administrator sees it.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { isUnsaveable } from '../../contract/errors.ts'
import type { DomainEvent, EventName } from '../../contract/events.ts'
import type { Instant } from '../../contract/values.ts'
import { onBehalfOf } from '../request-context.ts'
import { type Clock, toInstant } from './clock.ts'
import type { Delivery } from './outbox.ts'
import type { Tx, Work } from './work.ts'

/**
 * Somebody who acts on events. `save` works inside a unit of work: its effects and the mark that the event was handled
 * are one commit, so it happens exactly once. `send` is for effects outside of the database (mail, a bus): it happens
 * at least once, must stand being repeated, and must heed the signal, which ends it when its lease runs out.
 */
export type Handler<N extends EventName = EventName> = { name: string; on: readonly N[] } & (
  | { save(event: DomainEvent<N>, tx: Tx): Promise<void> }
  | { send(event: DomainEvent<N>, signal: AbortSignal): Promise<void> }
)

/** Lets a handler be written for the events that it names, and be kept in a list with others. */
export const handler = <N extends EventName>(described: Handler<N>): Handler =>
  described as unknown as Handler

export type Relay = {
  /** Starts delivering; resolves once deliveries that a crash left half done are free again. */
  start(): Promise<void>
  /** Resolves when this handler has been told all that was saved and is due, or after `limitMs`. */
  caughtUp(handler: string, limitMs: number): Promise<void>
  /** Looks at the outbox now instead of at the next poll. */
  wake(): void
  /** Finishes what is being delivered and stops; safe to call twice. */
  stop(): Promise<void>
}

type Options = {
  work: Work
  clock: Clock
  logger: Pick<Logger, 'debug' | 'warn' | 'error'>
  handlers: readonly Handler[]
  /** Whether no other worker is at the database: leases that it finds at its start are then nobody's, and void. */
  alone: boolean
  /** How often to look for work of other processes and for retries, in milliseconds. Default 250. */
  pollMs?: number
  /** Pause after the first failure, in milliseconds; it doubles with each further one. Default 1 s. */
  firstPauseMs?: number
  /** Longest pause, in milliseconds. Default 10 min. */
  longestPauseMs?: number
  /** Failures after which a delivery is parked. Default 10: about 17 minutes with the default pauses. */
  parkAfter?: number
  /** How long a `send` may take, in milliseconds. Default 60 s. */
  leaseMs?: number
  /** How many deliveries are under way at the same time. Default 4. */
  lanes?: number
}

/** How often whoever waits for the relay looks whether it is done (milliseconds). */
const lookAgainMs = 20

/** What a turn of a lane has met. */
type Turn = 'worked' | 'nothing'

export function createRelay(options: Options): Relay {
  const { work, clock, logger, handlers, alone } = options
  const { pollMs = 250, firstPauseMs = 1_000, longestPauseMs = 600_000, parkAfter = 10 } = options
  const { leaseMs = 60_000, lanes = 4 } = options
  const byName = new Map(handlers.map((one) => [one.name, one]))
  if (byName.size !== handlers.length) throw new Error('Two event handlers have the same name.')
  const names = [...byName.keys()]
  const handlersOf = (event: EventName) =>
    handlers.filter(({ on }) => on.includes(event)).map(({ name }) => name)

  const now = (): Instant => toInstant(clock.now())
  const after = (milliseconds: number): Instant =>
    toInstant(clock.now().add({ milliseconds: Math.round(milliseconds) }))

  let running: Promise<unknown> | null = null
  let stopping = false
  let forget: () => void = () => undefined
  const sleepers = new Set<() => void>()
  // Between a failure's rollback and its record the delivery looks untouched: other lanes must leave it alone.
  const underWay = new Set<Delivery>()

  const wake = () => {
    for (const rise of sleepers) rise()
  }

  let watched = false

  /** One of the lanes that sleep rises by itself to look; the others rise when that one, or a commit, finds something. */
  const sleep = () =>
    new Promise<void>((resolve) => {
      const watchful = !watched
      const rise = () => {
        clearTimeout(timer)
        if (watchful) watched = false
        sleepers.delete(rise)
        resolve()
      }
      const timer = watchful ? setTimeout(rise, pollMs) : undefined
      watched = true
      sleepers.add(rise)
    })

  async function turn(): Promise<Turn> {
    // Looking costs no transaction, so an idle relay does not stand in the writers' way.
    const { toFanOut, toDeliver } = await work.read(({ outbox }) => outbox.waiting(now(), names))
    if (!toFanOut && !toDeliver) return 'nothing'
    wake()
    const fanned = toFanOut ? await work.run(({ outbox }) => outbox.fanOut(now(), handlersOf)) : 0
    if (fanned > 0) wake()
    const delivered = await deliverNext()
    return fanned > 0 || delivered ? 'worked' : 'nothing'
  }

  async function deliverNext(): Promise<boolean> {
    let taken: Delivery | null = null
    let leased: Delivery | null = null
    const begun = performance.now()
    try {
      const left = await work.run(async (tx) => {
        if (taken !== null) underWay.delete(taken)
        taken = await tx.outbox.take(now(), names, [...underWay])
        if (taken === null) return null
        underWay.add(taken)
        const { event, handler: name } = taken
        const one = handlerNamed(name)
        if ('send' in one) {
          await tx.outbox.lease(name, event.id, after(leaseMs))
          return { name, event, requestId: taken.requestId, send: one.send.bind(one) }
        }
        await onBehalfOf(taken.requestId, () => one.save(event, tx))
        await tx.outbox.markDone(name, event.id, now())
        return null
      })
      if (left !== null) {
        leased = taken
        // A little less than the lease: nobody may take the delivery while this one is still at it.
        await onBehalfOf(left.requestId, () => left.send(left.event, AbortSignal.timeout(leaseMs * 0.9)))
        await work.run(({ outbox }) => outbox.markDone(left.name, left.event.id, now()))
      }
      if (taken !== null) sayHandled(taken, performance.now() - begun)
    } catch (error) {
      // A full disk is nothing that the handler has done: it must not use up the event's tries.
      if (taken === null) throw error
      const failed = isUnsaveable(error) ? Promise.reject(error) : setBack(taken, error)
      await failed.catch(async (reason: unknown) => {
        if (leased !== null) await giveBack(leased)
        throw reason
      })
    } finally {
      if (taken !== null) underWay.delete(taken)
    }
    return taken !== null
  }

  /** Whoever comes next need not wait for the lease to run out; until that can be saved nothing else can be either. */
  async function giveBack({ handler: name, event }: Delivery): Promise<void> {
    while (!stopping) {
      const given = await work
        .run(({ outbox }) => outbox.giveBack(name, event.id))
        .then(
          () => true,
          () => false,
        )
      if (given) return
      await delay(pollMs)
    }
  }

  const sayHandled = ({ handler: name, event, requestId }: Delivery, ms: number) =>
    logger.debug(
      { handler: name, event: event.name, eventId: event.id, requestId, ms: Math.round(ms) },
      'An event was handled',
    )

  /** Remembers a failure; the delivery comes again later, or is parked. */
  async function setBack(
    { handler: name, event, attempts, requestId }: Delivery,
    error: unknown,
  ): Promise<void> {
    const failures = attempts + 1
    const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const about = { handler: name, event: event.name, eventId: event.id, requestId, failures, err: error }
    const pause = Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs)
    const next = failures >= parkAfter ? null : after(pause)
    const mine = await work.run(({ outbox }) =>
      outbox.markFailed(name, event.id, failures, { now: now(), next, error: told.slice(0, 2_000) }),
    )
    if (!mine) return
    if (failures >= parkAfter) logger.error(about, 'An event was given up on and parked')
    else logger.warn(about, 'An event could not be delivered and will be tried again')
  }

  function handlerNamed(name: string): Handler {
    const one = byName.get(name)
    if (one === undefined) throw new Error(`There is no event handler ${name}.`)
    return one
  }

  async function lane(): Promise<void> {
    while (!stopping) {
      const met = await turn().catch((error: unknown): Turn => {
        // The database itself is in trouble: what waits there is safe, and is looked at again after the pause.
        if (!stopping) logger.error({ err: error }, 'The outbox could not be read')
        return 'nothing'
      })
      if (met === 'nothing' && !stopping) await sleep()
    }
  }

  return {
    start: async () => {
      if (running !== null) return
      if (alone) await work.run(({ outbox }) => outbox.releaseLeases())
      forget = work.onEvents(wake)
      running = Promise.all(Array.from({ length: lanes }, () => lane()))
    },
    caughtUp: async (name, limitMs) => {
      const limit = performance.now() + limitMs
      while (!stopping && performance.now() < limit) {
        const { toFanOut, toDeliver } = await work.read(({ outbox }) => outbox.waiting(now(), [name]))
        if (!toFanOut && !toDeliver) return
        await delay(lookAgainMs)
      }
    },
    wake,
    stop: async () => {
      stopping = true
      forget()
      wake()
      await running
    },
  }
}
