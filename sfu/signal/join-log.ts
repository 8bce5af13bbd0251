/** How people come into calls of this node: how many, how fast, and what kept the others out. Names nobody. */
import type { ErrorCode } from '../../contract/errors.ts'

/** Upper ends of the classes of `within`, in seconds. */
export const joinSecondsUpTo = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const

export type JoinFailure = { cause: ErrorCode; at: number }
export type JoinCounts = {
  joins: number
  sumSeconds: number
  /** How many took at most so long, by `joinSecondsUpTo`. */
  within: number[]
  failures: Partial<Record<ErrorCode, number>>
}

const recentKept = 200

export class JoinLog {
  #joins = 0
  #sumSeconds = 0
  readonly #within = joinSecondsUpTo.map(() => 0)
  readonly #failures = new Map<ErrorCode, number>()
  readonly #recent: JoinFailure[] = []

  /** Somebody is in; `seconds` is how long the node took from their asking. */
  joined(seconds: number): void {
    this.#joins += 1
    this.#sumSeconds += seconds
    for (const [index, upTo] of joinSecondsUpTo.entries())
      if (seconds <= upTo) this.#within[index] = (this.#within[index] ?? 0) + 1
  }

  /** Somebody is not, and was told why; or is in without media. */
  failed(cause: ErrorCode, at: number): void {
    this.#failures.set(cause, (this.#failures.get(cause) ?? 0) + 1)
    this.#recent.push({ cause, at })
    if (this.#recent.length > recentKept) this.#recent.shift()
  }

  counts(): JoinCounts {
    return {
      joins: this.#joins,
      sumSeconds: this.#sumSeconds,
      within: [...this.#within],
      failures: Object.fromEntries(this.#failures),
    }
  }

  /** Failures since then (epoch milliseconds), as far as they are remembered. */
  since(at: number): JoinFailure[] {
    return this.#recent.filter((failure) => failure.at >= at)
  }
}
