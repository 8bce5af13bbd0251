/** Which mandate already fills a seat. */
import type { Mandate } from '../contract/groups.ts'
import type { LocalDate } from '../contract/values.ts'

type Term = { from: LocalDate; until: LocalDate | null }

const overlap = (a: Term, b: Term): boolean =>
  (a.until === null || a.until >= b.from) && (b.until === null || b.until >= a.from)

type Seat = Term & { organisationId: string; kind: Mandate['kind']; personId: string }

/**
 * The mandate that already fills the seat at some time: an institution has one titular and one alternate, and a person
 * sits for one institution at a time and in one quality.
 */
export const inTheWay = (mandates: readonly Mandate[], seat: Seat): Mandate | null =>
  mandates.find(
    (mandate) =>
      overlap(mandate, seat) &&
      (mandate.personId === seat.personId ||
        (mandate.organisation.id === seat.organisationId && mandate.kind === seat.kind)),
  ) ?? null
