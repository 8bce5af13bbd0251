import type { Tokens } from '../../../identity/ports.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { accountSchema, personSchema, tokenSchema } from '../schema/identity.ts'
import { plain } from './people.ts'

export function tokens({ manager }: Connection): Tokens {
  return {
    listOf: (personId) =>
      manager.find(tokenSchema, { where: { personId }, order: { createdAt: 'ASC', id: 'ASC' } }),

    async findOpen(tokenHash) {
      const token = await manager.findOneBy(tokenSchema, { tokenHash })
      if (!token) return null
      const { personId } = token
      const person = await manager.findOneBy(personSchema, { id: personId })
      const account = await manager.findOneBy(accountSchema, { personId })
      return person && account ? { token, person: plain(person), account } : null
    },

    add: (row) => insertRows(manager, tokenSchema, [row]),

    async remove(id, personId) {
      const { affected } = await manager.delete(tokenSchema, { id, personId })
      return affected === 1
    },

    async removeExpired(expiredAt) {
      await manager
        .createQueryBuilder()
        .delete()
        .from(tokenSchema)
        .where('expiresAt <= :expiredAt', { expiredAt })
        .execute()
    },

    async touch(id, lastUsedAt, before) {
      await manager
        .createQueryBuilder()
        .update(tokenSchema)
        .set({ lastUsedAt })
        .where('id = :id AND (lastUsedAt IS NULL OR lastUsedAt < :before)', { id, before })
        .execute()
    },
  }
}
