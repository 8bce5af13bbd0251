/** A link by which a password is chosen is made at the very moment at which something else is done with its account. */
import { describe, expect, it } from 'vitest'
import { addPerson } from '../../identity/add-person.ts'
import { changePerson } from '../../identity/change-person.ts'
import { makeAccountLink } from '../../identity/make-account-link.ts'
import { onPostgres, type TestDatabase } from '../support/databases.ts'
import { addOrganisation, addPerson as addSomebody } from '../support/people.ts'
import { overtake } from '../support/overtake.ts'

async function scene(database: TestDatabase) {
  const { work, clock } = database
  const deps = { work, clock, publicUrl: 'https://sfat.example.ro' }
  const ana = await addSomebody(work, 'Ana Pop', await addOrganisation(work, 'MAI'), 'administrator')
  const known = { name: 'Ion Dan', email: 'ion@example.ro', locale: 'ro', position: null } as const
  const { person } = await addPerson(deps, ana, { ...known, organisationId: null, roles: ['member'] })
  // The one that came with the account has been forgotten.
  await work.run(({ accountLinks }) => accountLinks.remove({ personId: person.id }))
  const links = () => database.databases.reader.query('SELECT id FROM account_link')
  const close = () =>
    changePerson(deps, ana, person.id, {
      ...{ ...known, organisationId: null, roles: [], suspended: false, version: person.version },
    })
  const make = (through = work) => makeAccountLink({ ...deps, work: through }, ana, person.id)
  return { make, links, close }
}

onPostgres((open) => {
  describe('a link that is made', () => {
    it('while another is made for the same account is the only one that is left, or the other is', async () => {
      const database = await open()
      const { make, links } = await scene(database)
      const [one, other] = await overtake(database, ['accountLinks', 'remove'], make, () => make())
      expect([one.status, other.status]).toEqual(['fulfilled', 'fulfilled'])
      expect(await links()).toHaveLength(1)
    })

    it('while its account is closed goes with it', async () => {
      const database = await open()
      const { make, links, close } = await scene(database)
      const [made, closed] = await overtake(database, ['accountLinks', 'remove'], make, close)
      expect([made.status, closed.status]).toEqual(['fulfilled', 'fulfilled'])
      expect(await links()).toEqual([])
    })
  })
})
