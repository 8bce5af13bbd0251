/** What a backup says of itself: enough to tell whether it is whole, and who can read it. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { Instant } from '../../contract/values.ts'

export const manifestName = 'manifest.json'

const Path = z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[\w./-]+$/)

export const Manifest = z.object({
  /** Of this description; another number is another version's. */
  format: z.literal(1),
  product: z.literal('sfat'),
  version: z.string(),
  madeAt: Instant,
  database: z.object({
    kind: z.enum(['sqlite', 'postgres']),
    file: Path,
    /** Of PostgreSQL. */
    server: z.string().nullable(),
    migrations: z.array(z.string()).min(1),
    rows: z.record(z.string(), z.int()),
  }),
  /** Every file of the backup but this one. */
  files: z.array(z.object({ path: Path, bytes: z.int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
})
export type Manifest = z.infer<typeof Manifest>

/** The SHA-256 of a file, in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
