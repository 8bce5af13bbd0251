import { describe, expect, it } from 'vitest'
import type { ReportFact } from '../../contract/tracking.ts'
import { changedFacts, gatherFacts, type PeriodRecords } from '../../tracker/gather-facts.ts'
import { draftReport } from '../../tracker/draft-report.ts'
import { firstDay, lastDay, nextPeriod, periodOf, previousPeriod, reportDueOn } from '../../tracker/period.ts'
import type { ActionRow, ForecastRow, MilestoneRow } from '../../tracker/ports.ts'

const zone = 'Europe/Bucharest'
const frame = { period: '2026-11', today: '2026-12-01', now: '2026-12-01T06:00:00.000Z', zone }
const meetingId = '01990000-0000-7000-8000-0000000000aa'

const milestone = (id: string, facts: Partial<MilestoneRow>): MilestoneRow => ({
  id,
  projectId: 'p',
  title: id,
  criteria: '',
  baseline: '2026-11-20',
  toleranceDays: 5,
  forecast: facts.baseline ?? '2026-11-20',
  actual: null,
  ownerPersonId: null,
  createdAt: '2026-01-10T08:00:00.000Z',
  version: 1,
  ...facts,
})
const forecast = (milestoneId: string, date: string, at: string): ForecastRow => ({
  id: `${milestoneId}-${at}`,
  milestoneId,
  date,
  reason: 'Furnizorul întârzie',
  decisionId: null,
  byPersonId: 'x',
  at,
})
const action = (id: string, facts: Partial<ActionRow>): ActionRow & { ownerName: string } => ({
  id,
  text: `Acțiunea ${id}`,
  ownerPersonId: 'x',
  ownerName: 'Ștefan Țuțu',
  dueOn: '2026-11-25',
  status: 'open',
  closedOn: null,
  closedByPersonId: null,
  note: null,
  milestoneId: null,
  meetingId: null,
  draftId: null,
  createdAt: '2026-11-02T08:00:00.000Z',
  version: 1,
  ...facts,
})
const records = (some: Partial<PeriodRecords>): PeriodRecords => ({
  milestones: [],
  forecasts: [],
  actions: [],
  decisions: [],
  meetings: [],
  ...some,
})
const only = <K extends ReportFact['kind']>(facts: ReportFact[], kind: K) =>
  facts.filter((fact): fact is Extract<ReportFact, { kind: K }> => fact.kind === kind)

describe('a period', () => {
  it('is a month with its neighbours, and its report is due five working days after it', () => {
    expect([
      firstDay('2026-02'),
      lastDay('2026-02'),
      nextPeriod('2026-12'),
      previousPeriod('2026-01'),
    ]).toEqual(['2026-02-01', '2026-02-28', '2027-01', '2025-12'])
    expect(periodOf('2026-11-30')).toBe('2026-11')
    // 1 December is a holiday, and a weekend lies between.
    expect(reportDueOn('2026-11')).toBe('2026-12-08')
  })
})

