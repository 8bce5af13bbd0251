import { AppError } from '#contract/errors.ts'
import type { Words } from '#contract/error-words.ts'
import * as m from '#lib/paraglide/messages.js'
import { preferences } from '#lib/preferences/preferences.svelte.ts'
import { knownErrorWords } from './error-words.svelte.ts'

/** Any failure in the reader's language: what happened, and what to do. A defect of ours reads as `server.failed`. */
export function errorInWords(error: unknown): Words {
  const words = knownErrorWords()
  if (!words) return { title: m.error_unknown_title(), detail: m.error_unknown() }
  return error instanceof AppError
    ? words(preferences.locale, error.code, error.params)
    : words(preferences.locale, 'server.failed', {})
}

/** The same in one sentence, for places with room for one. */
export function errorSentence(error: unknown): string {
  const { title, detail } = errorInWords(error)
  return `${title}. ${detail}`
}
