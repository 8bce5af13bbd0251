import type { ProviderLinks } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { providerLinkSchema } from '../schema/identity.ts'

export function providerLinks({ manager, dialect }: Connection): ProviderLinks {
  const held = () => {
    const query = manager.createQueryBuilder(providerLinkSchema, 'link')
    return dialect === 'postgres' ? query.setLock('pessimistic_write') : query
  }

  return {
    hold: (issuer, subject) => held().where({ issuer, subject }).getOne(),
    findOf: (personId, issuer) => manager.findOneBy(providerLinkSchema, { personId, issuer }),
    holdOf: (personId) => held().where({ personId }).orderBy('link.issuer').getMany(),

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
