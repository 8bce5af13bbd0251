/** Whether the errors that the description names for each route are those that stand in its code. */
import { expect, it } from 'vitest'
import { isWritten } from './write-error-codes.ts'

// The whole server is read with all its types.
it('The error codes of each route are those that its code throws', { timeout: 600_000 }, async () => {
  expect(await isWritten(), 'node test/openapi/write-error-codes.ts writes them anew').toBe(true)
})
