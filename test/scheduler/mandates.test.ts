import { describe, expect, it } from 'vitest'
import type { Mandate } from '../../contract/groups.ts'
import { seatsOn } from '../../contract/mandates.ts'
import { inTheWay } from '../../scheduler/mandates.ts'

const mandate = (over: Partial<Mandate> & { org?: string }): Mandate => ({
  id: 'm1',
  personId: 'ana',
  personName: 'Ana Ionescu',
  email: 'ana@example.ro',
  organisation: { id: over.org ?? 'mf', name: over.org ?? 'MF', shortName: over.org ?? 'MF' },
  kind: 'titular',
  act: { number: '12', date: '2026-01-05' },
  from: '2026-01-10',
  until: null,
  revokedBy: null,
  ...over,
})

describe('mandates', () => {
  it('are valid from their first day to their last, both included', () => {
    const own = [mandate({ until: '2026-03-31' })]
    expect(seatsOn(own, '2026-01-09')).toEqual([])
    expect(seatsOn(own, '2026-01-10')).toHaveLength(1)
    expect(seatsOn(own, '2026-03-31')).toHaveLength(1)
    expect(seatsOn(own, '2026-04-01')).toEqual([])
  })

  it('list the titular of an institution before its alternate', () => {
    const list = [
      mandate({ id: 's', kind: 'supleant', personId: 'dan' }),
      mandate({ id: 't' }),
      mandate({ id: 'a', org: 'ADR', personId: 'eva' }),
    ]
    expect(seatsOn(list, '2026-02-01').map(({ id }) => id)).toEqual(['a', 't', 's'])
  })

  it('leave no room for a second titular of the same institution at the same time', () => {
    const taken = [mandate({ until: '2026-03-31' })]
    const seat = {
      organisationId: 'mf',
      kind: 'titular',
      personId: 'dan',
      from: '2026-03-31',
      until: null,
    } as const
    expect(inTheWay(taken, seat)?.id).toBe('m1')
    expect(inTheWay(taken, { ...seat, from: '2026-04-01' })).toBeNull()
    expect(inTheWay(taken, { ...seat, kind: 'supleant' })).toBeNull()
    expect(inTheWay(taken, { ...seat, organisationId: 'adr' })).toBeNull()
  })

  it('let nobody sit for two institutions at once', () => {
    const seat = {
      organisationId: 'adr',
      kind: 'supleant',
      personId: 'ana',
      from: '2026-02-01',
      until: null,
    } as const
    expect(inTheWay([mandate({})], seat)?.id).toBe('m1')
  })
})
