import { getContext, setContext } from 'svelte'

/** Which facts are pointed at, from either side: the list of facts, or the text that says them. */
export type PointedFacts = {
  /** Pointed at now, or chosen. */
  readonly active: ReadonlySet<string>
  /** Facts that are no longer as the text says. */
  readonly changed: ReadonlySet<string>
  /** Points at these, until something else is pointed at. */
  point(factIds: readonly string[]): void
}

const key = Symbol('pointed facts')

export const providePointed = (pointed: PointedFacts): PointedFacts => setContext(key, pointed)
export const usePointed = (): PointedFacts => getContext<PointedFacts>(key)
