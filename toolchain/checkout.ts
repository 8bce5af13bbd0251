import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** The folder of this checkout. */
export const root = join(import.meta.dirname, '..')

/** The name of a lock that concerns this checkout only. */
export const lockOfCheckout = (work: string): string =>
  `${work}-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`
