import type { z } from 'zod'
import { AppError } from '../../contract/errors.ts'

/**
 * Where a page of a list ends: the values by which the list is sorted, in the last row, made opaque. The next page begins
 * after them, so rows that come or go meanwhile shift nothing.
 */
export const encodeCursor = (...keys: string[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url')

/** The values again, parsed with the schema of each. Throws `request.invalid` for anything that we did not make. */
export function decodeCursor<T extends [z.ZodType, ...z.ZodType[]]>(
  cursor: string,
  keys: z.ZodTuple<T>,
): z.infer<z.ZodTuple<T>> {
  const parsed = keys.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (!parsed.success) throw new AppError('request.invalid', { issues: [{ path: 'cursor', rule: 'format' }] })
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
