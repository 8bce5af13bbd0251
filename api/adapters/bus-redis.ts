import { setTimeout as pause } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { factNames, parseEvent } from '../../contract/events.ts'
import type { Fact } from '../../sfu/room/ports.ts'
import type { Bus } from './bus.ts'
import { keyPrefix, type Redis } from './redis.ts'

const group = 'store'
/** One name for whoever reads: what one reader took and did not finish is the next reader's to finish. */
const reader = 'reader'
const readAtOnce = 100
/** How long it is remembered that something was decided: less than the database remembers what it was told. */
const decisionsKeptMs = 24 * 60 * 60_000

type Options = {
  redis: Redis
  logger: Pick<Logger, 'warn' | 'error'>
  prefix?: string
  /** How long a reader may be silent before another takes over (milliseconds). */
  leaseMs?: number
  /** Pause when facts cannot be stored or Redis does not answer (milliseconds). */
  pauseMs?: number
}

/**
 * Facts on a Redis *stream*: it keeps what nobody has read yet, which pub/sub would forget. Of all the processes that
 * could store facts one does at a time, under a lease, so that the facts of a conference are stored in their order.
 * An entry is removed when it has been stored; one that cannot be understood is moved aside to `…:refused`.
 */
export function createBus({
  redis,
  logger,
  prefix = `${keyPrefix}facts`,
  leaseMs = 10_000,
  pauseMs = 1_000,
}: Options): Bus {
  const stopping = new AbortController()
  const me = randomUUID()
  const leaseKey = `${prefix}:lease`
  const refusedKey = `${prefix}:refused`
  const decidedKey = (meetingId: string) => `${prefix}:decided:${meetingId}`
  let reading: Promise<void> | null = null
  // A reader blocks its connection, so it has one of its own.
  let ears: Redis | null = null

  /** Takes or keeps the lease. */
  async function holdLease(): Promise<boolean> {
    const script = `
      local holder = redis.call('GET', KEYS[1])
      if holder and holder ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
      return 1`
    return (await redis.eval(script, { keys: [leaseKey], arguments: [me, String(leaseMs)] })) === 1
  }

  async function releaseLease(): Promise<void> {
    const script = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`
    await redis.eval(script, { keys: [leaseKey], arguments: [me] })
  }

  async function makeGroup(): Promise<void> {
    await redis.xGroupCreate(prefix, group, '0', { MKSTREAM: true }).catch((error: unknown) => {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error
    })
  }

  /** Entries from `id` on: `0` is what was taken and not finished, `>` what nobody has taken. */
  async function take(
    from: Redis,
    id: '0' | '>',
  ): Promise<{ id: string; message: Record<string, string> }[]> {
    const waiting = id === '>' ? { BLOCK: Math.floor(leaseMs / 3) } : {}
    const answer = await from.xReadGroup(
      group,
      reader,
      { key: prefix, id },
      { COUNT: readAtOnce, ...waiting },
    )
    const [stream] = (answer ?? []) as { messages: { id: string; message: Record<string, string> }[] }[]
    return stream?.messages ?? []
  }

  const done = (id: string) => redis.multi().xAck(prefix, group, id).xDel(prefix, id).exec()

  async function storeAll(
    entries: { id: string; message: Record<string, string> }[],
    store: (fact: Fact) => Promise<void>,
  ): Promise<void> {
    for (const { id, message } of entries) {
      if (stopping.signal.aborted) return
      const fact = parse(message['fact'])
      if (fact) {
        await store(fact)
      } else {
        logger.error({ entry: id }, `a fact could not be understood and was moved to ${refusedKey}`)
        await redis.xAdd(refusedKey, '*', message, {
          TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: 10_000 },
        })
      }
      await done(id)
    }
  }

  async function read(store: (fact: Fact) => Promise<void>): Promise<void> {
    const mine = redis.duplicate()
    mine.on('error', () => undefined)
    ears = mine
    let unfinished = true
    while (!stopping.signal.aborted) {
      try {
        if (!mine.isOpen) await mine.connect()
        if (!(await holdLease())) {
          unfinished = true
          await rest(leaseMs / 3)
          continue
        }
        if (unfinished) {
          await makeGroup()
          const left = await take(mine, '0')
          await storeAll(left, store)
          unfinished = left.length === readAtOnce
          continue
        }
        await storeAll(await take(mine, '>'), store)
      } catch (error) {
        if (stopping.signal.aborted) break
        logger.warn({ err: error }, 'facts of conferences could not be stored; trying again')
        // What was taken and not stored is read again, from the oldest.
        unfinished = true
        await rest(pauseMs)
      }
    }
    await releaseLease().catch(() => undefined)
  }

  const rest = (ms: number) => pause(ms, undefined, { signal: stopping.signal }).catch(() => undefined)

  return {
    facts: {
      async append(fact) {
        const entry = { fact: JSON.stringify(fact) }
        if (!isDecision(fact)) return void (await redis.xAdd(prefix, '*', entry))
        const key = decidedKey(fact.payload.meetingId)
        await redis.multi().xAdd(prefix, '*', entry).sAdd(key, fact.id).pExpire(key, decisionsKeptMs).exec()
      },
    },
    async deliver(store) {
      reading ??= read(store)
    },
    decisions: (meetingId) => redis.sMembers(decidedKey(meetingId)),
    async close() {
      stopping.abort()
      // Ends a read that waits for facts; nothing is taken by it.
      if (ears?.isOpen) ears.destroy()
      await reading
    },
  }
}

/** Whether it must be known before anybody is given another ticket. */
const isDecision = (fact: Fact): boolean =>
  (fact.name === 'participant.left' && fact.payload.reason === 'removed') ||
  (fact.name === 'conference.ended' && fact.payload.reason !== 'stopped')

/** Only what an SFU node may report; anything else is nobody's fact. */
function parse(json: string | undefined): Fact | null {
  try {
    const event = parseEvent(JSON.parse(json ?? ''))
    return (factNames as readonly string[]).includes(event.name) ? (event as Fact) : null
  } catch {
    return null
  }
}
