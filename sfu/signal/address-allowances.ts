import { type Allowance, type AllowanceRule, fullAllowance } from '../room/allowance.ts'

/** What all connections of an address may ask, and how one says that it is none of them any more. */
export type AddressShare = { allowance: Allowance; rule: AllowanceRule; release: () => void }

type Shared = { allowance: Allowance; connections: number }

/**
 * What the connections of one address may ask together. An address whose last connection has gone is remembered until its
 * allowance would be full again, or whoever reconnects would begin anew each time.
 */
export class AddressAllowances {
  readonly #rule: AllowanceRule
  readonly #shared = new Map<string, Shared>()
  #sweptAt = 0

  constructor(rule: AllowanceRule) {
    this.#rule = rule
  }

  /** One connection more of this address; `release` it when it has gone. */
  hold(address: string, at: number): AddressShare {
    this.#sweep(at)
    const shared = this.#shared.get(address) ?? { allowance: fullAllowance(this.#rule, at), connections: 0 }
    this.#shared.set(address, shared)
    shared.connections += 1
    let held = true
    return {
      allowance: shared.allowance,
      rule: this.#rule,
      release: () => {
        if (held) shared.connections -= 1
        held = false
      },
    }
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#shared.size
  }

  #sweep(at: number): void {
    const untilFull = this.#rule.burst * this.#rule.everyMs
    if (at - this.#sweptAt < untilFull) return
    this.#sweptAt = at
    for (const [address, { allowance, connections }] of this.#shared)
      if (connections === 0 && at - allowance.at >= untilFull) this.#shared.delete(address)
  }
}
