import { describe, expect, it } from 'vitest'
import { toMilestoneChoice } from '../../web/src/lib/projects/milestone-choice.ts'

describe('a milestone in a form', () => {
  it('is known by its title and the code of its project', () => {
    const project = { id: 'p', code: 'CAT-01', name: 'Catalog', status: 'running' as const }
    expect(toMilestoneChoice({ id: 'm', title: 'Pilot în 12 școli', project })).toEqual({
      id: 'm',
      label: 'Pilot în 12 școli · CAT-01',
    })
  })
})
