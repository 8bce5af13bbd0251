/**
 * What errors are called, in both languages, and what reads them: most visits never need either. They come when a page has
 * been at rest for a moment, or with the first error; whoever shows an error before that is told again once they are there.
 */
import type { errorWords } from '#contract/error-words.ts'
import type * as wireErrors from '#contract/wire-error.ts'

type WireErrors = typeof wireErrors

let words = $state.raw<typeof errorWords>()
let bringing: Promise<void> | undefined

/** Resolves when they are there, or cannot be had: without a connection, say. Then they are asked for again next time. */
export function bringErrorWords(): Promise<void> {
  bringing ??= Promise.all([import('#contract/error-words.ts'), bringWireErrors()]).then(
    ([module]) => {
      words = module.errorWords
    },
    () => {
      bringing = undefined
    },
  )
  return bringing
}

/** The words, if they are there; asks for them otherwise. */
export function knownErrorWords(): typeof errorWords | undefined {
  if (!words) void bringErrorWords()
  return words
}

/** How errors travel, as schemas; null when they cannot be had. The browser keeps what has come once. */
export const bringWireErrors = (): Promise<WireErrors | null> =>
  import('#contract/wire-error.ts').catch(() => null)
