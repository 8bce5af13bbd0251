/** Keeps what must be closed, and closes it in the reverse order of its making. */
export type Owner = {
  /** Takes over something to be closed, and hands it back. */
  own<T>(thing: T, close: (thing: T) => Promise<unknown> | void): T
  /** Closes everything, each even if another failed. Harmless twice. Throws the first failure. */
  close(): Promise<void>
}

export function createOwner(): Owner {
  const closers: (() => Promise<unknown> | void)[] = []
  let closing: Promise<void> | null = null

  async function closeAll(): Promise<void> {
    const failures: unknown[] = []
    for (let close = closers.pop(); close; close = closers.pop()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }

  return {
    own(thing, close) {
      closers.push(() => close(thing))
      return thing
    },
    close: () => (closing ??= closeAll()),
  }
}
