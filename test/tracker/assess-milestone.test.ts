import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addWorkingDays } from '../../contract/working-days.ts'
import { assessMilestone, type MilestoneFacts } from '../../tracker/assess-milestone.ts'

const milestone = (facts: Partial<MilestoneFacts> = {}): MilestoneFacts => ({
  id: '01990000-0000-7000-8000-000000000001',
  title: 'Recepția platformei',
  baseline: '2026-11-20',
  toleranceDays: 5,
  forecast: '2026-11-20',
  actual: null,
  lateActions: 0,
  ...facts,
})
const rules = (facts: Partial<MilestoneFacts>, today: string) =>
  assessMilestone(milestone(facts), today).health.reasons.map(({ rule }) => rule)
const colour = (facts: Partial<MilestoneFacts>, today: string) =>
  assessMilestone(milestone(facts), today).health.colour

describe('a milestone that is not met', () => {
  it('is green while its forecast is not after its baseline', () => {
    expect(assessMilestone(milestone(), '2026-11-02')).toEqual({
      slipDays: 0,
      health: { colour: 'green', reasons: [] },
    })
    expect(assessMilestone(milestone({ forecast: '2026-11-18' }), '2026-11-02').slipDays).toBe(-2)
  })

  it('is amber within its tolerance and red beyond it, counted in working days', () => {
    // Five working days after Friday the 20th is Friday the 27th; Monday and Tuesday after that are holidays.
    expect(colour({ forecast: '2026-11-27' }, '2026-11-02')).toBe('amber')
    expect(colour({ forecast: '2026-12-01' }, '2026-11-02')).toBe('amber')
    expect(colour({ forecast: '2026-12-02' }, '2026-11-02')).toBe('red')
    expect(assessMilestone(milestone({ forecast: '2026-12-02' }), '2026-11-02').health.reasons).toEqual([
      {
        rule: 'beyond-tolerance',
        milestoneId: milestone().id,
        title: 'Recepția platformei',
        slipDays: 6,
        toleranceDays: 5,
      },
    ])
  })

  it('is measured by today once its forecast has passed', () => {
    expect(colour({}, '2026-11-20')).toBe('green')
    expect(colour({}, '2026-11-21')).toBe('green')
    expect(rules({}, '2026-11-23')).toEqual(['within-tolerance', 'overdue'])
    expect(colour({}, '2026-11-27')).toBe('amber')
    expect(rules({}, '2026-12-02')).toEqual(['beyond-tolerance', 'overdue'])
    expect(colour({}, '2026-12-02')).toBe('red')
  })

  it('is amber when it was forecast early, that day has passed, and the baseline is still to come', () => {
    expect(rules({ forecast: '2026-11-10' }, '2026-11-12')).toEqual(['overdue'])
    expect(colour({ forecast: '2026-11-10' }, '2026-11-12')).toBe('amber')
  })

  it('is amber while one of its actions is late', () => {
    expect(rules({ lateActions: 2 }, '2026-11-02')).toEqual(['actions-late'])
    expect(colour({ lateActions: 2 }, '2026-11-02')).toBe('amber')
  })
})

describe('a milestone that is met', () => {
  it('is green when it was met in time or within tolerance, and says how late', () => {
    expect(assessMilestone(milestone({ actual: '2026-11-20' }), '2026-12-31').health).toEqual({
      colour: 'green',
      reasons: [],
    })
    expect(rules({ actual: '2026-11-25' }, '2026-12-31')).toEqual(['met-late'])
    expect(colour({ actual: '2026-11-25' }, '2026-12-31')).toBe('green')
  })

  it('stays amber when it was met later than tolerance allowed', () => {
    expect(colour({ actual: '2026-12-15' }, '2026-12-31')).toBe('amber')
  })
})

it('never gets healthier by waiting', () => {
  const rank = { green: 0, amber: 1, red: 2 }
  fc.assert(
    fc.property(
      fc.integer({ min: -20, max: 60 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      (slip, toleranceDays, day, later) => {
        const facts = { forecast: addWorkingDays('2026-11-20', slip), toleranceDays }
        const now = addWorkingDays('2026-11-02', day)
        const then = addWorkingDays(now, later)
        expect(rank[colour(facts, then)]).toBeGreaterThanOrEqual(rank[colour(facts, now)])
      },
    ),
  )
})
