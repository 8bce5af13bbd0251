import { createHash, randomBytes } from 'node:crypto'
import type { Id } from '../../contract/values.ts'

/**
 * Keys that bring a browser back to its seat. Only hashes are kept. Each connection gets a new key; the one that it came
 * with goes on working until the new one is known to have arrived, since the answer may be lost with the connection.
 */
export class SeatKeys {
  readonly #seatOf = new Map<string, Id>()
  /** By seat, the newest first. */
  readonly #hashesOf = new Map<Id, string[]>()

  /** A new key for the seat. `presented` is the key that it came back with: that one and the new one are good now. */
  issue(seatId: Id, presented?: string): string {
    this.forget(seatId)
    const key = randomBytes(32).toString('base64url')
    const hashes = presented === undefined ? [hash(key)] : [hash(key), hash(presented)]
    this.#hashesOf.set(seatId, hashes)
    for (const one of hashes) this.#seatOf.set(one, seatId)
    return key
  }

  /** The seat of this key, or null. */
  find(key: string): Id | null {
    return this.#seatOf.get(hash(key)) ?? null
  }

  /** The newest key has arrived: only it is good from now on. */
  confirm(seatId: Id): void {
    const hashes = this.#hashesOf.get(seatId) ?? []
    for (const old of hashes.splice(1)) this.#seatOf.delete(old)
  }

  forget(seatId: Id): void {
    for (const one of this.#hashesOf.get(seatId) ?? []) this.#seatOf.delete(one)
    this.#hashesOf.delete(seatId)
  }

  /** How many keys are good now. */
  get size(): number {
    return this.#seatOf.size
  }
}

const hash = (key: string): string => createHash('sha256').update(key).digest('base64')
