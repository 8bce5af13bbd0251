import { erasedName } from '../contract/erased.ts'
import type { DomainEvent } from '../contract/events.ts'
import type { PeopleView } from './ports.ts'

/** A fact about somebody who was erased while they sat in a conference does not name them anew. */
export async function withoutErased(
  people: Pick<PeopleView, 'find'>,
  fact: DomainEvent,
): Promise<DomainEvent> {
  if (fact.name !== 'participant.joined' || fact.payload.personId === null) return fact
  const person = await people.find(fact.payload.personId)
  return person?.erasedAt ? { ...fact, payload: { ...fact.payload, name: erasedName } } : fact
}
