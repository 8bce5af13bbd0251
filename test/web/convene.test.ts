import { describe, expect, it } from 'vitest'
import type { Mandate } from '../../contract/groups.ts'
import { ConveneGroup } from '../../contract/minutes.ts'
import { copiesOf, moved, newItem, type ItemValues } from '../../web/src/lib/agenda/agenda-values.ts'
import { differences, onlyReordered } from '../../web/src/lib/agenda/compare-agendas.ts'
import { askOfConvene, newConvene } from '../../web/src/lib/convocation/convene-values.ts'
import { earliestDay, noticeState } from '../../web/src/lib/convocation/notice-state.ts'
import { whoIsConvened } from '../../web/src/lib/convocation/who-is-convened.ts'
import { mayAnswer, wayIn } from '../../web/src/lib/invitation/invitation-state.ts'

const id = (last: number) => `0192f8f0-0000-7000-8000-${String(last).padStart(12, '0')}`

describe('the notice that a convocation gives', () => {
  const working = { noticeDays: 3, noticeUnit: 'working' } as const

  it('leaves out weekends and names the public holidays on the way', () => {
    // From Thursday 26 November: Friday 27, Wednesday 2 and Thursday 3 December count.
    const state = noticeState(working, '2026-11-26', '2026-12-03')
    expect(state).toMatchObject({ kept: true, days: 3, needed: 3, earliest: '2026-12-03' })
    expect(state?.holidays).toEqual([
      { on: '2026-11-30', name: 'saint-andrew' },
      { on: '2026-12-01', name: 'national-day' },
    ])
    expect(noticeState(working, '2026-11-26', '2026-12-02')).toMatchObject({ kept: false, days: 2 })
  })

  it('counts every day where the rule says calendar days, and then no holiday matters', () => {
    const state = noticeState({ noticeDays: 5, noticeUnit: 'calendar' }, '2026-11-26', '2026-12-01')
    expect(state).toMatchObject({ kept: true, days: 5, holidays: [] })
  })

  it('is never said to be enough where the server refuses it, whatever day it leaves', () => {
    for (let offset = 0; offset < 14; offset += 1) {
      const today = Temporal.PlainDate.from('2026-11-23').add({ days: offset }).toString()
      for (let ahead = 0; ahead < 21; ahead += 1) {
        const state = noticeState(
          working,
          today,
          Temporal.PlainDate.from(today).add({ days: ahead }).toString(),
        )
        expect(state?.kept).toBe((state?.days ?? 0) >= working.noticeDays)
      }
    }
  })

  it('proposes the first day that is early enough, and has nothing to say of a day that has passed', () => {
    expect(earliestDay({ noticeDays: 0, noticeUnit: 'working' }, '2026-11-28')).toBe('2026-11-28')
    expect(noticeState(working, '2026-11-26', '2026-11-25')).toBeUndefined()
  })
})

describe('who is convened', () => {
  const mandate = (last: number, more: Partial<Mandate>): Mandate => ({
    id: id(last),
    personId: id(100 + last),
    personName: `Persoana ${last}`,
    email: `p${last}@x.ro`,
    organisation: { id: id(200), name: 'Ministerul Finanțelor', shortName: 'MF' },
    kind: 'titular',
    act: { number: '1', date: '2026-01-01' },
    from: '2026-01-01',
    until: null,
    revokedBy: null,
    ...more,
  })

  it('are those whose mandates are valid on the day, by institution, the titular first', () => {
    const { institutions, people } = whoIsConvened(
      { mandates: [mandate(1, { kind: 'supleant' }), mandate(2, {})], chair: null, secretary: null },
      '2026-12-10',
      '2026-11-25',
    )
    expect(
      institutions.map(({ shortName, seats }) => [shortName, seats.map(({ id: seat }) => seat)]),
    ).toEqual([['MF', [id(2), id(1)]]])
    expect(people).toBe(2)
  })

  it('are not those whose mandate ends before that day, or begins after it, and the page can say why', () => {
    const mandates = [
      mandate(1, { until: '2026-12-09' }),
      mandate(2, { until: '2026-12-10' }),
      mandate(3, { from: '2026-12-11' }),
      mandate(4, { until: '2026-03-01' }),
    ]
    const one = whoIsConvened({ mandates, chair: null, secretary: null }, '2026-12-10', '2026-11-25')
    expect(one.institutions[0]?.seats.map(({ id: seat }) => seat)).toEqual([id(2)])
    expect(one.ending.map(({ id: seat }) => seat)).toEqual([id(1)])
    expect(one.beginning.map(({ id: seat }) => seat)).toEqual([id(3)])
  })

  it('are also the chair and the secretary without a seat, each once', () => {
    const lead = { personId: id(900), name: 'Ana' }
    const one = whoIsConvened(
      { mandates: [mandate(1, {})], chair: lead, secretary: lead },
      '2026-12-10',
      '2026-11-25',
    )
    expect(one.leads).toEqual([{ ...lead, as: 'chair' }])
    expect(one.people).toBe(2)
    const seated = { personId: id(101), name: 'Persoana 1' }
    expect(
      whoIsConvened(
        { mandates: [mandate(1, {})], chair: seated, secretary: null },
        '2026-12-10',
        '2026-11-25',
      ).leads,
    ).toEqual([])
  })
})

