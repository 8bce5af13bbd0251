import type { ProviderLinks } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { providerLinkSchema } from '../schema/identity.ts'

export function providerLinks({ manager, dialect }: Connection): ProviderLinks {
  return {
    async hold(issuer, subject) {
      const query = manager.createQueryBuilder(providerLinkSchema, 'link').where({ issuer, subject })
      if (dialect === 'postgres') query.setLock('pessimistic_write')
      return query.getOne()
    },
    findOf: (personId, issuer) => manager.findOneBy(providerLinkSchema, { personId, issuer }),
    listOf: (personId) => manager.findBy(providerLinkSchema, { personId }),

    async save(row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(providerLinkSchema)
        .values(row)
        .orUpdate(['roles', 'last_used_at'], ['issuer', 'subject'])
        .updateEntity(false)
        .execute()
    },

    async remove(personId) {
      const { affected } = await manager.delete(providerLinkSchema, { personId })
      return (affected ?? 0) > 0
    },
  }
}
