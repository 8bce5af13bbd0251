/**
 * Text as it is searched and sorted: without case and diacritics, so that "Stefan" finds "Ștefan" and "ŞTEFAN"
 * (with the cedilla of old fonts). Kept in columns of its own, because the two databases fold differently.
 */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ł/g, 'l')
    .replace(/ø/g, 'o')
    .replace(/æ/g, 'ae')
    .replace(/đ/g, 'd')
    .replace(/\s+/g, ' ')
    .trim()
