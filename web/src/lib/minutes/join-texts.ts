/** Two people changed the same lines: what each wrote there, and the whole text with one, the other, or both. */
import { diff3Merge } from 'node-diff3'

export type Texts = { mine: string; base: string; theirs: string }
export type Keep = 'mine' | 'theirs' | 'both'

/** A stretch of text that both have, or one where they differ. */
export type Stretch = { same: string[] } | { mine: string[]; theirs: string[] }

const lines = (text: string) => text.split('\n')

/** The merged text from top to bottom, with the places where the same lines differ. */
export function stretchesOf({ mine, base, theirs }: Texts): Stretch[] {
  return diff3Merge(lines(mine), lines(base), lines(theirs), { excludeFalseConflicts: true }).map(
    ({ ok, conflict }) => (conflict ? { mine: conflict.a, theirs: conflict.b } : { same: ok ?? [] }),
  )
}

/** The whole text. What only one of them changed is in it whatever is chosen; only the lines in dispute are decided. */
export function joinTexts(texts: Texts, keep: Keep): string {
  return stretchesOf(texts)
    .flatMap((stretch) => {
      if ('same' in stretch) return stretch.same
      if (keep !== 'both') return stretch[keep]
      const { mine, theirs } = stretch
      // Lines that both wrote stand once; an empty line is nobody's word.
      return [...theirs, ...mine.filter((line) => line.trim() !== '' && !theirs.includes(line))]
    })
    .join('\n')
}
