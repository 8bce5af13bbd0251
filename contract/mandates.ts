/** Who sits in a group on a day. */
import type { Mandate } from './groups.ts'
import type { LocalDate } from './values.ts'

type Term = { from: LocalDate; until: LocalDate | null }

export const validOn = ({ from, until }: Term, day: LocalDate): boolean =>
  from <= day && (until === null || until >= day)

/** The mandates that are valid on the day, titulars before their alternates, by institution. */
export const seatsOn = (mandates: readonly Mandate[], day: LocalDate): Mandate[] =>
  mandates
    .filter((mandate) => validOn(mandate, day))
    .sort(
      (a, b) =>
        a.organisation.shortName.localeCompare(b.organisation.shortName, 'ro') ||
        Number(a.kind === 'supleant') - Number(b.kind === 'supleant'),
    )
