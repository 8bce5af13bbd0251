/**
 * What somebody has typed into a form and not sent, kept in this tab's session storage: it survives a reload and a
 * sign-in, and ends with the tab. Never put secrets here.
 */
const key = (name: string) => `sfat.draft.${name}`

export function readDraft<Values extends object>(name: string): Partial<Values> | undefined {
  try {
    const text = sessionStorage.getItem(key(name))
    const draft: unknown = text ? JSON.parse(text) : undefined
    return typeof draft === 'object' && draft !== null ? (draft as Partial<Values>) : undefined
  } catch {
    return undefined
  }
}

export function writeDraft(name: string, values: object): void {
  try {
    sessionStorage.setItem(key(name), JSON.stringify(values))
  } catch {
    // Storage is full or off: the form itself still holds the words.
  }
}

export function dropDraft(name: string): void {
  try {
    sessionStorage.removeItem(key(name))
  } catch {
    // Nothing was kept.
  }
}
