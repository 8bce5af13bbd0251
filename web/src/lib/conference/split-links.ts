/** Text with its web addresses told apart, so that the page can draw them as links without reading any mark-up. */
export type TextPart = { text: string; href: string | null }

const address = /https?:\/\/[^\s<>"]+/gi

/** Only http and https become links. A full stop or bracket after an address belongs to the sentence. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(address)) {
    let found = match[0].replace(/[.,;:!?'’”]+$/, '')
    if (found.endsWith(')') && !found.includes('(')) found = found.replace(/\)+$/, '')
    if (!URL.canParse(found)) continue
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null })
    parts.push({ text: found, href: new URL(found).href })
    from = match.index + found.length
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null })
  return parts
}
