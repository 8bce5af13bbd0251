import { IsNull } from 'typeorm'
import type { Installation } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { installationSchema } from '../schema/identity.ts'

const theOne = { id: 1 }

export function installation({ manager, dialect }: Connection): Installation & {
  /** Writes what changes nothing for anybody, to see whether anything can be written. */
  tryWriting(): Promise<void>
} {
  const row = () => manager.findOneByOrFail(installationSchema, theOne)
  return {
    isSetUp: async () => (await row()).setUpAt !== null,
    accepts: async (tokenHash) => (await row()).setUpTokenHash === tokenHash,

    async offer(tokenHash) {
      const { affected } = await manager.update(
        installationSchema,
        { ...theOne, setUpAt: IsNull() },
        { setUpTokenHash: tokenHash },
      )
      return affected === 1
    },

    // The condition is the lock: whoever comes second finds the row closed.
    async close(tokenHash, at) {
      const { affected } = await manager.update(
        installationSchema,
        { ...theOne, setUpAt: IsNull(), ...(tokenHash === null ? {} : { setUpTokenHash: tokenHash }) },
        { setUpAt: at, setUpTokenHash: null },
      )
      return affected === 1
    },

    async tryWriting() {
      if (dialect === 'postgres') {
        // Another version of a row that stays the same; then a table that takes more than what is left in begun pages.
        await manager.query('UPDATE installation SET set_up_at = set_up_at')
        await manager.query(
          `CREATE TEMPORARY TABLE try_writing ON COMMIT DROP AS
           SELECT repeat(md5(n::text), 60) AS filler FROM generate_series(1, 100) AS n`,
        )
      } else {
        // SQLite notices when a row stays the same, and writes nothing.
        const [row] = (await manager.query('PRAGMA user_version')) as { user_version: number }[]
        await manager.query(`PRAGMA user_version = ${((row?.user_version ?? 0) + 1) % 2 ** 31}`)
      }
    },
  }
}
