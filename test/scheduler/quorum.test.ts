import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { institutionsNeeded } from '../../contract/groups.ts'
import type { Mandate } from '../../contract/groups.ts'
import { countQuorum, seatsOnDay } from '../../scheduler/quorum.ts'

const half = { numerator: 1, denominator: 2 }
const seat = (
  organisationId: string,
  personId: string,
  partStat: 'needs-action' | 'accepted' | 'declined' = 'needs-action',
) => ({
  organisationId,
  shortName: organisationId.toUpperCase(),
  personId,
  partStat,
  lapsed: false,
})

const present = (...people: string[]) => ({ people, institutions: [] })

describe('quorum', () => {
  it('needs at least half of the institutions, rounded up', () => {
    expect(institutionsNeeded(half, 5)).toBe(3)
    expect(institutionsNeeded(half, 6)).toBe(3)
    expect(institutionsNeeded({ numerator: 2, denominator: 3 }, 5)).toBe(4)
  })

  it('counts an institution once, whether its titular comes, its alternate, or both', () => {
    const seats = [seat('mf', 'ana'), seat('mf', 'dan'), seat('adr', 'eva')]
    const count = countQuorum({ rule: half, seats, present: present('ana', 'dan'), waived: false })
    expect(count.present).toBe(1)
    expect(count.needed).toBe(1)
  })

  it('expects an institution when one of its seats accepted, and gives it up only when all declined', () => {
    const seats = [
      seat('mf', 'ana', 'declined'),
      seat('mf', 'dan', 'accepted'),
      seat('adr', 'eva', 'declined'),
      seat('sts', 'ion', 'declined'),
      seat('sts', 'ina'),
    ]
    const { institutions, expected } = countQuorum({ rule: half, seats, present: present(), waived: false })
    expect(institutions.map(({ shortName, expectation }) => [shortName, expectation])).toEqual([
      ['ADR', 'absent'],
      ['MF', 'likely'],
      ['STS', 'unknown'],
    ])
    expect(expected).toBe(1)
  })

  it('ignores people who are present but fill no seat', () => {
    const count = countQuorum({
      rule: half,
      seats: [seat('mf', 'ana')],
      present: present('guest'),
      waived: false,
    })
    expect(count.present).toBe(0)
  })

  it('is not filled by a mandate that has ended by the day, and still counts the institution', () => {
    const mandate = (
      personId: string,
      organisation: string,
      over: Partial<Pick<Mandate, 'from' | 'until' | 'revokedBy'>>,
    ): Mandate => ({
      ...{
        id: personId,
        personId,
        personName: personId,
        email: '',
        kind: 'titular',
        act: { number: '1', date: '2026-01-01' },
      },
      organisation: { id: organisation, name: organisation, shortName: organisation.toUpperCase() },
      ...{ from: '2026-01-01', until: null, revokedBy: null },
      ...over,
    })
    const act = (date: string) => ({ number: '9', date })
    const convened = [
      { ...seat('mf', 'ana', 'accepted'), meetingId: 'm', kind: 'titular' as const },
      { ...seat('adr', 'eva', 'accepted'), meetingId: 'm', kind: 'titular' as const },
      { ...seat('sts', 'ion', 'accepted'), meetingId: 'm', kind: 'titular' as const },
    ]
    const seats = seatsOnDay({
      convened,
      mandates: [
        mandate('ana', 'mf', { until: '2026-12-09', revokedBy: act('2026-12-01') }),
        mandate('eva', 'adr', { until: '2026-12-09', revokedBy: act('2026-12-01') }),
        // Who sits for it since, and is on the list.
        mandate('dan', 'adr', { from: '2026-12-10' }),
        // An act of afterwards, even one that reaches back, leaves the meeting as it was.
        mandate('ion', 'sts', { until: '2026-12-01', revokedBy: act('2026-12-11') }),
        // Convened later: not one of those who were counted on.
        mandate('ina', 'inspp', { from: '2026-12-01' }),
      ],
      attendees: ['ana', 'eva', 'dan', 'ion', 'ina'].map((personId) => ({ personId, partStat: 'accepted' })),
      day: '2026-12-10',
    })
    const count = countQuorum({ rule: half, seats, present: present('ana', 'dan'), waived: false })
    expect(count.institutions.map((one) => [one.shortName, one.expectation, one.present])).toEqual([
      ['ADR', 'likely', true],
      ['MF', 'unseated', false],
      ['STS', 'likely', false],
    ])
    expect(count).toMatchObject({ needed: 2, expected: 2, present: 1 })
  })

  it('never needs more institutions than there are, nor fewer than the share', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 200 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        (count, a, b) => {
          const rule = { numerator: Math.min(a, b), denominator: Math.max(a, b) }
          const needed = institutionsNeeded(rule, count)
          expect(needed).toBeLessThanOrEqual(count)
          expect(needed * rule.denominator).toBeGreaterThanOrEqual(count * rule.numerator)
        },
      ),
    )
  })
})
