import { expect, it } from 'vitest'
import type { ConveneGroup } from '../../contract/minutes.ts'
import { findAgenda } from '../../scheduler/agenda.ts'
import { addMandate, revokeMandate } from '../../scheduler/change-mandates.ts'
import { changeMeeting } from '../../scheduler/change-meeting.ts'
import { type ConveneDeps, conveneGroup } from '../../scheduler/convene-group.ts'
import { findConvocation, findQuorum } from '../../scheduler/convocations.ts'
import { listGroupMeetings } from '../../scheduler/group-meetings.ts'
import { addGroup, changeGroup, findGroup } from '../../scheduler/groups.ts'
import { openMinutes } from '../../scheduler/open-minutes.ts'
import { showMeeting } from '../../scheduler/show-meeting.ts'
import { answerInvitation } from '../../scheduler/record-answer.ts'
import { forEachDatabase, type TestDatabase } from '../support/databases.ts'
import { addOrganisation, addPerson, type Somebody } from '../support/people.ts'
import { changeForm } from '../support/scheduling.ts'

const act = { number: '114', date: '2026-01-15' }
const ask = (over: Partial<ConveneGroup> = {}): ConveneGroup => ({
  ...{ title: 'Ședința de decembrie', description: '', start: '2026-12-10T10:00', zone: 'Europe/Bucharest' },
  ...{ durationMinutes: 90, roomId: null, video: true, attendees: [] },
  agenda: [
    { title: 'Arhitectura', kind: 'decision', durationMinutes: 30, speaker: 'Ana', milestoneId: null },
  ],
  shortNoticeReason: null,
  repeatsMeetingId: null,
  ...over,
})

/** A group of two institutions with three seats, three working days of notice, on Monday, 30 November 2026. */
async function scene({ work, clock }: TestDatabase) {
  clock.set('2026-11-30T08:00:00Z')
  const mf = await addOrganisation(work, 'MF')
  const adr = await addOrganisation(work, 'ADR')
  const keeper = await addPerson(work, 'Sorina Pop', mf, 'secretariat')
  const [chair, ana, dan, eva] = (await Promise.all(
    ['Călin Chiriac', 'Ana Ionescu', 'Dan Șerban', 'Eva Luca'].map((name) =>
      addPerson(work, name, mf, 'member'),
    ),
  )) as [Somebody, Somebody, Somebody, Somebody]
  const guestLinks = {
    key: 'a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleXM',
    publicUrl: 'https://sfat.example.ro',
  }
  const deps: ConveneDeps = { work, clock, zone: 'Europe/Bucharest', guestLinks }
  const group = await addGroup(deps, keeper, {
    ...{ name: 'Interoperabilitate', shortName: 'GLI', purpose: '', act },
    ...{ chairPersonId: chair.personId, secretaryPersonId: keeper.personId },
    rules: {
      quorum: { numerator: 1, denominator: 2 },
      noticeDays: 3,
      noticeUnit: 'working',
      minutesApprover: 'chair',
      reminderHours: 24,
    },
  })
  const seat = (
    person: Somebody,
    organisationId: string,
    kind: 'titular' | 'supleant',
    until: string | null = null,
  ) =>
    addMandate(deps, keeper, group.id, {
      personId: person.personId,
      organisationId,
      kind,
      act,
      from: '2026-02-01',
      until,
    })
  await seat(ana, mf, 'titular')
  await seat(dan, mf, 'supleant')
  await seat(eva, adr, 'titular', '2026-12-31')
  return { deps, group, keeper, chair, ana, dan, eva }
}

