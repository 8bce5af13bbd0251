/** What stands where the name of somebody stood who was erased, or whose time was over: in the language of the records. */
export const erasedName = 'Persoană ștearsă'

/** RFC 2606 §2: a domain that never exists. Nothing is ever mailed there. */
const nowhere = '@erased.invalid'
/** An address for what must have one of its own. */
export const erasedAddress = (id: string): string => `${id}${nowhere}`
export const isErasedAddress = (email: string): boolean => email.endsWith(nowhere)
