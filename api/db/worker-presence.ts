/**
 * Whether a worker is the only one at its database. What a worker takes (a mail, an event to tell) it takes under a lease;
 * one that is killed leaves its leases behind, and whoever starts after it may void them at once instead of waiting for
 * their end, if nobody else is there to whom they may belong. With PostgreSQL every worker that lives holds a shared lock
 * on a connection of its own, which ends with the process however that ends.
 */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export type Presence = {
  /** Nobody else was there when it came; others who come wait until it has settled. */
  alone: boolean
  /** What was left behind is settled: others may come. */
  settled(): Promise<void>
  leave(): Promise<void>
}

/** Of our own choice, and the same for ever. */
const lock = 7_328_901
const again = 1_000

/** `databaseUrl` is null on SQLite, whose file belongs to one process. */
export async function enterAsWorker(databaseUrl: string | null): Promise<Presence> {
  if (databaseUrl === null)
    return { alone: true, settled: async () => undefined, leave: async () => undefined }

  const leaving = new AbortController()
  let coming: Promise<unknown> = Promise.resolve()

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      ...{ connectionString: databaseUrl ?? '', application_name: 'sfat-worker', keepAlive: true },
      connectionTimeoutMillis: 10_000,
    })
    fresh.on('error', () => undefined)
    await fresh.connect()
    fresh.once('end', () => {
      if (!leaving.signal.aborted) coming = comeBack()
    })
    return fresh
  }

  /** After the database was gone: from here on it counts as there again. */
  async function comeBack(): Promise<void> {
    while (!leaving.signal.aborted) {
      await delay(again, undefined, { signal: leaving.signal }).catch(() => undefined)
      if (leaving.signal.aborted) return
      const fresh = await connect().catch(() => null)
      if (fresh === null) continue
      client = fresh
      await fresh.query(`SELECT pg_advisory_lock_shared(${lock})`).catch(() => undefined)
      return
    }
  }

  let client = await connect()
  const { rows } = await client.query<{ got: boolean }>(`SELECT pg_try_advisory_lock(${lock}) AS got`)
  const alone = rows[0]?.got === true
  // Waits for one that has just come and is still settling.
  if (!alone) await client.query(`SELECT pg_advisory_lock_shared(${lock})`)
  return {
    alone,
    async settled() {
      if (!alone) return
      // A connection that was lost meanwhile has lost the lock with it.
      await client
        .query(`SELECT pg_advisory_lock_shared(${lock}), pg_advisory_unlock(${lock})`)
        .catch(() => undefined)
    },
    async leave() {
      leaving.abort()
      await coming
      await client.end().catch(() => undefined)
    },
  }
}
