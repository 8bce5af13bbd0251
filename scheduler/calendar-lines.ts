/**
 * iCalendar's content lines: escaping, parameters and folding (RFC 5545 §3.1, §3.3.11; RFC 6868). Everything that
 * leaves as `text/calendar` is written with these, so a rule is kept in one place.
 */

/** A whole component or object: its lines, not yet folded, without line ends. */
export type Lines = readonly string[]

/** TEXT values: backslash, semicolon, comma and line ends are escaped; other control characters are dropped. */
export const text = (value: string): string =>
  withoutControls(value)
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\r\n|\r|\n/g, '\\n')

/**
 * A parameter value in quotes, with caret escapes for what may not stand between them (RFC 6868 §3.1): `"` is `^'`,
 * a line end is `^n`, and the caret itself `^^`.
 */
export const quoted = (value: string): string =>
  `"${withoutControls(value)
    .replace(/\^/g, '^^')
    .replace(/"/g, "^'")
    .replace(/\r\n|\r|\n/g, '^n')}"`

/** `NAME;PARAM=VALUE;…:VALUE`. Values must already be escaped (`text`, `quoted`); an absent parameter is left out. */
export function line(name: string, value: string, params: Record<string, string | null> = {}): string {
  const written = Object.entries(params).flatMap(([key, param]) =>
    param === null ? [] : [`;${key}=${param}`],
  )
  return `${name}${written.join('')}:${value}`
}

/** `BEGIN:NAME`, what is in it, `END:NAME`. */
export const component = (name: string, ...content: Lines[]): Lines => [
  `BEGIN:${name}`,
  ...content.flat(),
  `END:${name}`,
]

/** The text as it travels: every line folded and ended with CRLF. */
export const written = (lines: Lines): string => lines.map((each) => `${fold(each)}\r\n`).join('')

/** Most octets in a line, without its CRLF. */
const maxOctets = 75

/**
 * Cuts a line into pieces of at most 75 *octets* of UTF-8, each after the first beginning with a space. The cut falls
 * between characters, never inside one (`ș` has two octets, an emoji four).
 */
function fold(whole: string): string {
  if (Buffer.byteLength(whole) <= maxOctets) return whole
  let folded = ''
  let octets = 0
  for (const character of whole) {
    const size = Buffer.byteLength(character)
    if (octets + size > maxOctets) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return folded
}

/** RFC 5545 §3.1 allows no control characters but tab and line ends; half a surrogate pair has no UTF-8 form. */
const withoutControls = (value: string): string =>
  // oxlint-disable-next-line no-control-regex -- Control characters are exactly what is removed here.
  value.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
