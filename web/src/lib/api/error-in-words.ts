import { AppError } from '#contract/errors.ts'
import { errorWords, type Words } from '#contract/error-words.ts'
import { preferences } from '#lib/preferences/preferences.svelte.ts'

/** Any failure in the reader's language: what happened, and what to do. A defect of ours reads as `server.failed`. */
export function errorInWords(error: unknown): Words {
  return error instanceof AppError
    ? errorWords(preferences.locale, error.code, error.params)
    : errorWords(preferences.locale, 'server.failed', {})
}

/** The same in one sentence, for places with room for one. */
export function errorSentence(error: unknown): string {
  const { title, detail } = errorInWords(error)
  return `${title}. ${detail}`
}
