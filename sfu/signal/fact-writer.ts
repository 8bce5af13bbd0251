import type { Fact, FactLog, Logger } from '../room/ports.ts'

/** Pauses between tries when the log does not take a fact (milliseconds). */
const firstPauseMs = 200
const longestPauseMs = 10_000
/** Beyond this many waiting facts, signs of life are dropped: the next one says the same. */
const crowded = 1000

/**
 * Appends facts one after another, in their order, and tries again until the log has taken them. It rests for `settleMs`
 * before it begins: in a process that also keeps the database, the writing would stand in the way of the very person who
 * is just coming in.
 */
export class FactWriter {
  readonly #log: FactLog
  readonly #logger: Logger
  readonly #settleMs: number
  readonly #waiting: Fact[] = []
  #writing: Promise<void> | null = null
  #wake: (() => void) | null = null
  #closing = false
  /** How many wait for what is waiting to be safe. */
  #hurrying = 0
  #givenUp = false
  /** Facts that the log has taken. */
  written = 0

  constructor(log: FactLog, logger: Logger, settleMs: number) {
    this.#log = log
    this.#logger = logger
    this.#settleMs = settleMs
  }

  get waiting(): number {
    return this.#waiting.length
  }

  write(fact: Fact): void {
    if (fact.name === 'conference.alive' && this.#waiting.length >= crowded) return
    this.#waiting.push(fact)
    this.#start()
  }

  /** Writes at once. Resolves when everything is written, or after `limitMs`: then it goes on being tried. */
  async hurry(limitMs: number): Promise<void> {
    const limit = Promise.withResolvers<void>()
    const timer = setTimeout(limit.resolve, limitMs)
    this.#hurrying += 1
    this.#wake?.()
    await Promise.race([this.#written(), limit.promise])
    this.#hurrying -= 1
    clearTimeout(timer)
  }

  /**
   * Resolves when everything is written, or after `limitMs`: what the log has not taken by then is lost, and said so.
   * Nothing may be written afterwards.
   */
  async close(limitMs: number): Promise<void> {
    this.#closing = true
    await this.hurry(limitMs)
    this.#givenUp = true
    this.#wake?.()
    if (this.#waiting.length > 0)
      this.#logger.error({ lost: this.#waiting.length }, 'facts of conferences could not be written')
  }

  #start(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null
      // Written to in the very turn in which it had found nothing more.
      if (this.#waiting.length > 0 && !this.#givenUp) this.#start()
    })
  }

  async #written(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  async #writeAll(): Promise<void> {
    if (this.#settleMs > 0 && !this.#closing && this.#hurrying === 0) await this.#rest(this.#settleMs)
    let pause = firstPauseMs
    for (let fact = this.#waiting[0]; fact && !this.#givenUp; fact = this.#waiting[0]) {
      try {
        await this.#log.append(fact)
        this.#waiting.shift()
        this.written += 1
        pause = firstPauseMs
      } catch (error) {
        this.#logger.warn(
          { err: error, waiting: this.#waiting.length },
          'a fact could not be written; trying again',
        )
        await this.#rest(pause)
        pause = Math.min(longestPauseMs, pause * 2)
      }
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), ms)
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = null
        resolve()
      }
    })
  }
}
