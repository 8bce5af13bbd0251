/** What a fault has met, kept for docs/faults.md: with `FAULTS_WRITE=1` each test writes its counts down. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Audited } from './audit-promises.ts'
import type { Ledger } from './ledger.ts'

export const countsFolder = join(import.meta.dirname, 'counts')

export const faults = {
  kill: '`kill -9` of the process, at random points of the story',
  'full-disk': 'no room on the disk of the database and of the documents',
  'read-only': 'nothing can be written to the disk, or the database refuses to be written',
  'database-gone': 'the database does not answer for 30 s: stopped, or its file held by another process',
  'redis-gone': 'Redis is stopped, and comes back empty',
  clock: 'the clock jumps an hour ahead, and back again',
  'mail-gone': 'the mail server is stopped, and comes back',
  restore: 'half of the story, a backup under writes, a restore elsewhere, the other half there',
} as const
export type Fault = keyof typeof faults

export const Count = z.object({
  fault: z.enum(Object.keys(faults) as [Fault, ...Fault[]]),
  database: z.enum(['sqlite', 'postgres']),
  /** How often it struck. */
  struck: z.number(),
  promises: z.number(),
  mails: z.number(),
  copies: z.number(),
  lost: z.number(),
  replayed: z.number(),
  refused: z.record(z.string(), z.number()),
})
export type Count = z.infer<typeof Count>

type Met = Pick<Count, 'fault' | 'database' | 'struck'>

export async function reportFault(met: Met, ledger: Ledger, audited: Audited): Promise<void> {
  if (process.env['FAULTS_WRITE'] !== '1') return
  const { promises, mails, copies } = audited
  const { lost, replayed, refused } = ledger
  const count: Count = { ...met, promises, mails, copies, lost, replayed, refused }
  await mkdir(countsFolder, { recursive: true })
  await writeFile(
    join(countsFolder, `${met.fault}-${met.database}.json`),
    `${JSON.stringify(count, null, 2)}\n`,
  )
}
