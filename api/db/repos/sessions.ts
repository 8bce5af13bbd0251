import type { Sessions } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { accountSchema, personSchema, sessionSchema } from '../schema/identity.ts'
import { plain } from './people.ts'

export function sessions({ manager }: Connection): Sessions {
  return {
    async findOpen(tokenHash) {
      const session = await manager.findOneBy(sessionSchema, { tokenHash })
      if (!session) return null
      const { personId } = session
      const person = await manager.findOneBy(personSchema, { id: personId })
      const account = await manager.findOneBy(accountSchema, { personId })
      return person && account ? { session, person: plain(person), account } : null
    },

    listOf: (personId) =>
      manager
        .createQueryBuilder(sessionSchema, 'session')
        .where({ personId })
        .orderBy('session.createdAt', 'DESC')
        .addOrderBy('session.id', 'DESC')
        .getMany(),

    async add(row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(sessionSchema)
        .values(row)
        .updateEntity(false)
        .execute()
    },

    async touch({ id, lastSeenAt, expiresAt, before }) {
      await manager
        .createQueryBuilder()
        .update(sessionSchema)
        .set({ lastSeenAt, expiresAt })
        .where('id = :id AND lastSeenAt < :before', { id, before })
        .execute()
    },

    async remove({ id, personId, except, tokenHash, expiredAt }) {
      const query = manager.createQueryBuilder(sessionSchema, 'session').select('session.id')
      if (id !== undefined) query.andWhere('session.id = :id', { id })
      if (personId !== undefined) query.andWhere('session.personId = :personId', { personId })
      if (except !== undefined) query.andWhere('session.id <> :except', { except })
      if (tokenHash !== undefined) query.andWhere('session.tokenHash = :tokenHash', { tokenHash })
      if (expiredAt !== undefined) query.andWhere('session.expiresAt <= :expiredAt', { expiredAt })
      const ids = (await query.getMany()).map((session) => session.id)
      // In portions: a statement takes so many parameters and no more.
      for (let start = 0; start < ids.length; start += 500)
        await manager.delete(sessionSchema, ids.slice(start, start + 500))
      return ids
    },
  }
}
