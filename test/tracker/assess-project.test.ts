import { describe, expect, it } from 'vitest'
import { assessMilestone, type MilestoneFacts } from '../../tracker/assess-milestone.ts'
import { assessProject, type ProjectFacts } from '../../tracker/assess-project.ts'

type Facts = MilestoneFacts & { openActions: number }
const milestone = (title: string, facts: Partial<Facts> = {}): Facts => ({
  id: title,
  title,
  baseline: '2026-11-20',
  toleranceDays: 5,
  forecast: facts.baseline ?? '2026-11-20',
  actual: null,
  lateActions: 0,
  openActions: 0,
  ...facts,
})
const day = '2026-11-02'
const project = (milestones: Facts[], rest: Partial<ProjectFacts> = {}) => {
  const assessed = milestones.map((one) => ({ ...one, ...assessMilestone(one, day) }))
  return assessProject({ status: 'running', milestones: assessed, overdueReports: [], ...rest }, day)
}

describe('a project', () => {
  it('is as healthy as the worst of its milestones, and names the worst first', () => {
    const { health } = project([
      milestone('Analiză', { forecast: '2026-11-24' }),
      milestone('Pilot', { forecast: '2026-12-15' }),
      milestone('Recepție'),
    ])
    expect(health.colour).toBe('red')
    expect(health.reasons.map(({ rule }) => rule)).toEqual(['beyond-tolerance', 'within-tolerance'])
  })

  it('does not stay unhealthy for what was met late', () => {
    const { health, metCount } = project([milestone('Analiză', { actual: '2027-01-29' }), milestone('Pilot')])
    expect(health).toEqual({ colour: 'green', reasons: [] })
    expect(metCount).toBe(1)
  })

  it('is amber while a report is late, from the first working day after it was due', () => {
    const overdueReports = [{ period: '2026-09', dueOn: '2026-10-07' }]
    expect(project([], { overdueReports }).health).toEqual({
      colour: 'amber',
      reasons: [{ rule: 'report-late', period: '2026-09', overdueDays: 18 }],
    })
    const friday = [{ period: '2026-10', dueOn: '2026-10-30' }]
    expect(
      assessProject({ status: 'running', milestones: [], overdueReports: friday }, '2026-10-31').health
        .colour,
    ).toBe('green')
  })

  it('has nothing to warn of once it is closed', () => {
    const late = [milestone('Pilot', { forecast: '2027-06-15' })]
    expect(project(late, { status: 'closed' }).health).toEqual({ colour: 'green', reasons: [] })
  })

  it('shows the milestone that comes next, and the days between which it runs', () => {
    const found = project([
      milestone('Analiză', { baseline: '2026-03-02', actual: '2026-02-20' }),
      milestone('Pilot', { baseline: '2026-12-15', forecast: '2027-02-10', openActions: 2 }),
      milestone('Recepție', { baseline: '2027-01-15', openActions: 1 }),
    ])
    expect(found.nextMilestone).toEqual({
      id: 'Recepție',
      title: 'Recepție',
      forecast: '2027-01-15',
      slipDays: 0,
    })
    expect(found).toMatchObject({
      milestoneCount: 3,
      metCount: 1,
      openActions: 3,
      from: '2026-02-20',
      until: '2027-02-10',
    })
  })

  it('without milestones has no days and is green', () => {
    expect(project([])).toMatchObject({
      health: { colour: 'green' },
      nextMilestone: null,
      from: null,
      until: null,
    })
  })
})
