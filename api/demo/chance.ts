/** Chance that comes out the same every time, so that two demonstrations of one day are alike. Mulberry32. */
export type Chance = {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  pick<T>(from: readonly T[]): T
  /** Several different ones, in their order. */
  some<T>(from: readonly T[], count: number): T[]
  /** True with this probability, from 0 to 1. */
  happens(probability: number): boolean
}

export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    between,
    pick: (from) => from[between(0, from.length - 1)]!,
    some: (from, count) => {
      const left = from.map((_, index) => index)
      const taken = Array.from(
        { length: Math.min(count, from.length) },
        () => left.splice(between(0, left.length - 1), 1)[0]!,
      )
      return taken.sort((a, b) => a - b).map((index) => from[index]!)
    },
    happens: (probability) => next() < probability,
  }
}
