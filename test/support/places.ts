/** Installations without a process: folders of their own, each with a database that nobody is connected to. */
import { join } from 'node:path'
import type { Place } from '../../api/backup/place.ts'
import type { Open } from './databases.ts'
import { testFolder } from './test-folder.ts'

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
