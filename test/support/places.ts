/** Installations without a process: folders of their own, each with a database that nobody is connected to. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Place } from '../../api/backup/place.ts'
import type { Open } from './databases.ts'

/** A folder that goes with the test. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sfat-place-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Where nothing has been started yet: an empty folder and, with PostgreSQL, a database without tables. */
export async function emptyPlace(open: Open): Promise<Place> {
  const { target, work, databases } = await open({ migrated: false })
  await work.close()
  await databases.close()
  return {
    dataDir: join(await testFolder(), 'data'),
    databaseUrl: target.kind === 'postgres' ? target.url : null,
  }
}

/** The variables with which a product starts there. */
export const environmentOf = ({ dataDir, databaseUrl }: Place): Record<string, string> => ({
  DATA_DIR: dataDir,
  ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
})
