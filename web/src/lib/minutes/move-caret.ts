/**
 * Where a caret goes when the text around it is replaced: it stays before or after the same words. Inside what was
 * replaced it goes to the same place of a line that is still there, else to the end of what came in its stead.
 */
export function moveCaret(before: string, after: string, at: number): number {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  if (at <= head) return at
  let tail = 0
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  if (at >= before.length - tail) return at + after.length - before.length

  const start = before.lastIndexOf('\n', at - 1) + 1
  const end = before.indexOf('\n', at)
  const line = before.slice(start, end < 0 ? undefined : end)
  const found = line === '' ? -1 : `\n${after}\n`.indexOf(`\n${line}\n`)
  return found < 0 ? after.length - tail : found + at - start
}
