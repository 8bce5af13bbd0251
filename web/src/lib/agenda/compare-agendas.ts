/** What somebody else's agenda has that mine does not, for the case that both were changed. */
import { askOfItem, type ItemValues } from './agenda-values.ts'

export type Difference =
  | { kind: 'theirs-only'; theirs: ItemValues }
  | { kind: 'mine-only'; mine: ItemValues }
  | { kind: 'changed'; mine: ItemValues; theirs: ItemValues }

const same = (a: ItemValues, b: ItemValues) => JSON.stringify(askOfItem(a)) === JSON.stringify(askOfItem(b))

/** In the order of theirs; what only I have comes last. An item without an id is new, and so only mine. */
export function differences(mine: readonly ItemValues[], theirs: readonly ItemValues[]): Difference[] {
  const byId = new Map(mine.flatMap((item) => (item.id === null ? [] : [[item.id, item] as const])))
  const ids = new Set(theirs.map(({ id }) => id))
  return [
    ...theirs.flatMap((item): Difference[] => {
      const own = item.id === null ? undefined : byId.get(item.id)
      if (!own) return [{ kind: 'theirs-only', theirs: item }]
      return same(own, item) ? [] : [{ kind: 'changed', mine: own, theirs: item }]
    }),
    ...mine
      .filter(({ id }) => id === null || !ids.has(id))
      .map((item): Difference => ({ kind: 'mine-only', mine: item })),
  ]
}

/** Whether both have the same items and differ only in their order. */
export const onlyReordered = (mine: readonly ItemValues[], theirs: readonly ItemValues[]): boolean =>
  differences(mine, theirs).length === 0 && mine.some(({ id }, index) => theirs[index]?.id !== id)
