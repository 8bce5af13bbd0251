/**
 * Breaks text into lines of at most `width`, at spaces; a word that is wider than a line is cut. A number stays with the
 * word that it counts: "12 noiembrie", "3 zile".
 */
export function breakLines(text: string, width: number, measure: (text: string) => number): string[] {
  const paragraphs = text.split('\n').map((paragraph) => breakParagraph(paragraph.trimEnd(), width, measure))
  const lines = paragraphs.flat()
  // A space ends each line but the last: text that is read aloud or copied must not lose its words' ends.
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} ` : line))
}

function breakParagraph(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = []
  const space = measure(' ')
  let line = ''
  let used = 0
  for (const word of text.split(/ (?!(?<=\d )\p{L})/u).flatMap((part) => cut(part, width, measure))) {
    const wide = measure(word)
    if (line !== '' && used + space + wide > width) {
      lines.push(line)
      line = word
      used = wide
    } else {
      used += (line === '' ? 0 : space) + wide
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}

/** A word in pieces that fit: addresses and registration codes have no spaces to break at. */
function cut(word: string, width: number, measure: (text: string) => number): string[] {
  if (measure(word) <= width) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const letter of word) {
    if (piece !== '' && measure(piece + letter) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += letter
  }
  return [...pieces, piece]
}
