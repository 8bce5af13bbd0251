/** Why a sign-in by the identity provider came to nothing, as the server says it in the address of the sign-in page. */
import { AppError, type ErrorCode, errorKinds, type ErrorParams } from '#contract/errors.ts'

type Said = Exclude<ErrorCode, keyof ErrorParams>

/** Only what concerns signing in and the server: an address can be made by anybody, and says nothing else here. */
export function providerProblem(code: string | null): AppError | undefined {
  if (code === null || !/^(session|server)\./.test(code) || !Object.hasOwn(errorKinds, code)) return undefined
  return new AppError(code as Said)
}
