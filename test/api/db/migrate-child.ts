/** A process that starts: it opens the database, migrates it, and says which migrations it ran itself. */
import { openDatabases, type DatabaseTarget } from '../../../api/db/data-source.ts'
import { migrate } from '../../../api/db/migrate.ts'
import { migrations } from '../../../api/db/migrations/index.ts'
import { answerParent } from '../../support/run-in-process.ts'

await answerParent(async ({ target }: { target: DatabaseTarget }) => {
  const databases = await openDatabases(target)
  try {
    return await migrate(databases, migrations)
  } finally {
    await databases.close()
  }
})
