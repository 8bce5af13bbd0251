import type { HandleClientError } from '@sveltejs/kit/hooks'
import { AppError } from '#contract/errors.ts'

/** Before the first page: brings `Temporal` where the browser has none yet (Safari); nobody else downloads it. */
export const init = async (): Promise<void> => {
  if (!('Temporal' in globalThis)) await import('temporal-polyfill/global')
}

/** What a page could not be shown for, as the error page needs it. A defect of ours is also told to the console. */
export const handleError: HandleClientError = ({ kind, error }) => {
  if (error instanceof AppError) return { code: error.code, params: error.params as Record<string, unknown> }
  if (kind === 'unknown') console.error(error)
}
