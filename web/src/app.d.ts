import type { ErrorCode } from '#contract/errors.ts'

declare global {
  namespace App {
    interface Error {
      message: string
      /** The contract's code, from which the page says what happened. */
      code?: ErrorCode
      params?: Record<string, unknown>
    }
  }
}

declare module 'virtual:design-tokens.css'
