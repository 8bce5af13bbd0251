import type { Locale } from './values.ts'

/** What stands where the name of somebody stood who was erased, or whose time was over, as each reader is told it. */
const erasedNames = { ro: 'Persoană ștearsă', en: 'Erased person' } as const satisfies Record<Locale, string>
/** The same as it is kept: in the language of the records. */
export const erasedName = erasedNames.ro

/** A text for this reader, in which the pseudonym is in their language where it is all there is. */
export const nameForReader = (text: string, locale: Locale): string =>
  text === erasedName ? erasedNames[locale] : text
/** The same of a letter to this reader, within its sentences. */
export const lineForReader = (text: string, locale: Locale): string =>
  text.replaceAll(erasedName, erasedNames[locale])
/** What this reader has sent back, as it is kept. */
export const nameForRecord = (text: string, locale: Locale): string =>
  text === erasedNames[locale] ? erasedName : text

/** RFC 2606 §2: a domain that never exists. Nothing is ever mailed there. */
const nowhere = '@erased.invalid'
/** An address for what must have one of its own. */
export const erasedAddress = (id: string): string => `${id}${nowhere}`
export const isErasedAddress = (email: string): boolean => email.endsWith(nowhere)
