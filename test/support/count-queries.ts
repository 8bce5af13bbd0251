import type { TestDatabase } from './databases.ts'

/** How many queries a read sends to the database: the number must not grow with the number of rows. */
export async function countQueries<T>(
  { databases: { reader } }: Pick<TestDatabase, 'databases'>,
  task: () => Promise<T>,
): Promise<{ result: T; queries: number }> {
  let queries = 0
  const before = reader.logger
  reader.logger = { ...quiet, logQuery: () => void queries++ }
  try {
    const result = await task()
    return { result, queries }
  } finally {
    reader.logger = before
  }
}

const nothing = () => undefined
const quiet = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
}
