import type { InstitutionsView } from '../../../scheduler/minutes-paper.ts'
import type { Connection } from '../repositories.ts'
import { organisationSchema, personSchema } from '../schema/identity.ts'

export function institutions({ manager }: Connection): InstitutionsView {
  return {
    async nameOf(personId) {
      const person = await manager.findOneBy(personSchema, { id: personId })
      if (!person?.organisationId) return null
      const organisation = await manager.findOneBy(organisationSchema, { id: person.organisationId })
      return organisation?.name ?? null
    },
  }
}