forEachDatabase((open) => {
  it('invites everybody whose mandate is valid on the day, with a number, an agenda and a quorum', async () => {
    const { deps, group, keeper } = await scene(await open())
    const meeting = await conveneGroup(deps, keeper, group.id, ask())
    expect(meeting.attendees.map(({ name, role }) => [name, role])).toEqual([
      ['Călin Chiriac', 'chair'],
      ['Eva Luca', 'required'],
      ['Ana Ionescu', 'required'],
      ['Dan Șerban', 'optional'],
      ['Sorina Pop', 'optional'],
    ])
    expect(await findConvocation(deps, keeper, meeting.id)).toMatchObject({
      groupName: 'Interoperabilitate',
      act: { number: 'C-1/2026', date: '2026-11-30' },
    })
    expect((await findAgenda(deps, keeper, meeting.id)).items.map(({ title }) => title)).toEqual([
      'Arhitectura',
    ])
    expect(await findQuorum(deps, keeper, meeting.id)).toMatchObject({
      needed: 1,
      expected: 0,
      present: 0,
      waived: false,
    })
  })

  it('leaves out somebody whose mandate has ended by then', async () => {
    const { deps, group, keeper } = await scene(await open())
    const meeting = await conveneGroup(deps, keeper, group.id, ask({ start: '2027-01-14T10:00' }))
    expect(meeting.attendees.map(({ name }) => name)).not.toContain('Eva Luca')
    expect(
      (await findQuorum(deps, keeper, meeting.id))?.institutions.map(({ shortName }) => shortName),
    ).toEqual(['MF'])
  })

  it('expects an institution no more whose mandate is revoked after the convocation, until somebody else sits for it', async () => {
    const database = await open()
    const { work } = database
    const { deps, group, keeper, chair, eva } = await scene(database)
    const meeting = await conveneGroup(deps, keeper, group.id, ask())
    await answerInvitation({ ...deps, work }, eva, meeting.id, { partStat: 'accepted', comment: null })
    const adr = async () => {
      const quorum = await findQuorum(deps, keeper, meeting.id)
      return [quorum?.institutions.find(({ shortName }) => shortName === 'ADR')?.expectation, quorum?.needed]
    }
    expect(await adr()).toEqual(['likely', 1])

    const { mandates } = await findGroup(deps, keeper, group.id)
    const hers = mandates.find(({ personId }) => personId === eva.personId)!
    const revoked = { until: '2026-12-09', act: { number: '300', date: '2026-12-01' } }
    await revokeMandate(deps, keeper, group.id, hers.id, revoked)
    expect(await adr()).toEqual(['unseated', 1])

    await addMandate(deps, keeper, group.id, {
      ...{ personId: chair.personId, organisationId: hers.organisation.id, kind: 'titular' },
      ...{ act: revoked.act, from: '2026-12-10', until: null },
    })
    expect(await adr()).toEqual(['unknown', 1])
  })

  it('is hosted by its group’s secretary without any role, whoever convened it', async () => {
    const database = await open()
    const { deps, group, keeper, eva, dan } = await scene(database)
    const { name, shortName, purpose, act: founded, rules, version } = group
    await changeGroup(deps, keeper, group.id, {
      ...{ name, shortName, purpose, act: founded, rules, version, closed: false },
      ...{ chairPersonId: null, secretaryPersonId: eva.personId },
    })
    const { id } = await conveneGroup(deps, keeper, group.id, ask())
    expect((await showMeeting(deps, eva, id)).rights).toMatchObject({ host: true, change: false })
    expect((await showMeeting(deps, dan, id)).rights).toMatchObject({ host: false })
    expect((await openMinutes(deps, eva, id)).rights.write).toBe(true)
  })

  it('counts nobody whose mandate ends before the day that the meeting is moved to', async () => {
    const database = await open()
    const { work } = database
    const { deps, group, keeper, eva } = await scene(database)
    const meeting = await conveneGroup(deps, keeper, group.id, ask())
    await changeMeeting(deps, keeper, meeting.id, changeForm(meeting, { start: '2027-01-14T10:00' }))
    await answerInvitation({ ...deps, work }, eva, meeting.id, { partStat: 'accepted', comment: null })
    expect(await findQuorum(deps, keeper, meeting.id)).toMatchObject({
      institutions: [
        { shortName: 'ADR', expectation: 'unseated' },
        { shortName: 'MF', expectation: 'unknown' },
      ],
      expected: 0,
    })
  })

  it('asks for a reason when the notice is too short, and keeps the reason', async () => {
    const { deps, group, keeper } = await scene(await open())
    const soon = ask({ start: '2026-12-03T10:00' })
    await expect(conveneGroup(deps, keeper, group.id, soon)).rejects.toMatchObject({
      code: 'convocation.short-notice',
      // 30 November and 1 December are public holidays.
      params: { neededDays: 3, unit: 'working', latestSendDay: '2026-11-26' },
    })
    const meeting = await conveneGroup(deps, keeper, group.id, {
      ...soon,
      shortNoticeReason: 'Termen de la Comisie',
    })
    expect((await findConvocation(deps, keeper, meeting.id))?.shortNoticeReason).toBe('Termen de la Comisie')
  })

  it('lets a meeting without quorum be repeated on the same day, valid without quorum', async () => {
    const { deps, group, keeper } = await scene(await open())
    const first = await conveneGroup(deps, keeper, group.id, ask())
    const second = await conveneGroup(
      deps,
      keeper,
      group.id,
      ask({ start: '2026-12-01T15:00', repeatsMeetingId: first.id }),
    )
    expect(await findQuorum(deps, keeper, second.id)).toMatchObject({ waived: true })
  })

  it('takes no number for a convocation that is refused', async () => {
    const { deps, group, keeper } = await scene(await open())
    const tooLong = ask({ durationMinutes: 15 })
    await expect(conveneGroup(deps, keeper, group.id, tooLong)).rejects.toThrow('agenda.longer-than-meeting')
    const meeting = await conveneGroup(deps, keeper, group.id, ask())
    expect((await findConvocation(deps, keeper, meeting.id))?.act.number).toBe('C-1/2026')
  })

  it('is convened by its own chair and secretary and by the secretariat, and by nobody else', async () => {
    const { deps, group, chair, ana } = await scene(await open())
    await expect(conveneGroup(deps, ana, group.id, ask())).rejects.toThrow('permission.missing')
    expect((await conveneGroup(deps, chair, group.id, ask())).organizer?.name).toBe('Călin Chiriac')
  })

  it('cannot be convened once it is closed, nor while nobody sits in it', async () => {
    const { deps, group, keeper } = await scene(await open())
    await expect(
      conveneGroup(deps, keeper, group.id, ask({ start: '2026-12-10T10:00' })),
    ).resolves.toBeDefined()
    const { name, shortName, purpose, rules, version } = group
    const closing = { name, shortName, purpose, act, chairPersonId: null, secretaryPersonId: null, rules }
    await changeGroup(deps, keeper, group.id, { ...closing, closed: true, version })
    await expect(conveneGroup(deps, keeper, group.id, ask())).rejects.toThrow('group.closed')
    const empty = await addGroup(deps, keeper, { ...closing, name: 'Gol' })
    await expect(conveneGroup(deps, keeper, empty.id, ask())).rejects.toThrow('group.no-members')
  })

  it('lists its meetings, the newest first, with the state of their minutes', async () => {
    const { deps, group, keeper } = await scene(await open())
    for (const start of ['2026-12-10T10:00', '2027-02-11T10:00', '2027-01-14T10:00'])
      await conveneGroup(deps, keeper, group.id, ask({ start }))
    const first = await listGroupMeetings(deps, keeper, group.id, { limit: 2 })
    expect(first.items.map(({ minutes }) => minutes)).toEqual([null, null])
    await openMinutes(deps, keeper, first.items[1]!.meetingId)
    expect(
      (await listGroupMeetings(deps, keeper, group.id, { limit: 2 })).items.map(({ minutes }) => minutes),
    ).toEqual([null, 'draft'])
    const second = await listGroupMeetings(deps, keeper, group.id, { limit: 2, cursor: first.next! })
    expect([...first.items, ...second.items].map(({ startsAt }) => startsAt.slice(0, 10))).toEqual([
      '2027-02-11',
      '2027-01-14',
      '2026-12-10',
    ])
  })
})
