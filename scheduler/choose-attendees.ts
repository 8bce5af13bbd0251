/** From the list in the form to the rows that are kept. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { AskAttendee } from '../contract/scheduling.ts'
import type { Id } from '../contract/values.ts'
import type { AttendeeRow, KnownPeople, KnownPerson } from './ports.ts'

/** Somebody to invite: a known person, or an address (whose owner is not known). */
type Wanted = Pick<AttendeeRow, 'personId' | 'email' | 'name' | 'role'> & { address: string }

type Choice = {
  /** The whole list as it is from now on, in order. */
  rows: AttendeeRow[]
  added: AttendeeRow[]
  /** Rows of before that are kept but not as they were. */
  changed: AttendeeRow[]
  removed: AttendeeRow[]
}

/**
 * Who is invited from now on, and what that changes. Somebody who is asked for twice, also once by person and once by
 * address, is invited once, as they are named first. Whoever stays keeps their answer. Throws `person.missing`.
 */
export async function chooseAttendees(
  knownPeople: KnownPeople,
  meetingId: Id,
  asks: readonly AskAttendee[],
  before: readonly AttendeeRow[] = [],
): Promise<Choice> {
  const named = [...asks, ...before]
  const people = await knownPeople.among(
    named.flatMap((one) => ('personId' in one && one.personId) || []),
    named.flatMap((one) => ('email' in one && one.email) || []),
  )
  const already = new Set(before.flatMap(({ personId }) => personId ?? []))
  const wanted = distinct(asks.map((ask) => resolve(ask, people, already)))
  const addressOf = (row: AttendeeRow) => row.email ?? people.find(({ id }) => id === row.personId)?.email
  const byAddress = new Map(before.map((row) => [addressOf(row), row]))

  const rows = wanted.map(({ address, ...given }, position): AttendeeRow => {
    const kept = byAddress.get(address)
    return {
      ...given,
      position,
      id: kept?.id ?? newId(),
      meetingId,
      partStat: kept?.partStat ?? 'needs-action',
    }
  })
  const stay = new Set(rows.map(({ id }) => id))
  const old = new Map(before.map((row) => [row.id, row]))
  return {
    rows,
    added: rows.filter(({ id }) => !old.has(id)),
    changed: rows.filter((row) => old.has(row.id) && !same(row, old.get(row.id)!)),
    removed: before.filter(({ id }) => !stay.has(id)),
  }
}

/** Who was erased stays where they were invited `already`, and is not invited anew. */
function resolve(ask: AskAttendee, people: readonly KnownPerson[], already: ReadonlySet<Id>): Wanted {
  const { role } = ask
  if ('personId' in ask) {
    const person = people.find(({ id }) => id === ask.personId)
    if (!person || (person.erased && !already.has(person.id))) throw new AppError('person.missing')
    return { personId: person.id, email: null, name: null, role, address: person.email }
  }
  const person = people.find(({ email }) => email === ask.email)
  return person
    ? { personId: person.id, email: null, name: null, role, address: person.email }
    : { personId: null, email: ask.email, name: ask.name ?? null, role, address: ask.email }
}

function distinct(wanted: readonly Wanted[]): Wanted[] {
  const first = new Map<string, Wanted>()
  for (const one of wanted) if (!first.has(one.address)) first.set(one.address, one)
  return [...first.values()]
}

const same = (a: AttendeeRow, b: AttendeeRow): boolean =>
  a.position === b.position &&
  a.personId === b.personId &&
  a.email === b.email &&
  a.name === b.name &&
  a.role === b.role