describe('the facts of a period', () => {
  it('show a milestone as it stood at the end of the month, whatever was forecast later', () => {
    const [fact] = only(
      gatherFacts(
        records({
          milestones: [milestone('Pilot', { baseline: '2026-12-10', forecast: '2027-03-01' })],
          forecasts: [
            forecast('Pilot', '2026-12-11', '2026-10-05T08:00:00.000Z'),
            forecast('Pilot', '2026-12-18', '2026-11-12T08:00:00.000Z'),
            forecast('Pilot', '2027-03-01', '2026-12-03T08:00:00.000Z'),
          ],
        }),
        frame,
      ),
      'milestone',
    )
    expect(fact).toMatchObject({ forecast: '2026-12-18', slipDays: 6, slipAtStart: 1, colour: 'red' })
  })

  it('leave out what was met before the month, and what was begun after it', () => {
    const facts = gatherFacts(
      records({
        milestones: [
          milestone('Înainte', { actual: '2026-10-30' }),
          milestone('În lună', { actual: '2026-11-18' }),
          milestone('După', { actual: '2026-12-01' }),
          milestone('Nou', { createdAt: '2026-12-01T08:00:00.000Z' }),
        ],
      }),
      frame,
    )
    expect(only(facts, 'milestone').map(({ title, actual }) => [title, actual])).toEqual([
      ['În lună', '2026-11-18'],
      ['După', null],
    ])
  })

  it('count an action that was closed after the month as open in it', () => {
    const facts = gatherFacts(
      records({
        actions: [
          action('târzie', { status: 'done', closedOn: '2026-12-01' }),
          action('la timp', { status: 'done', closedOn: '2026-11-25' }),
          action('depășită', { status: 'done', closedOn: '2026-11-26' }),
          action('viitoare', { createdAt: '2026-12-01T08:00:00.000Z' }),
        ],
      }),
      frame,
    )
    expect(only(facts, 'action').map(({ actionId, status, late }) => [actionId, status, late])).toEqual([
      ['târzie', 'open', true],
      ['la timp', 'done', false],
      ['depășită', 'done', true],
    ])
  })

  it('put a meeting on the day on which it began where the institution is', () => {
    const facts = gatherFacts(
      records({
        meetings: [
          {
            meetingId,
            title: 'Comitet',
            startsAt: '2026-11-09T22:30:00.000Z',
            invited: 3,
            present: 2,
            institutionsPresent: 2,
          },
        ],
      }),
      frame,
    )
    expect(only(facts, 'meeting')[0]?.on).toBe('2026-11-10')
  })

  it('that differ from the draft are told, new ones too, and the order of fields means nothing', () => {
    const before = gatherFacts(records({ actions: [action('a', {}), action('b', {})] }), frame)
    const after = gatherFacts(
      records({ actions: [action('a', { text: 'Altfel' }), action('b', {}), action('c', {})] }),
      frame,
    )
    const stored = before.map((fact) => Object.fromEntries(Object.entries(fact).reverse()) as ReportFact)
    expect(changedFacts(stored, after).map(({ id }) => id)).toEqual(['action:a', 'action:c'])
    expect(changedFacts(stored, before)).toEqual([])
  })
})

