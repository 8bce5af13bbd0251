/** What becomes of a text that two people wrote in at once: nothing is lost, and only what both changed is asked about. */

/** Texts by the key of their section. */
export type Texts = Readonly<Record<string, string>>
export type Conflict = { key: string; mine: string; theirs: string }

/**
 * `base` is what both began with. A section that only one of them changed is taken from that one; where both wrote
 * something different, `texts` keeps mine and `conflicts` names both.
 */
export function mergeTexts(
  base: Texts,
  mine: Texts,
  theirs: Texts,
): { texts: Record<string, string>; conflicts: Conflict[] } {
  const texts: Record<string, string> = {}
  const conflicts: Conflict[] = []
  for (const [key, their] of Object.entries(theirs)) {
    const own = mine[key] ?? their
    const before = base[key] ?? their
    if (own === before) texts[key] = their
    else {
      texts[key] = own
      if (their !== before && their !== own) conflicts.push({ key, mine: own, theirs: their })
    }
  }
  return { texts, conflicts }
}

/** The sections of `mine` that differ from `base`. */
export const changedTexts = (base: Texts, mine: Texts): Record<string, string> =>
  Object.fromEntries(Object.entries(mine).filter(([key, text]) => text !== (base[key] ?? '')))

/** A sentence on a line of its own at the end of a text. */
export const withSentence = (text: string, sentence: string): string =>
  text.trim() === '' ? sentence : `${text.replace(/\s+$/, '')}\n${sentence}`