describe('the form that convenes', () => {
  const rules = {
    quorum: { numerator: 1, denominator: 2 },
    noticeDays: 3,
    noticeUnit: 'working',
    minutesApprover: 'chair',
    reminderHours: 24,
  } as const
  const now = Temporal.Instant.from('2026-11-25T08:00:00Z')

  it('begins with a working day that the rule allows, and asks in the shape of the contract', () => {
    const values = newConvene({ rules }, 'Ședința GLI', 'Europe/Bucharest', now)
    expect(values.date).toBe('2026-12-02')
    const item = { ...newItem(), title: 'Buget', minutes: ' 20 ', speaker: ' ' }
    const ask = askOfConvene({ ...values, agenda: [item] }, { reasonAsked: false, repeatsMeetingId: null })
    expect(ConveneGroup.parse(ask)).toMatchObject({
      start: '2026-12-02T10:00',
      durationMinutes: 120,
      agenda: [{ title: 'Buget', durationMinutes: 20, speaker: null }],
      shortNoticeReason: null,
    })
  })

  it('gives the reason only where it was asked for, on one line', () => {
    const values = {
      ...newConvene({ rules }, 'Ședință', 'Europe/Bucharest', now),
      shortNoticeReason: 'Termen\nscurt ',
    }
    const asked = { repeatsMeetingId: null }
    expect(askOfConvene(values, { ...asked, reasonAsked: true })['shortNoticeReason']).toBe('Termen scurt')
    expect(askOfConvene(values, { ...asked, reasonAsked: false })['shortNoticeReason']).toBeNull()
  })

  it('finds minutes that are no number, and a title that is too long', () => {
    const values = newConvene({ rules }, 'Ședință', 'Europe/Bucharest', now)
    const agenda = [{ ...newItem(), title: 'ș'.repeat(301), minutes: 'zece' }]
    const parsed = ConveneGroup.safeParse(
      askOfConvene({ ...values, agenda }, { reasonAsked: false, repeatsMeetingId: null }),
    )
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'agenda.0.title',
      'agenda.0.durationMinutes',
    ])
  })
})

describe('agenda items', () => {
  const item = (key: string, more: Partial<ItemValues> = {}): ItemValues => ({
    ...newItem(),
    key,
    id: key,
    title: key,
    ...more,
  })

  it('move to another place, and no further than the ends', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
    expect(moved(['a', 'b', 'c'], 2, -3)).toEqual(['c', 'a', 'b'])
    expect(moved(['a', 'b', 'c'], 1, 9)).toEqual(['a', 'c', 'b'])
  })

  it('are new ones in the agenda of a meeting that repeats another', () => {
    const copies = copiesOf([item('a'), item('b')])
    expect(copies.map(({ id: own, title }) => [own, title])).toEqual([
      [null, 'a'],
      [null, 'b'],
    ])
    expect(new Set(copies.map(({ key }) => key)).size).toBe(2)
  })

  it('that two people changed are set beside each other: theirs, mine, and what both changed', () => {
    const mine = [item('a', { title: 'A mea' }), item('b'), item('new-1', { id: null, title: 'Nou' })]
    const theirs = [item('a'), item('b'), item('c')]
    expect(differences(mine, theirs).map(({ kind }) => kind)).toEqual(['changed', 'theirs-only', 'mine-only'])
    expect(differences([item('a'), item('b')], [item('b'), item('a')])).toEqual([])
    expect(onlyReordered([item('a'), item('b')], [item('b'), item('a')])).toBe(true)
    expect(onlyReordered(mine, theirs)).toBe(false)
  })
})

describe('the personal link', () => {
  const invitation = {
    startsAt: '2026-11-24T08:00:00.000Z',
    endsAt: '2026-11-24T09:00:00.000Z',
    cancelled: false,
    video: true,
  }
  const at = (time: string) => Date.parse(`2026-11-24T${time}:00Z`)

  it('leads into the conference from an hour before until some hours after, and stands first when it is time', () => {
    expect(
      ['06:59', '07:00', '07:50', '08:30', '09:00', '13:00'].map((time) => wayIn(invitation, at(time))),
    ).toEqual(['later', 'may', 'now', 'now', 'may', 'none'])
    expect(wayIn({ ...invitation, video: false }, at('08:00'))).toBe('none')
    expect(wayIn({ ...invitation, cancelled: true }, at('08:00'))).toBe('none')
  })

  it('takes answers until the meeting is over', () => {
    expect((['before', 'open', 'during', 'after', 'cancelled'] as const).map(mayAnswer)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
  })
})
