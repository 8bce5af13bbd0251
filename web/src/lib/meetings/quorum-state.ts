import type { Quorum } from '#contract/groups.ts'
import type { Phase } from './phase.ts'

/**
 * How the quorum stands. `waived`: not needed. `reached`: as many institutions as are needed have accepted, or are there.
 * `open`: it may still be reached. `lost`: so many have declined that it cannot be, or the meeting was held without.
 */
export type QuorumState = 'waived' | 'reached' | 'open' | 'lost'

/** Whether those who are there count, or those who said that they come. */
export const countsPresent = (phase: Phase): boolean => phase === 'during' || phase === 'after'

export function quorumState(quorum: Quorum, phase: Phase): QuorumState {
  if (quorum.waived) return 'waived'
  if (countsPresent(phase)) {
    if (quorum.present >= quorum.needed) return 'reached'
    return phase === 'after' ? 'lost' : 'open'
  }
  if (quorum.expected >= quorum.needed) return 'reached'
  const possible = quorum.institutions.filter(
    ({ expectation }) => expectation === 'likely' || expectation === 'unknown',
  ).length
  return possible < quorum.needed ? 'lost' : 'open'
}

/** Whether the group may be convened again to the same meeting because nobody could decide in it. */
export const mayRepeat = (quorum: Quorum | null, phase: Phase | undefined): boolean =>
  quorum !== null && phase === 'after' && quorumState(quorum, phase) === 'lost'

export type SeatSign = 'here' | 'likely' | 'unknown' | 'absent' | 'unseated'

/** What is drawn for an institution: what it does once the meeting has begun, what it said before. */
export function seatSign(institution: Quorum['institutions'][number], phase: Phase): SeatSign {
  if (countsPresent(phase)) return institution.present ? 'here' : phase === 'after' ? 'absent' : 'unknown'
  return institution.expectation
}

/** Where `count` seats stand round a table of 100 by 56 units, from the head of the table on clockwise. */
export function seatsRound(count: number): { x: number; y: number }[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * 2 * Math.PI - Math.PI / 2
    const round = (value: number) => Math.round(value * 100) / 100
    return { x: round(50 + 42 * Math.cos(angle)), y: round(28 + 21 * Math.sin(angle)) }
  })
}
