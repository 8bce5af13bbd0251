import type { AccountLinks } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { accountLinkSchema } from '../schema/identity.ts'

export function accountLinks({ manager }: Connection): AccountLinks {
  return {
    findByHash: (tokenHash) => manager.findOneBy(accountLinkSchema, { tokenHash }),

    async add(row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(accountLinkSchema)
        .values(row)
        .updateEntity(false)
        .execute()
    },

    // Deleting is the test: the second of two finds nothing to delete.
    take: async (id) => (await manager.delete(accountLinkSchema, { id })).affected === 1,

    async remove({ personId, expiredAt }) {
      const query = manager.createQueryBuilder().delete().from(accountLinkSchema)
      if (personId !== undefined) query.andWhere('personId = :personId', { personId })
      if (expiredAt !== undefined) query.andWhere('expiresAt <= :expiredAt', { expiredAt })
      return (await query.execute()).affected ?? 0
    },
  }
}
