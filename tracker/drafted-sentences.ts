import type { ReportSentence } from '../contract/tracking.ts'
import type { SectionRow } from './ports.ts'

/**
 * The sentences that were drafted for a section, each with its facts: a line to a fact, in their order. The last line of a
 * section that was too long stands for all facts that are left; the summary speaks of everything at once and is tied to none.
 */
export function draftedSentences({
  key,
  drafted,
  factIds,
}: Pick<SectionRow, 'key' | 'drafted' | 'factIds'>): ReportSentence[] {
  const lines = drafted.split('\n')
  if (key === 'summary' || factIds.length === 0) return lines.map((text) => ({ text, factIds: [] }))
  const last = lines.length - 1
  return lines.map((text, index) => ({
    text,
    factIds: index === last ? factIds.slice(index) : factIds.slice(index, index + 1),
  }))
}
