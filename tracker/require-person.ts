import { AppError } from '../contract/errors.ts'
import type { Id } from '../contract/values.ts'
import type { TrackerUnit } from './ports.ts'

/** Throws `person.missing` for whoever is nobody, or was erased; whoever stands there `already` may stay. */
export async function requirePerson(
  { people }: Pick<TrackerUnit, 'people'>,
  id: Id | null,
  already: Id | null = null,
): Promise<void> {
  if (id === null || id === already) return
  const person = await people.find(id)
  if (!person || person.erasedAt) throw new AppError('person.missing')
}
