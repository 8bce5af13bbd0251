import type { Connection } from '../repositories.ts'
import { ask } from '../ask.ts'

/** How much the database holds, as it says itself; null where it may not tell. */
export function size(connection: Connection) {
  const { dialect } = connection
  const statement =
    dialect === 'sqlite'
      ? 'SELECT page_count * page_size AS "bytes" FROM pragma_page_count(), pragma_page_size()'
      : 'SELECT pg_database_size(current_database()) AS "bytes"'
  return {
    async ofDatabase(): Promise<{ database: Connection['dialect']; databaseBytes: number | null }> {
      const [row] = await ask<{ bytes: number }>(connection, statement, {})
      return { database: dialect, databaseBytes: row ? Number(row.bytes) : null }
    },
  }
}
