/**
 * Telling the demonstration takes a while, and somebody may interrupt it. A file in DATA_DIR says that it has begun and not
 * ended, so that the next start begins again from nothing instead of showing half of a ministry.
 */
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type TellingMark = {
  begin(): Promise<void>
  end(): Promise<void>
}

const markOf = (dataDir: string) => join(dataDir, 'demo-is-being-told')

export const markTelling = (dataDir: string): TellingMark => ({
  begin: () => writeFile(markOf(dataDir), ''),
  end: () => rm(markOf(dataDir), { force: true }),
})

/**
 * Before the database is opened: throws away what an interrupted telling has left of it. Only a telling that found an
 * installation empty leaves the mark, so nothing of anybody's is lost. Answers with whether there was such a thing.
 * Throws a sentence where the database is not a file of ours.
 */
export async function clearHalfTold(dataDir: string, databaseUrl: string | null): Promise<boolean> {
  if (!existsSync(markOf(dataDir))) return false
  if (databaseUrl !== null)
    throw new Error(
      'The demonstration was interrupted while it was being told: empty the database at DATABASE_URL, remove ' +
        `${markOf(dataDir)}, and start again.`,
    )
  for (const ending of ['', '-wal', '-shm']) await rm(join(dataDir, `sfat.db${ending}`), { force: true })
  await rm(markOf(dataDir))
  return true
}
