/** Quorum, counted once per institution whoever of its seats comes. */
import { type GroupRules, institutionsNeeded, type Quorum } from '../contract/groups.ts'
import type { Id } from '../contract/values.ts'
import type { ConvocationSeat } from './group-ports.ts'

type Facts = {
  rule: GroupRules['quorum']
  seats: readonly Pick<ConvocationSeat, 'personId' | 'organisationId' | 'shortName' | 'partStat'>[]
  /** People who are in the conference now, or were at its end. */
  present: ReadonlySet<Id>
  /** The meeting repeats one that had no quorum, and is valid without (Decizia PM 524/2025). */
  waived: boolean
}

export function countQuorum({ rule, seats, present, waived }: Facts): Quorum {
  const byInstitution = Map.groupBy(seats, (seat) => seat.organisationId)
  const institutions = [...byInstitution].map(([organisationId, own]) => ({
    organisationId,
    shortName: own[0]!.shortName,
    expectation: expectationOf(own),
    present: own.some((seat) => present.has(seat.personId)),
  }))
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
  if (seats.some(({ partStat }) => partStat === 'accepted')) return 'likely'
  return seats.every(({ partStat }) => partStat === 'declined') ? 'absent' : 'unknown'
}
