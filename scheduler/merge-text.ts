/** Two people wrote in one text: what both may keep is merged, and only the same lines are a conflict. */
import { merge } from 'node-diff3'

/**
 * Merges `mine` and `theirs`, both made from `base`, line by line. Null where both changed the same lines differently;
 * the same change made twice counts once.
 */
export function mergeText(texts: { mine: string; base: string; theirs: string }): string | null {
  const { mine, base, theirs } = texts
  if (mine === theirs || theirs === base) return mine
  if (mine === base) return theirs
  const merged = merge(lines(mine), lines(base), lines(theirs), { excludeFalseConflicts: true })
  return merged.conflict ? null : merged.result.join('\n')
}

const lines = (text: string) => text.split('\n')
