/**
 * Remembers what was read for as long as nothing is committed: whoever asks again is answered without the database being
 * searched, and never with anything older than the moment at which they asked. That moment's state has a name that the
 * database gives: SQLite counts the commits of others (`PRAGMA data_version`), PostgreSQL names the transactions that a
 * reader sees (`pg_current_snapshot()`); two equal names mean equal data, whichever process has written.
 */
import type { Database as SqliteConnection } from 'better-sqlite3'
import type { Databases } from './data-source.ts'
import { translate } from './storage-errors.ts'

export type Memory = {
  /** The name of the state that the database is in now. */
  state(): Promise<string>
  /** What was kept under this key in this state, and not longer ago than a second; else undefined. */
  find(state: string, key: string): unknown
  /** Keeps what was read after `state` was asked for. */
  keep(state: string, key: string, value: unknown): void
  /** What was kept, or what `read` answers now. `ask` is `state`, or has asked it for the same question before. */
  remember<R>(key: string, read: () => Promise<R>, ask?: () => Promise<string>): Promise<R>
}

/** What depends on the clock as well ("has ended", "is late") may lag behind it by so much. */
const freshMs = 1_000
/** So many things are kept; the state changes far more often than that. */
const most = 500

export async function createMemory(databases: Databases): Promise<Memory> {
  const state = databases.dialect === 'sqlite' ? await countCommits(databases) : nameSnapshots(databases)
  let known = ''
  let kept = new Map<string, { value: unknown; at: number }>()

  const memory: Memory = {
    state,
    find(current, key) {
      if (current !== known) return undefined
      const found = kept.get(key)
      return found && performance.now() - found.at < freshMs ? found.value : undefined
    },
    keep(current, key, value) {
      if (current !== known) kept = new Map()
      known = current
      if (kept.size >= most) kept.clear()
      kept.set(key, { value, at: performance.now() })
    },
    async remember<R>(key: string, read: () => Promise<R>, ask = state): Promise<R> {
      const current = await ask()
      const found = memory.find(current, key)
      if (found !== undefined) return found as R
      const value = await read()
      memory.keep(current, key, value)
      return value
    },
  }
  return memory
}

async function countCommits({ reader }: Databases): Promise<() => Promise<string>> {
  // The reader's own connection, which never writes: every commit is another's, and counted.
  const connection = (await reader.createQueryRunner().connect()) as SqliteConnection
  const version = connection.prepare<[], number>('PRAGMA data_version').pluck()
  return async () => String(version.get())
}

/**
 * One question at a time, for all who wait: those who come while it is under way are not answered by it, because it may
 * have been answered before they came, but share the next.
 */
function nameSnapshots({ reader }: Databases): () => Promise<string> {
  let asking: Promise<unknown> | null = null
  let next: Promise<string> | null = null
  const ask = async (): Promise<string> => {
    const rows = await reader
      .query('SELECT pg_current_snapshot()::text AS "name"')
      .catch((error: unknown) => {
        // A database that is busy is no defect here either.
        throw translate(error)
      })
    return (rows as { name: string }[])[0]?.name ?? ''
  }
  const begin = () => {
    next = null
    const answer = ask()
    asking = answer.catch(() => undefined).finally(() => (asking = null))
    return answer
  }
  return () => {
    next ??= asking === null ? Promise.resolve().then(begin) : asking.then(begin)
    return next
  }
}
