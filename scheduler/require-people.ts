import { AppError } from '../contract/errors.ts'
import type { Id } from '../contract/values.ts'
import type { KnownPeople } from './ports.ts'

/**
 * Throws `person.missing` when one of those who are named is nobody, or was erased; whoever was named `before` may stay.
 */
export async function requirePeople(
  { knownPeople }: { knownPeople: KnownPeople },
  named: readonly (Id | null | undefined)[],
  before: readonly (Id | null | undefined)[] = [],
): Promise<void> {
  const ids = [...new Set(named)].filter(
    (id) => id !== null && id !== undefined && !before.includes(id),
  ) as Id[]
  const people = await knownPeople.among(ids, [])
  if (people.length < ids.length || people.some(({ erased }) => erased)) throw new AppError('person.missing')
}
