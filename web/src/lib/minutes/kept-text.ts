/**
 * Texts of minutes that the server does not have yet, kept in this browser: they outlive the tab, a lost connection and
 * a sign-in. Each person's are their own, as people share computers.
 */
export type Kept = { text: string; base: string; version: number }

export type KeptText = {
  read(): Kept | undefined
  keep(kept: Kept): void
  drop(): void
}

const prefix = (personId: string, meetingId: string) => `sfat.minutes.${personId}.${meetingId}.`

const parse = (json: string | null): Kept | undefined => {
  try {
    const kept: unknown = json === null ? undefined : JSON.parse(json)
    if (typeof kept !== 'object' || kept === null) return undefined
    const { text, base, version } = kept as Partial<Kept>
    return typeof text === 'string' && typeof base === 'string' && typeof version === 'number'
      ? { text, base, version }
      : undefined
  } catch {
    return undefined
  }
}

/** The place of one entry's text. */
export function keptText(
  personId: string,
  meetingId: string,
  entryId: string,
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = localStorage,
): KeptText {
  const key = prefix(personId, meetingId) + entryId
  return {
    read: () => {
      try {
        return parse(storage.getItem(key))
      } catch {
        return undefined
      }
    },
    keep: (kept) => {
      try {
        storage.setItem(key, JSON.stringify(kept))
      } catch {
        // Storage is full or off: the field itself still holds the words.
      }
    },
    drop: () => {
      try {
        storage.removeItem(key)
      } catch {
        // Nothing was kept.
      }
    },
  }
}

/** All that is kept of a meeting's minutes, by entry: for when they can no longer be written. */
export function allKept(personId: string, meetingId: string): Map<string, string> {
  const found = new Map<string, string>()
  try {
    const begin = prefix(personId, meetingId)
    for (const key of Object.keys(localStorage)) {
      const kept = key.startsWith(begin) ? parse(localStorage.getItem(key)) : undefined
      if (kept) found.set(key.slice(begin.length), kept.text)
    }
  } catch {
    // Without storage nothing was kept.
  }
  return found
}
