/** Something that happens once, for one part of a test to wait for another. */
export type Signal = { given: Promise<void>; give(): void }

export function createSignal(): Signal {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { given: promise, give: resolve }
}
