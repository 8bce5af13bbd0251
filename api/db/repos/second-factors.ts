import type { SecondFactors } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { secondFactorSchema } from '../schema/identity.ts'

export function secondFactors({ manager }: Connection): SecondFactors {
  return {
    find: (personId) => manager.findOneBy(secondFactorSchema, { personId }),

    async save(row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(secondFactorSchema)
        .values(row)
        .orUpdate(['sealed', 'last_step', 'recovery'], ['person_id'])
        .updateEntity(false)
        .execute()
    },

    async remove(personId) {
      await manager.delete(secondFactorSchema, { personId })
    },
  }
}