describe('a drafted report', () => {
  const facts = gatherFacts(
    records({
      milestones: [
        milestone('Caiet de sarcini', { actual: '2026-11-12', baseline: '2026-11-10' }),
        milestone('Pilot', { baseline: '2026-11-20', forecast: '2026-12-18' }),
        milestone('Instruire', { baseline: '2026-12-16' }),
      ],
      forecasts: [forecast('Pilot', '2026-12-18', '2026-11-12T08:00:00.000Z')],
      actions: [
        action('1', { text: 'Trimite caietul de sarcini.', status: 'done', closedOn: '2026-11-24' }),
        action('2', { text: 'Cere avizul CTE' }),
        action('3', { text: 'Pregătește sala', dueOn: '2026-12-15' }),
      ],
      decisions: [
        {
          decisionId: 'd',
          meetingId,
          meetingTitle: 'Comitetul de coordonare',
          startsAt: '2026-11-12T08:00:00.000Z',
          number: 2,
          text: 'Se amână pilotul',
          minutesAct: { number: 'PV-3/2026', date: '2026-11-13' },
        },
      ],
      meetings: [
        {
          meetingId,
          title: 'Comitetul de coordonare',
          startsAt: '2026-11-12T08:00:00.000Z',
          invited: 25,
          present: 20,
          institutionsPresent: 1,
        },
      ],
    }),
    frame,
  )
  const draft = (locale: 'ro' | 'en') =>
    Object.fromEntries(
      draftReport({
        project: 'Catalog electronic',
        period: '2026-11',
        today: '2026-12-01',
        locale,
        facts,
      }).map((section) => [section.key, section]),
    )

  it('says in Romanian what happened, with numbers as Romanian has them', () => {
    const { summary, milestones, decisions, actions, meetings } = draft('ro')
    expect(summary?.text.split('\n')).toEqual([
      'În luna noiembrie 2026, în proiectul „Catalog electronic”, un jalon a fost îndeplinit, un jalon este în grafic și un jalon a depășit toleranța.',
      'S-a luat o decizie, o acțiune a fost încheiată și o acțiune este restantă.',
      'Proiectul a fost discutat într-o ședință.',
    ])
    expect(milestones?.text.split('\n')).toEqual([
      'Jalonul „Caiet de sarcini” a fost îndeplinit la 12 noiembrie 2026, cu 2 zile lucrătoare după termenul aprobat (10 noiembrie 2026).',
      'Jalonul „Pilot” este prevăzut pentru 18 decembrie 2026, cu 18 zile lucrătoare după termenul aprobat (20 noiembrie 2026). În cursul lunii termenul prevăzut s-a amânat cu 18 zile lucrătoare.',
      'Jalonul „Instruire” este prevăzut pentru 16 decembrie 2026, la termenul aprobat.',
    ])
    expect(decisions?.text).toBe(
      'Decizia nr. 2 a ședinței „Comitetul de coordonare” din 12 noiembrie 2026, proces-verbal nr. PV-3/2026 din 13 noiembrie 2026: Se amână pilotul.',
    )
    expect(actions?.text.split('\n')).toEqual([
      'Restantă, termen 25 noiembrie 2026 (responsabil: Ștefan Țuțu): Cere avizul CTE.',
      'În lucru, termen 15 decembrie 2026 (responsabil: Ștefan Țuțu): Pregătește sala.',
      'Încheiată la 24 noiembrie 2026 (responsabil: Ștefan Țuțu): Trimite caietul de sarcini.',
    ])
    expect(meetings?.text).toBe(
      'Ședința „Comitetul de coordonare” din 12 noiembrie 2026: 20 de participanți din o instituție, 25 de invitați.',
    )
  })

  it('proposes measures for what is beyond tolerance or late, and says what comes next', () => {
    const { 'corrective-measures': measures, 'next-period': next } = draft('ro')
    expect(measures?.text.split('\n')).toEqual([
      'Pentru jalonul „Pilot”, amânat cu 18 zile lucrătoare, peste toleranță, este necesară o decizie privind termenul, conținutul sau resursele.',
      'De încheiat cu prioritate de Ștefan Țuțu, cu termenul depășit din 25 noiembrie 2026: Cere avizul CTE.',
    ])
    expect(next?.text.split('\n')).toEqual([
      'Jalonul „Pilot” este prevăzut pentru 18 decembrie 2026.',
      'Jalonul „Instruire” este prevăzut pentru 16 decembrie 2026.',
      'Până la 15 decembrie 2026, Ștefan Țuțu: Pregătește sala.',
    ])
  })

  it('says the same in English', () => {
    const { milestones, 'corrective-measures': measures } = draft('en')
    expect(milestones?.text.split('\n')[1]).toBe(
      'The milestone “Pilot” is forecast for 18 December 2026, 18 working days after its baseline (20 November 2026). During the month its forecast moved back by 18 working days.',
    )
    expect(measures?.text.split('\n')[0]).toBe(
      'The milestone “Pilot”, 18 working days late and beyond its tolerance, needs a decision about its date, scope or resources.',
    )
  })

  it('names for each section the facts that its sentences stand on', () => {
    const sections = draft('ro')
    expect(sections['milestones']?.factIds).toEqual([
      'milestone:Caiet de sarcini',
      'milestone:Pilot',
      'milestone:Instruire',
    ])
    expect(sections['actions']?.factIds).toEqual(['action:2', 'action:3', 'action:1'])
    expect(sections['summary']?.factIds).toEqual(facts.map(({ id }) => id))
    const known = new Set(facts.map(({ id }) => id))
    for (const section of Object.values(sections))
      for (const id of section.factIds) expect(known.has(id)).toBe(true)
  })

  it('of an empty month says so, section by section', () => {
    const sections = draftReport({
      project: 'Nou',
      period: '2026-11',
      today: '2026-12-01',
      locale: 'ro',
      facts: [],
    })
    expect(sections.map(({ text }) => text.split('\n')[0])).toEqual([
      'În luna noiembrie 2026, proiectul „Nou” nu a avut jaloane.',
      'Proiectul nu are jaloane în această perioadă.',
      'Nu s-au luat decizii privind proiectul.',
      'Proiectul nu are acțiuni în această perioadă.',
      'Nu s-au ținut ședințe privind proiectul.',
      'Faptele perioadei nu cer măsuri corective.',
      'Pentru luna următoare nu sunt prevăzute jaloane sau acțiuni.',
    ])
  })

  it('stays within what a section may hold, however much was decided', () => {
    const many: ReportFact[] = Array.from({ length: 300 }, (_, index) => ({
      kind: 'decision',
      id: `decision:${index}`,
      decisionId: String(index),
      meetingId,
      meetingTitle: 'Comitet',
      number: index + 1,
      text: 'Se aprobă. '.repeat(300),
      minutesAct: null,
      on: '2026-11-12',
    }))
    const sections = draftReport({
      project: 'Mare',
      period: '2026-11',
      today: '2026-12-01',
      locale: 'ro',
      facts: many,
    })
    const decisions = sections.find(({ key }) => key === 'decisions')!
    expect(decisions.text.length).toBeLessThan(20_000)
    expect(decisions.text).toMatch(/Încă \d+ de fapte sunt în anexă\.$/)
    expect(decisions.factIds).toHaveLength(300)
  })
})
