/**
 * Where a text says its facts. The author may change, join and move what was drafted: a sentence that still stands word for
 * word is found anywhere; one that was changed is the line that shares most of its words.
 */
import type { ReportSentence } from '#contract/tracking.ts'

/** A stretch of a text, `[start, end)` in UTF-16 units, and the facts that it says. */
export type Tie = { start: number; end: number; factIds: readonly string[] }

/** Of the words of both, at least this share must be the same (Sørensen–Dice). */
const alike = 0.5

/** In the order of the text; ties never overlap, and each sentence is tied at most once. */
export function tieSentences(text: string, sentences: readonly ReportSentence[]): Tie[] {
  const ties: Tie[] = []
  const isFree = (start: number, end: number) => ties.every((tie) => end <= tie.start || start >= tie.end)
  const lost: ReportSentence[] = []

  for (const sentence of sentences) {
    if (sentence.factIds.length === 0 || sentence.text === '') continue
    let start = text.indexOf(sentence.text)
    // The same sentence may have been drafted twice: each stands for its own fact.
    while (start !== -1 && !isFree(start, start + sentence.text.length))
      start = text.indexOf(sentence.text, start + 1)
    if (start === -1) lost.push(sentence)
    else ties.push({ start, end: start + sentence.text.length, factIds: sentence.factIds })
  }

  const lines = linesOf(text).filter(({ start, end }) => isFree(start, end))
  const pairs = lost
    .flatMap((sentence) =>
      lines.map((line) => ({
        line,
        sentence,
        likeness: likeness(words(sentence.text), words(text.slice(line.start, line.end))),
      })),
    )
    .filter((pair) => pair.likeness >= alike)
    .sort((a, b) => b.likeness - a.likeness)
  const used = new Set<unknown>()
  for (const { line, sentence } of pairs) {
    if (used.has(line) || used.has(sentence)) continue
    used.add(line).add(sentence)
    ties.push({ ...line, factIds: sentence.factIds })
  }
  return ties.sort((a, b) => a.start - b.start)
}

/** A text cut where its ties begin and end, in order and without gaps; `tie` is null between them. */
export function cutAtTies(text: string, ties: readonly Tie[]): { text: string; tie: Tie | null }[] {
  const pieces: { text: string; tie: Tie | null }[] = []
  let at = 0
  for (const tie of ties) {
    if (tie.start > at) pieces.push({ text: text.slice(at, tie.start), tie: null })
    pieces.push({ text: text.slice(tie.start, tie.end), tie })
    at = tie.end
  }
  if (at < text.length) pieces.push({ text: text.slice(at), tie: null })
  return pieces
}

function linesOf(text: string): { start: number; end: number }[] {
  let start = 0
  return text.split('\n').flatMap((line) => {
    const span = { start, end: start + line.length }
    start = span.end + 1
    return line.trim() === '' ? [] : [span]
  })
}

const words = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0
  return (2 * a.intersection(b).size) / (a.size + b.size)
}
