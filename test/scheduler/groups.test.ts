import { expect, it } from 'vitest'
import type { AddGroup } from '../../contract/groups.ts'
import { addMandate, revokeMandate } from '../../scheduler/change-mandates.ts'
import type { GroupDeps } from '../../scheduler/group-ports.ts'
import { addGroup, changeGroup, findGroup, listGroups } from '../../scheduler/groups.ts'
import { forEachDatabase, type TestDatabase } from '../support/databases.ts'
import { addOrganisation, addPerson } from '../support/people.ts'

const rules: AddGroup['rules'] = {
  quorum: { numerator: 1, denominator: 2 },
  noticeDays: 3,
  noticeUnit: 'working',
  minutesApprover: 'chair',
  reminderHours: 24,
}
const act = { number: '114', date: '2026-01-15' }
const group = (name: string, over: Partial<AddGroup> = {}): AddGroup => ({
  ...{ name, shortName: 'GLI', purpose: '', act, chairPersonId: null, secretaryPersonId: null, rules },
  ...over,
})

async function scene({ work, clock }: TestDatabase) {
  const mf = await addOrganisation(work, 'MF')
  const adr = await addOrganisation(work, 'ADR')
  const secretary = await addPerson(work, 'Sorina Pop', mf, 'secretariat')
  const ana = await addPerson(work, 'Ana Ionescu', mf, 'member')
  const dan = await addPerson(work, 'Dan Șerban', adr, 'member')
  const deps: GroupDeps = { work, clock, zone: 'Europe/Bucharest' }
  return { deps, mf, adr, secretary, ana, dan }
}

forEachDatabase((open) => {
  it('sets up a group, names its people and tells each what they may do', async () => {
    const { deps, secretary, ana, dan } = await scene(await open())
    const made = await addGroup(deps, secretary, group('Interoperabilitate', { chairPersonId: ana.personId }))
    expect(made.chair).toEqual({ personId: ana.personId, name: 'Ana Ionescu' })
    expect(made.rights).toEqual({ manage: true, convene: true, member: false })
    expect((await findGroup(deps, ana, made.id)).rights).toEqual({
      manage: false,
      convene: true,
      member: true,
    })
    expect((await findGroup(deps, dan, made.id)).rights).toEqual({
      manage: false,
      convene: false,
      member: false,
    })
  })

  it('lets nobody but the secretariat set up a group', async () => {
    const { deps, ana } = await scene(await open())
    expect(() => addGroup(deps, ana, group('Altul'))).toThrow('permission.missing')
  })

  it('refuses a second group of the same name, whatever its case and diacritics', async () => {
    const { deps, secretary } = await scene(await open())
    await addGroup(deps, secretary, group('Achiziții IT'))
    await expect(addGroup(deps, secretary, group('ACHIZITII IT'))).rejects.toThrow('group.name-taken')
  })

  it('gives a seat to one of two who are designated for it at the same moment', async () => {
    const { deps, secretary, mf, ana, dan } = await scene(await open())
    const { id } = await addGroup(deps, secretary, group('Identitate digitală'))
    const seat = { organisationId: mf, kind: 'titular', act, from: '2026-02-01', until: null } as const
    const tries = await Promise.allSettled(
      [ana, dan].map(({ personId }) => addMandate(deps, secretary, id, { ...seat, personId })),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(tries.find((each) => each.status === 'rejected')?.reason).toMatchObject({
      code: 'mandate.overlaps',
      params: { organisation: 'MF', kind: 'titular', from: '2026-02-01', until: null },
    })
    expect((await findGroup(deps, secretary, id)).mandates).toHaveLength(1)
  })

  it('ends a mandate by an act, keeps it for the record, and frees the seat from the next day', async () => {
    const { deps, secretary, mf, ana, dan } = await scene(await open())
    const { id } = await addGroup(deps, secretary, group('Date deschise'))
    const seat = { organisationId: mf, kind: 'titular', act, from: '2026-02-01', until: null } as const
    const { mandates } = await addMandate(deps, secretary, id, { ...seat, personId: ana.personId })
    const revocation = { act: { number: '220', date: '2026-05-02' }, until: '2026-05-31' }
    await revokeMandate(deps, secretary, id, mandates[0]!.id, revocation)
    const next = await addMandate(deps, secretary, id, {
      ...seat,
      personId: dan.personId,
      from: '2026-06-01',
    })
    expect(
      next.mandates.map(({ personName, until, revokedBy }) => [personName, until, revokedBy?.number]),
    ).toEqual([
      ['Ana Ionescu', '2026-05-31', '220'],
      ['Dan Șerban', null, undefined],
    ])
  })

  it('does not lengthen a mandate by revoking it', async () => {
    const { deps, secretary, mf, ana } = await scene(await open())
    const { id } = await addGroup(deps, secretary, group('Securitate'))
    const ask = {
      organisationId: mf,
      kind: 'titular',
      act,
      from: '2026-02-01',
      until: '2026-03-01',
      personId: ana.personId,
    } as const
    const { mandates } = await addMandate(deps, secretary, id, ask)
    await expect(
      revokeMandate(deps, secretary, id, mandates[0]!.id, { act, until: '2026-04-01' }),
    ).rejects.toMatchObject({
      code: 'mandate.outside',
      params: { from: '2026-02-01', until: '2026-03-01' },
    })
  })

  it('refuses a change that was made on an older version', async () => {
    const { deps, secretary } = await scene(await open())
    const made = await addGroup(deps, secretary, group('Cloud guvernamental'))
    const change = { ...group('Cloud'), closed: false, version: made.version }
    await changeGroup(deps, secretary, made.id, change)
    await expect(changeGroup(deps, secretary, made.id, change)).rejects.toThrow('row.changed')
  })

  it('lists open groups by name before closed ones, page by page, and says which are mine', async () => {
    const database = await open()
    database.clock.set('2026-06-15T08:00:00Z')
    const { deps, secretary, mf, ana } = await scene(database)
    const made = []
    for (const name of ['Ștampile', 'Arhive', 'Zone']) made.push(await addGroup(deps, secretary, group(name)))
    const { id, version } = made[1]!
    await changeGroup(deps, secretary, id, { ...group('Arhive'), closed: true, version })
    const seat = { organisationId: mf, kind: 'titular', act, from: '2026-02-01', until: null } as const
    await addMandate(deps, secretary, made[2]!.id, { ...seat, personId: ana.personId })

    const first = await listGroups(deps, ana, { limit: 2 })
    const second = await listGroups(deps, ana, { limit: 2, cursor: first.next! })
    const all = [...first.items, ...second.items]
    expect(all.map(({ name, mine, memberCount }) => [name, mine, memberCount])).toEqual([
      ['Ștampile', false, 0],
      ['Zone', true, 1],
      ['Arhive', false, 0],
    ])
    expect(second.next).toBeNull()
  })
})
