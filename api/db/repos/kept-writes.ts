import type { Id, Instant } from '../../../contract/values.ts'
import type { Connection } from '../repositories.ts'
import { type KeptWrite, keptWriteSchema } from '../schema/idempotency.ts'

/** Writes that were done under a key, so that the same one sent again is answered and not done again. */
export function keptWrites({ manager }: Connection) {
  return {
    /** Null when there is none, or its time is over. */
    async find(personId: Id, key: string, now: Instant): Promise<KeptWrite | null> {
      const row = await manager.findOneBy(keptWriteSchema, { personId, key })
      return row !== null && row.expiresAt > now ? row : null
    },

    /**
     * False when the key is taken. On PostgreSQL it waits for somebody who has taken it and not yet committed; on SQLite
     * writers stand in a queue anyway.
     */
    async claim(row: KeptWrite, now: Instant): Promise<boolean> {
      const { personId, key } = row
      await manager
        .createQueryBuilder()
        .delete()
        .from(keptWriteSchema)
        .where('personId = :personId AND key = :key AND expiresAt <= :now', { personId, key, now })
        .execute()
      await manager
        .createQueryBuilder()
        .insert()
        .into(keptWriteSchema)
        .values(row)
        .orIgnore()
        .updateEntity(false)
        .execute()
      return manager.existsBy(keptWriteSchema, { personId, key, id: row.id })
    },

    /** Keeps what is answered. */
    async keep({
      personId,
      key,
      ...answer
    }: Pick<KeptWrite, 'personId' | 'key'> & Partial<KeptWrite>): Promise<void> {
      await manager.update(keptWriteSchema, { personId, key }, answer)
    },

    async forgetExpired(now: Instant): Promise<void> {
      await manager
        .createQueryBuilder()
        .delete()
        .from(keptWriteSchema)
        .where('expiresAt <= :now', { now })
        .execute()
    },
  }
}
