import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { institutionsNeeded } from '../../contract/groups.ts'
import { countQuorum } from '../../scheduler/quorum.ts'

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
})

describe('quorum', () => {
  it('needs at least half of the institutions, rounded up', () => {
    expect(institutionsNeeded(half, 5)).toBe(3)
    expect(institutionsNeeded(half, 6)).toBe(3)
    expect(institutionsNeeded({ numerator: 2, denominator: 3 }, 5)).toBe(4)
  })

  it('counts an institution once, whether its titular comes, its alternate, or both', () => {
    const seats = [seat('mf', 'ana'), seat('mf', 'dan'), seat('adr', 'eva')]
    const count = countQuorum({ rule: half, seats, present: new Set(['ana', 'dan']), waived: false })
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
    const { institutions, expected } = countQuorum({ rule: half, seats, present: new Set(), waived: false })
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
      present: new Set(['guest']),
      waived: false,
    })
    expect(count.present).toBe(0)
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
