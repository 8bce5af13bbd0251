/** Quorum, counted once per institution whoever of its seats comes. */
import { type GroupRules, institutionsNeeded, type Mandate, type Quorum } from '../contract/groups.ts'
import { validOn } from '../contract/mandates.ts'
import type { Attendee } from '../contract/scheduling.ts'
import type { Id, LocalDate } from '../contract/values.ts'
import type { ConvocationSeat, Present } from './group-ports.ts'

/** `lapsed`: whoever was convened to it has no mandate for it on the day, and cannot speak for the institution. */
export type CountedSeat = Pick<ConvocationSeat, 'personId' | 'organisationId' | 'shortName' | 'partStat'> & {
  lapsed: boolean
}

type Day = {
  convened: readonly ConvocationSeat[]
  /** All of the group, as they are known now. */
  mandates: readonly Mandate[]
  attendees: readonly { personId: Id | null; partStat: Attendee['partStat'] }[]
  day: LocalDate
}

/**
 * Who can fill a seat on the day of the meeting. The institutions are those that were convened: a mandate that ends makes
 * a quorum no easier. Whoever got a mandate of one of them since, and is on the list, sits for it.
 */
export function seatsOnDay({ convened, mandates, attendees, day }: Day): CountedSeat[] {
  const valid = mandates.filter((mandate) => validOn(mandate, day) || revokedAfter(mandate, day))
  const sits = (personId: Id, organisationId: Id) =>
    valid.some((mandate) => mandate.personId === personId && mandate.organisation.id === organisationId)
  const asked = convened.map((seat) => ({ ...seat, lapsed: !sits(seat.personId, seat.organisationId) }))
  const answers = new Map(attendees.map(({ personId, partStat }) => [personId, partStat]))
  const since = valid.flatMap(({ personId, organisation }) => {
    const partStat = answers.get(personId)
    const known = asked.some((seat) => seat.personId === personId && seat.organisationId === organisation.id)
    const institution = asked.find((seat) => seat.organisationId === organisation.id)
    if (!partStat || known || !institution) return []
    return [
      {
        personId,
        organisationId: organisation.id,
        shortName: institution.shortName,
        partStat,
        lapsed: false,
      },
    ]
  })
  return [...asked, ...since]
}

/** An act that was given after the meeting, whatever day it names, does not undo who sat there. */
const revokedAfter = ({ from, revokedBy }: Mandate, day: LocalDate): boolean =>
  from <= day && revokedBy !== null && revokedBy.date > day

type Facts = {
  rule: GroupRules['quorum']
  seats: readonly CountedSeat[]
  /** People who are in the conference now, or were at its end; or their institutions, once the names are gone. */
  present: Pick<Present, 'people' | 'institutions'>
  /** The meeting repeats one that had no quorum, and is valid without (Decizia PM 524/2025). */
  waived: boolean
}

export function countQuorum({ rule, seats, present, waived }: Facts): Quorum {
  const people = new Set(present.people)
  const kept = new Set(present.institutions)
  const byInstitution = Map.groupBy(seats, (seat) => seat.organisationId)
  const institutions = [...byInstitution].map(([organisationId, own]) => {
    const sitting = own.filter(({ lapsed }) => !lapsed)
    return {
      organisationId,
      shortName: own[0]!.shortName,
      expectation: expectationOf(sitting),
      present: kept.has(organisationId) || sitting.some((seat) => people.has(seat.personId)),
    }
  })
  return {
    institutions: institutions.sort((a, b) => a.shortName.localeCompare(b.shortName, 'ro')),
    needed: institutionsNeeded(rule, institutions.length),
    expected: institutions.filter(({ expectation }) => expectation === 'likely').length,
    present: institutions.filter((institution) => institution.present).length,
    waived,
  }
}

/** One acceptance is enough; only when every seat has declined is the institution known to be absent. */
function expectationOf(seats: Facts['seats']): Quorum['institutions'][number]['expectation'] {
  if (seats.length === 0) return 'unseated'
  if (seats.some(({ partStat }) => partStat === 'accepted')) return 'likely'
  return seats.every(({ partStat }) => partStat === 'declined') ? 'absent' : 'unknown'
}
