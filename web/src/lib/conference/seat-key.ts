/**
 * The key of one's seat, kept for this tab so that a reload brings the same seat back. Session storage is copied when a
 * tab is duplicated, and two tabs would then pull one seat to and fro: a Web Lock says which tab sits in it.
 */

export type KeptSeat = { url: string; seatKey: string; seatId: string }
type Kept = KeptSeat & {
  /** Proves to another node that I was in the call, should mine have died meanwhile. */
  pass?: string | undefined
}

/**
 * A reload frees the old page's lock within this time, also on a machine that is busy; another tab keeps it for as long as it
 * lives. A lock that nobody has is not waited for, but for the browser's word, however long that takes.
 */
const lockPatienceMs = 2_000

export class SeatKeeper {
  readonly #storageKey: string
  #release: (() => void) | undefined
  #holding: string | undefined
  #pass: string | undefined

  /** @param door which meeting's door this is, so that two meetings in one tab do not mix */
  constructor(door: string) {
    this.#storageKey = `sfat.seat.${door}`
    this.#pass = this.#read()?.pass
  }

  /** What spares me the lobby when the node knows me no more. */
  get pass(): string | undefined {
    return this.#pass
  }

  renew(pass: string): void {
    this.#pass = pass
    const kept = this.#read()
    if (kept) this.#write(kept)
  }

  /** Whether this tab had a seat, so that the page can say that it is going back to it. */
  get any(): boolean {
    return this.#read() !== null
  }

  /** The seat of this tab, or null when there is none or another tab sits in it. */
  async take(): Promise<KeptSeat | null> {
    const kept = this.#read()
    if (!kept) return null
    return (await this.#hold(kept.seatId, lockPatienceMs)) ? kept : null
  }

  /** Remembers the seat. Without storage (private windows of some browsers) a reload means a new seat. */
  keep(seat: KeptSeat): void {
    if (this.#write(seat)) void this.#hold(seat.seatId, lockPatienceMs)
  }

  forget(): void {
    this.#pass = undefined
    try {
      sessionStorage.removeItem(this.#storageKey)
    } catch {
      // Storage is off: there is nothing to forget.
    }
    this.#release?.()
    this.#release = undefined
    this.#holding = undefined
  }

  #write({ url, seatKey, seatId }: KeptSeat): boolean {
    try {
      const kept: Kept = { url, seatKey, seatId, pass: this.#pass }
      sessionStorage.setItem(this.#storageKey, JSON.stringify(kept))
      return true
    } catch {
      return false
    }
  }

  #read(): Kept | null {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.#storageKey) ?? 'null') as Partial<Kept> | null
      return kept && [kept.url, kept.seatKey, kept.seatId].every((text) => typeof text === 'string')
        ? (kept as Kept)
        : null
    } catch {
      return null
    }
  }

  async #hold(seatId: string, patienceMs: number): Promise<boolean> {
    if (this.#holding === seatId || !('locks' in navigator)) return true
    this.#release?.()
    const hold = (options: LockOptions): Promise<boolean> =>
      new Promise((answer) => {
        navigator.locks
          .request(`sfat.seat.${seatId}`, options, (lock) => {
            if (!lock) return answer(false)
            return new Promise<void>((release) => {
              this.#release = release
              this.#holding = seatId
              answer(true)
            })
          })
          .catch(() => answer(false))
      })
    return (await hold({ ifAvailable: true })) || (await hold({ signal: AbortSignal.timeout(patienceMs) }))
  }
}
