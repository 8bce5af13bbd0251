import { In } from 'typeorm'
import type { KnownPeople } from '../../../scheduler/ports.ts'
import type { Connection } from '../repositories.ts'
import { organisationSchema, personSchema } from '../schema/identity.ts'

export function knownPeople({ manager }: Connection): KnownPeople {
  return {
    async among(ids, emails) {
      if (ids.length === 0 && emails.length === 0) return []
      const found = await manager.find(personSchema, {
        select: { id: true, name: true, email: true, organisationId: true, locale: true, erasedAt: true },
        where: [{ id: In(ids) }, { email: In(emails) }],
      })
      const organisationIds = [...new Set(found.flatMap(({ organisationId }) => organisationId ?? []))]
      const organisations = await manager.findBy(organisationSchema, { id: In(organisationIds) })
      const shortNames = new Map(organisations.map(({ id, shortName }) => [id, shortName]))
      return found.map(({ id, name, email, organisationId, locale, erasedAt }) => ({
        id,
        name,
        email,
        organisation: (organisationId && shortNames.get(organisationId)) || null,
        locale,
        erased: Boolean(erasedAt),
      }))
    },
  }
}
