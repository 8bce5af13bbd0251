/**
 * The unit of work: what one use case saves, together with its events, in one commit.
 *
 * Why every write goes through here: TypeORM gives SQLite one connection and one query runner. Two transactions on it
 * would die with "cannot start a transaction within a transaction", a read beside it would see uncommitted rows, and a
 * stray write would vanish with somebody else's rollback. So on SQLite writers stand in a queue and reads have a
 * connection of their own. On PostgreSQL each unit of work has a connection from the pool.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import type { Database as SqliteConnection } from 'better-sqlite3'
import type { PoolClient } from 'pg'
import { v7 as newId } from 'uuid'
import { AppError, isError, isUnsaveable } from '../../contract/errors.ts'
import { AlreadyDone, outsideRequest, requestContext } from '../request-context.ts'
import { auditEntries } from './audit-trail.ts'
import { type Clock, toInstant } from './clock.ts'
import { type Databases, lockWaitMs, type Pool } from './data-source.ts'
import { collectEvents, type Events } from './outbox.ts'
import { repositories, type Repositories } from './repositories.ts'
import { createScope, type Scope } from './scope.ts'
import { isLocked, lostRace, translate } from './storage-errors.ts'

/** What a task inside `run` is given. Nothing in it may be used after the task has ended. */
export type Tx = Repositories & { events: Events }

export type Work = {
  /**
   * Runs the task in one transaction: all of it is saved when its promise resolves, nothing when it rejects. PostgreSQL
   * may make it run again after losing a race, so it must have no effect but through `tx`; no mail, HTTP or media call.
   * Throws `server.storage-full`, `server.storage-read-only`, `server.busy`, `server.stopping`; refuses to run inside
   * another unit of work. With `alone` no other is under way while it runs, in any process: it sees all that was begun
   * before it, and whatever begins later sees what it has saved. On SQLite that is so anyway.
   */
  run<R>(task: (tx: Tx) => Promise<R>, options?: { alone?: boolean }): Promise<R>
  /** Reads what is committed, beside the writers. Refused inside `run`, where it would not see the task's own writes. */
  read<R>(task: (repositories: Repositories) => Promise<R>): Promise<R>
  /** Whether something can be saved: true unless a try has failed and another, which this makes then, fails as well. */
  canSave(): Promise<boolean>
  /** The connections as they are now; on SQLite those wait who stand in the writers' queue. */
  pools(): Pool[]
  /** Calls the listener after each commit that has saved events; answers with how to stop that. */
  onEvents(listener: () => void): () => void
  /** Takes no more work and resolves when what was begun is done. */
  close(): Promise<void>
}

type Options = {
  databases: Databases
  clock: Clock
  /** How long a task may take, in milliseconds, before it is rolled back. Default 30 s. */
  limitMs?: number
}

/** One transaction on one connection, as either database does it. */
type Transaction = {
  repositories: Repositories
  commit(): Promise<void>
  rollback(): Promise<void>
  end(): Promise<void>
}

const attempts = 8

/** PostgreSQL's lock that every unit of work holds together with others, or alone. */
const lockOfUnits = 7_328_903
const holdTogether = `SELECT pg_advisory_xact_lock_shared(${lockOfUnits})`
const holdAlone = `SELECT pg_advisory_xact_lock(${lockOfUnits})`

/** How long a writer waits for another process that holds the SQLite file, and how often it looks (milliseconds). */
const lockLookMs = 20

/** How long a write that was sent with a key is known. */
const keptFor = { hours: 24 }

