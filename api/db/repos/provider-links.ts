import type { ProviderLinks } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { providerLinkSchema } from '../schema/identity.ts'

export function providerLinks({ manager }: Connection): ProviderLinks {
  return {
    find: (issuer, subject) => manager.findOneBy(providerLinkSchema, { issuer, subject }),
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
