import { describe, expect, it } from 'vitest'
import { AddGroup, type Group, type GroupSummary, type Mandate } from '../../contract/groups.ts'
import { askAct, askGroup, groupValues, shareOf } from '../../web/src/lib/groups/group-values.ts'
import { orderGroups } from '../../web/src/lib/groups/order-groups.ts'
import { endsSoon, seatsBy, standingOf } from '../../web/src/lib/groups/seats.ts'

const today = '2026-11-25'
const act = { number: '114', date: '2026-01-15' }
const mandate = (over: Partial<Mandate> & { org?: string } = {}): Mandate => {
  const { org = 'MF', ...rest } = over
  return {
    ...{
      id: `${org}-${rest.kind}-${rest.from}`,
      personId: 'ana',
      personName: 'Ana Pop',
      email: 'ana@mf.example',
    },
    organisation: { id: org, name: org, shortName: org },
    ...{ kind: 'titular', act, from: '2026-01-01', until: null, revokedBy: null },
    ...rest,
  }
}

describe('how a mandate stands on a day', () => {
  it('is valid from its first day to its last, both included', () => {
    expect(standingOf(mandate({ from: today }), today)).toBe('sitting')
    expect(standingOf(mandate({ until: today }), today)).toBe('sitting')
    expect(standingOf(mandate({ from: '2026-11-26' }), today)).toBe('coming')
    expect(standingOf(mandate({ until: '2026-11-24' }), today)).toBe('expired')
  })

  it('counts a revoked one until its last day', () => {
    expect(standingOf(mandate({ until: '2026-12-01', revokedBy: act }), today)).toBe('sitting')
    expect(standingOf(mandate({ until: '2026-11-24', revokedBy: act }), today)).toBe('revoked')
  })

  it('ends soon within a month, and never without a last day', () => {
    expect(endsSoon(mandate({ until: '2026-12-25' }), today)).toBe(true)
    expect(endsSoon(mandate({ until: '2026-12-26' }), today)).toBe(false)
    expect(endsSoon(mandate({ until: '2026-11-24' }), today)).toBe(false)
    expect(endsSoon(mandate(), today)).toBe(false)
  })
})

describe('the members of a group', () => {
  it('stand by institution, titular first, with the seats that nobody fills', () => {
    const { institutions } = seatsBy(
      [
        mandate({ org: 'SGG', kind: 'supleant' }),
        mandate({ org: 'MF', kind: 'supleant' }),
        mandate({ org: 'MF' }),
      ],
      today,
    )
    expect(institutions.map(({ organisation }) => organisation.shortName)).toEqual(['MF', 'SGG'])
    expect(institutions[0]?.mandates.map(({ kind }) => kind)).toEqual(['titular', 'supleant'])
    expect(institutions.map(({ empty }) => empty)).toEqual([[], ['titular']])
  })

  it('have those who will sit beside those who do, and what has ended apart, the latest first', () => {
    const past = mandate({ from: '2024-01-01', until: '2024-12-31' })
    const revoked = mandate({ from: '2025-01-01', until: '2025-06-30', revokedBy: act })
    const coming = mandate({ from: '2027-01-01' })
    const { institutions, ended } = seatsBy([past, revoked, coming], today)
    expect(institutions).toHaveLength(1)
    expect(institutions[0]?.empty).toEqual(['supleant'])
    expect(ended).toEqual([revoked, past])
  })
})

describe('the list of groups', () => {
  const group = (name: string, over: Partial<GroupSummary> = {}): GroupSummary => ({
    ...{ id: name, name, shortName: name.slice(0, 3), closed: false, chair: null, secretary: null },
    ...{ institutionCount: 0, memberCount: 0, nextMeeting: null, mine: false },
    ...over,
  })
  const all = [
    group('Locuire', { chair: { personId: 'x', name: 'Ștefan Țepeș' } }),
    group('Achiziții', { mine: true }),
    group('Cadastru', { closed: true }),
  ]
  const names = (filter: Partial<Parameters<typeof orderGroups>[1]>) => {
    const { mine, others } = orderGroups(all, { search: '', mine: false, closed: false, ...filter })
    return [mine, others].map((list) => list.map(({ name }) => name))
  }

  it('has mine apart from the others, and closed ones only when they are asked for', () => {
    expect(names({})).toEqual([['Achiziții'], ['Locuire']])
    expect(names({ closed: true })).toEqual([['Achiziții'], ['Locuire', 'Cadastru']])
    expect(names({ mine: true })).toEqual([['Achiziții'], []])
  })

  it('is searched by name and by those who lead, without diacritics', () => {
    expect(names({ search: 'achizitii' })).toEqual([['Achiziții'], []])
    expect(names({ search: 'tepes stefan' })).toEqual([[], ['Locuire']])
    expect(names({ search: 'nimic' })).toEqual([[], []])
  })
})

describe('the form of a group', () => {
  const filled = { ...groupValues(), name: 'Interoperabilitate', shortName: 'GLI' }

  it('asks for the usual rules, without an act, when only its names are typed', () => {
    expect(AddGroup.parse(askGroup(filled))).toMatchObject({
      ...{ act: null, chairPersonId: null, secretaryPersonId: null },
      rules: { quorum: { numerator: 1, denominator: 2 }, noticeDays: 3, reminderHours: 24 },
    })
  })

  it('takes a share of the list or one that is typed', () => {
    const of = (values: Partial<typeof filled>) => askGroup({ ...filled, ...values }).rules.quorum
    expect(of({ share: '2/3' })).toEqual({ numerator: 2, denominator: 3 })
    expect(of({ share: 'other', numerator: '3', denominator: '5' })).toEqual({ numerator: 3, denominator: 5 })
    expect(of({ share: 'other', numerator: '', denominator: '5' })).toEqual({
      numerator: undefined,
      denominator: 5,
    })
    expect(shareOf({ numerator: 3, denominator: 5 })).toBe('other')
    expect(shareOf({ numerator: 2, denominator: 3 })).toBe('2/3')
  })

  it('refuses half of an act, and says which half is missing', () => {
    expect(askAct({ number: ' ', date: '' })).toBeNull()
    const parsed = AddGroup.safeParse(askGroup({ ...filled, act: { number: '12', date: '' } }))
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual(['act.date'])
  })

  it('begins with what the group has, and asks for it unchanged', () => {
    const group: Group = {
      ...{ id: 'g', name: 'Locuire', shortName: 'GLI', purpose: 'De ce', act, closed: false, mandates: [] },
      chair: { personId: '0192f8f0-0000-7000-8000-000000000001', name: 'Ana Pop' },
      secretary: null,
      rules: {
        ...{ quorum: { numerator: 3, denominator: 5 }, noticeDays: 0, noticeUnit: 'calendar' },
        ...{ minutesApprover: 'secretary', reminderHours: 5 },
      },
      rights: { manage: true, convene: true, member: false },
      version: 3,
    }
    expect(AddGroup.parse(askGroup(groupValues(group)))).toEqual({
      ...{ name: 'Locuire', shortName: 'GLI', purpose: 'De ce', act, rules: group.rules },
      ...{ chairPersonId: group.chair?.personId, secretaryPersonId: null },
    })
  })
})