export function createWork({ databases, clock, limitMs = 30_000 }: Options): Work {
  const { dialect, writer, reader } = databases
  const begin = dialect === 'sqlite' ? beginOnSqlite : beginOnPostgres
  const queue = dialect === 'sqlite' ? createQueue() : null
  const inTurn = queue?.inTurn ?? (<R>(task: () => Promise<R>) => task())
  const inside = new AsyncLocalStorage<{ open: boolean }>()
  const listeners = new Set<() => void>()
  const active = new Set<Promise<unknown>>()
  let closing = false
  /** A unit of work could not be saved, and not because of what was in it; nobody has seen since that it is over. */
  let unsaveable = false
  let trying: Promise<boolean> | null = null

  async function beginOnSqlite(askedAt: number): Promise<Transaction> {
    const runner = writer.createQueryRunner()
    const connection = (await runner.connect()) as SqliteConnection
    // SQLite would wait for a lock by holding up the whole thread, and with it everybody who only reads.
    connection.pragma('busy_timeout = 0')
    for (;;) {
      try {
        // Immediate: with a deferred one a second process could slip in between our reads and our first write.
        await runner.query('BEGIN IMMEDIATE')
        break
      } catch (error) {
        // Who has stood in the queue has waited as well: nobody waits longer for having come later.
        if (!isLocked(error) || performance.now() - askedAt > lockWaitMs) throw error
        await delay(lockLookMs)
      }
    }
    return {
      repositories: repositories({ manager: runner.manager, dialect }),
      commit: async () => void (await runner.query('COMMIT')),
      rollback: async () => {
        // After a full disk SQLite has rolled back by itself.
        if (connection.inTransaction) await runner.query('ROLLBACK')
      },
      end: () => runner.release(),
    }
  }

  async function beginOnPostgres(_askedAt: number, alone: boolean): Promise<Transaction> {
    const runner = writer.createQueryRunner()
    const client = (await runner.connect()) as PoolClient & { end(): Promise<void> }
    try {
      await runner.startTransaction()
      // Before anything is read: whoever wants to be alone waits for those who hold it together, and they for them.
      await client.query(alone ? holdAlone : holdTogether)
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      await runner.release()
      throw error
    }
    return {
      repositories: repositories({ manager: runner.manager, dialect }),
      commit: async () => {
        // To commit a transaction in which a statement has failed is, for PostgreSQL, a successful rollback.
        const { command } = await client.query('COMMIT')
        if (command !== 'COMMIT')
          throw new Error('PostgreSQL rolled the unit of work back instead of committing it.')
      },
      rollback: async () => {
        // A connection that cannot even roll back must not be given to the next one.
        await client.query('ROLLBACK').catch(() => client.end().catch(() => undefined))
      },
      end: () => runner.release(),
    }
  }

  /** One try. Answers with the result and whether events were saved. */
  async function attempt<R>(
    task: (tx: Tx) => Promise<R>,
    askedAt: number,
    alone: boolean,
  ): Promise<{ result: R; recorded: boolean }> {
    const transaction = await begin(askedAt, alone)
    const scope = createScope()
    try {
      const events = collectEvents(clock)
      const tx = { ...guarded(transaction.repositories, scope), events: scope.guard<Events>(events) }
      const place = { open: true }
      const claimed = await claim(transaction.repositories)
      const result = await within(
        limitMs,
        inside.run(place, () => task(tx)),
      ).finally(() => {
        place.open = false
      })
      const objection = scope.objection()
      await scope.close()
      if (objection) throw objection
      // Last, so that on PostgreSQL the events of one aggregate are numbered under the locks that the task has taken.
      await transaction.repositories.outbox.save(events.collected)
      await claimed?.keep(result)
      // The very last: whoever writes after us in the chain waits from here to the commit.
      await transaction.repositories.audit.append(
        auditEntries(
          events.collected.map(({ event }) => event),
          events.changes,
          requestContext(),
          toInstant(clock.now()),
        ),
      )
      await transaction.commit()
      claimed?.taken()
      return { result, recorded: events.collected.length > 0 }
    } catch (error) {
      await scope.close()
      await transaction.rollback()
      throw error
    } finally {
      await transaction.end()
    }
  }

  /**
   * The first unit of work of a write that was sent with a key takes the key, so that the effect and the knowledge that it
   * is done are saved together. Throws `AlreadyDone` when the same write came before, also when that one ends only now.
   */
  async function claim({ keptWrites }: Repositories) {
    const mine = requestContext()?.claim
    if (!mine || mine.taken) return null
    const { personId, key, fingerprint, status, secret } = mine
    const now = clock.now()
    const row = { personId, key, fingerprint, status, id: newId(), body: null, final: false }
    if (!(await keptWrites.claim({ ...row, expiresAt: toInstant(now.add(keptFor)) }, toInstant(now))))
      throw new AlreadyDone()
    return {
      keep: async (result: unknown) => {
        if (!secret && result !== undefined)
          await keptWrites.keep({ personId, key, body: JSON.stringify(result) })
      },
      taken: () => {
        mine.taken = true
      },
    }
  }

  async function withRetries<R>(task: (tx: Tx) => Promise<R>, alone = false): Promise<R> {
    const askedAt = performance.now()
    for (let count = 1; ; count++) {
      try {
        const { result, recorded } = await inTurn(() => attempt(task, askedAt, alone))
        if (recorded) outsideRequest(() => listeners.forEach((listener) => listener()))
        return result
      } catch (error) {
        if (!lostRace(error) || count === attempts) {
          const told = translate(error)
          unsaveable ||= isBarred(told)
          throw told
        }
        await delay(Math.random() * 10 * 2 ** count)
      }
    }
  }

  const refuseInside = () => {
    if (inside.getStore()?.open)
      throw new Error('A unit of work was begun inside another: pass the repositories down instead.')
    if (closing) throw new AppError('server.stopping')
  }

  const track = async <R>(promise: Promise<R>): Promise<R> => {
    active.add(promise)
    return promise.finally(() => active.delete(promise))
  }

  const isBarred = (error: unknown) => isUnsaveable(error) || isError(error, 'server.busy')

  /** Small things may find room on a full disk: that one of them was saved says nothing, so this tries a larger one. */
  const trySaving = async (): Promise<boolean> => {
    unsaveable = await track(withRetries(({ installation }) => installation.tryWriting())).then(
      () => false,
      isBarred,
    )
    return !unsaveable
  }

  return {
    run: async (task, { alone = false } = {}) => {
      refuseInside()
      return track(withRetries(task, alone))
    },
    canSave: async () => {
      if (!unsaveable || closing) return true
      trying ??= trySaving().finally(() => (trying = null))
      return trying
    },
    read: async (task) => {
      refuseInside()
      const scope = createScope()
      const views = guarded(repositories({ manager: reader.manager, dialect }), scope)
      return track(
        task(views)
          .catch((error: unknown) => {
            const told = translate(error)
            // Whoever writes through a read is refused: a defect of ours, and not the disk's.
            throw isError(told, 'server.storage-read-only') ? error : told
          })
          .finally(() => scope.close()),
      )
    },
    pools: () => {
      const [write, read] = databases.pools() as [Pool, Pool]
      const length = queue?.length() ?? 0
      return length > 0 ? [{ ...write, idle: 0, waiting: length - 1 }, read] : [write, read]
    },
    onEvents: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {
      closing = true
      while (active.size > 0) await Promise.allSettled(active)
    },
  }
}

function guarded(all: Repositories, scope: Scope): Repositories {
  const entries = Object.entries(all).map(([name, repository]) => [name, scope.guard(repository)])
  return Object.fromEntries(entries) as Repositories
}

/**
 * First come, first served, one at a time. SQLite answers without ever leaving the thread, so a long queue would run as
 * one piece: between two tasks everything else in the process gets its turn (signalling, health, other people's reads).
 */
function createQueue() {
  let last: Promise<unknown> = Promise.resolve()
  let length = 0
  return {
    inTurn<R>(task: () => Promise<R>): Promise<R> {
      length += 1
      const mine = last.then(task).finally(() => (length -= 1))
      last = mine.catch(() => undefined).then(() => nextTurn())
      return mine
    },
    /** Those at work and those who wait. */
    length: () => length,
  }
}

/** Rejects when the task takes too long: one that hangs would keep every other writer waiting. */
async function within<R>(limitMs: number, task: Promise<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`A unit of work took longer than ${limitMs} ms.`)), limitMs)
  })
  return Promise.race([task, tooLong]).finally(() => clearTimeout(timer))
}
