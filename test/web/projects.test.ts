import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compile } from '@inlang/paraglide-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HealthReason } from '../../contract/tracking.ts'
import { groupActions, readActionFilters } from '../../web/src/lib/actions/sort-actions.ts'
import { historyOf } from '../../web/src/lib/projects/forecast-history.ts'
import { sayReason, saySlip, type TrackingMessages } from '../../web/src/lib/projects/health-words.ts'
import { toMilestoneChoice } from '../../web/src/lib/projects/milestone-choice.ts'
import { readFilters, writeFilter } from '../../web/src/lib/projects/sort-projects.ts'
import { scaleAround, scaleOf, ticksOf, timeScale } from '../../web/src/lib/projects/time-scale.ts'

describe('health in words', () => {
  let folder: string
  let say: Record<'ro' | 'en', TrackingMessages>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sfat-messages-'))
    await compile({
      project: fileURLToPath(new URL('../../web/project.inlang', import.meta.url)),
      outdir: folder,
      strategy: ['globalVariable', 'baseLocale'],
      outputStructure: 'locale-modules',
    })
    const read = async (locale: string) =>
      (await import(pathToFileURL(join(folder, 'messages', `${locale}.js`)).href)) as TrackingMessages
    say = { ro: await read('ro'), en: await read('en') }
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const milestone = { milestoneId: 'm', title: 'Pilot' }
  const words = (locale: 'ro' | 'en', reason: HealthReason) =>
    sayReason(say[locale], reason, (period) => `<${period}>`)

  it.each<[HealthReason, ro: string, en: string]>([
    [
      { rule: 'beyond-tolerance', ...milestone, slipDays: 27, toleranceDays: 5 },
      '„Pilot” întârzie cu 27 de zile lucrătoare, peste toleranța de 5 zile lucrătoare.',
      '“Pilot” is 27 working days late, beyond its tolerance of 5 working days.',
    ],
    [
      { rule: 'beyond-tolerance', ...milestone, slipDays: 1, toleranceDays: 0 },
      '„Pilot” întârzie cu o zi lucrătoare și nu are toleranță.',
      '“Pilot” is one working day late and has no tolerance.',
    ],
    [
      { rule: 'within-tolerance', ...milestone, slipDays: 1, toleranceDays: 20 },
      '„Pilot” întârzie cu o zi lucrătoare, în limita toleranței de 20 de zile lucrătoare.',
      '“Pilot” is one working day late, within its tolerance of 20 working days.',
    ],
    [
      { rule: 'overdue', ...milestone, overdueDays: 3 },
      'Termenul prevăzut pentru „Pilot” a trecut de 3 zile lucrătoare.',
      'The forecast for “Pilot” passed 3 working days ago.',
    ],
    [
      { rule: 'met-late', ...milestone, slipDays: 101 },
      '„Pilot” a fost îndeplinit cu 101 zile lucrătoare mai târziu decât termenul aprobat.',
      '“Pilot” was met 101 working days after its baseline.',
    ],
    [
      { rule: 'actions-late', ...milestone, count: 1 },
      'La „Pilot”, o acțiune este restantă.',
      'One action for “Pilot” is overdue.',
    ],
    [
      { rule: 'actions-late', milestoneId: null, title: null, count: 20 },
      '20 de acțiuni sunt restante.',
      '20 actions are overdue.',
    ],
    [
      { rule: 'report-late', period: '2026-10', overdueDays: 1 },
      'Raportul pe <2026-10> nu a fost trimis; termenul lui a trecut de o zi lucrătoare.',
      'The report for <2026-10> was not submitted; it was due one working day ago.',
    ],
  ])('says every rule in both languages: $rule', (reason, ro, en) => {
    expect([words('ro', reason), words('en', reason)]).toEqual([ro, en])
  })

  it('says a slip as people do', () => {
    expect([0, 1, 3, 22, -1, -20].map((days) => saySlip(say.ro, days))).toEqual([
      'la termen',
      'cu o zi lucrătoare mai târziu',
      'cu 3 zile lucrătoare mai târziu',
      'cu 22 de zile lucrătoare mai târziu',
      'cu o zi lucrătoare mai devreme',
      'cu 20 de zile lucrătoare mai devreme',
    ])
    expect(saySlip(say.en, 2)).toBe('2 working days later')
  })
})

describe('a milestone in a form', () => {
  it('is known by its title and the code of its project', () => {
    const project = { id: 'p', code: 'CAT-01', name: 'Catalog', status: 'running' as const }
    expect(toMilestoneChoice({ id: 'm', title: 'Pilot în 12 școli', project })).toEqual({
      id: 'm',
      label: 'Pilot în 12 școli · CAT-01',
    })
  })
})

describe('the history of a milestone', () => {
  const forecast = (id: string, date: string, decisionId: string | null) => ({
    ...{ id, date, decisionId, reason: id, by: 'Ana', at: '2026-11-01T08:00:00.000Z' },
  })
  const decision = {
    ...{ kind: 'decision' as const, id: 'd', meetingId: 's', meetingTitle: 'Comitet', text: 'Se amână.' },
    ...{ startsAt: '2026-10-30T08:00:00.000Z', decisionNumber: 2 },
  }

  it('goes from what is expected now back to what was agreed, with slips in working days', () => {
    const forecasts = [
      forecast('a', '2026-11-27', null),
      forecast('b', '2026-12-02', 'd'),
      forecast('c', '2026-11-19', 'x'),
    ]
    const steps = historyOf({ id: 'm', baseline: '2026-11-20', forecasts, links: [decision] })
    expect(steps.map(({ id, slipDays, current }) => [id, slipDays, current])).toEqual([
      ['c', -1, true],
      // 30 November and 1 December are public holidays.
      ['b', 6, false],
      ['a', 5, false],
      ['m', 0, false],
    ])
    expect(steps.map((step) => step.decision)).toEqual(['hidden', decision, null, null])
  })

  it('is what was agreed while nothing else was expected', () => {
    const [only, ...others] = historyOf({ id: 'm', baseline: '2026-11-20', forecasts: [], links: [] })
    expect(only).toMatchObject({ date: '2026-11-20', reason: null, current: true })
    expect(others).toEqual([])
  })
})

describe('a time scale', () => {
  it('lays days between its ends, and those beyond them outside', () => {
    const { at } = timeScale('2026-01-01', '2026-01-11')
    expect(['2026-01-01', '2026-01-06', '2026-01-11', '2025-12-31', '2026-01-12'].map(at)).toEqual([
      0, 50, 100, -10, 110,
    ])
  })

  it('holds all days with room at its ends, even for one day', () => {
    const one = scaleAround(['2026-11-25'])
    expect([one.from, one.until]).toEqual(['2026-11-18', '2026-12-02'])
    const { at } = scaleAround(['2026-03-01', '2027-03-01'])
    expect(at('2026-03-01')).toBeGreaterThan(0)
    expect(at('2027-03-01')).toBeLessThan(100)
  })

  it('marks months, quarters or years, as many as have room', () => {
    const quarter = scaleOf('quarter', '2026-11-25')
    expect(ticksOf(quarter).map(({ day, size }) => [day, size])).toEqual([
      ['2026-11-01', 'month'],
      ['2026-12-01', 'month'],
      ['2027-01-01', 'month'],
    ])
    expect(ticksOf(scaleOf('year', '2026-11-25'), 5).map(({ day }) => day)).toEqual([
      '2026-10-01',
      '2027-01-01',
      '2027-04-01',
      '2027-07-01',
    ])
    expect(ticksOf(timeScale('2015-01-01', '2034-12-31'), 4).map(({ day }) => day)).toEqual([
      '2015-01-01',
      '2020-01-01',
      '2025-01-01',
      '2030-01-01',
    ])
  })
})

describe('the filters of projects', () => {
  it('are read from the address, and what makes no sense is left out', () => {
    const read = (query: string) => readFilters(new URLSearchParams(query))
    expect(read('view=board&by=health&health=red&status=closed&mine=1&search=cat')).toEqual({
      ...{
        view: 'board',
        by: 'health',
        health: 'red',
        status: 'closed',
        mine: true,
        search: 'cat',
        span: 'all',
      },
    })
    expect(read('view=sideways&health=blue&status=lost&span=century')).toMatchObject({
      ...{ view: 'list', health: undefined, status: undefined, span: 'all' },
    })
  })

  it('are written without what is empty', () => {
    expect(writeFilter('?view=board&mine=1', { mine: undefined, search: 'a b' })).toBe(
      '?view=board&search=a+b',
    )
  })
})

describe('a list of actions', () => {
  const action = (id: string, dueOn: string, status: 'open' | 'done' = 'open', late = false) => ({
    ...{
      id,
      text: id,
      dueOn,
      status,
      late,
      closedOn: null,
      note: null,
      milestone: null,
      source: null,
      version: 1,
    },
    owner: { personId: 'p', name: 'Ana', left: false },
    rights: { close: true, change: true },
  })

  it('puts what is late first, then what the next seven days ask for; what is closed stands last', () => {
    const groups = groupActions(
      [
        action('done', '2026-11-01', 'done', true),
        action('late', '2026-11-24', 'open', true),
        action('today', '2026-11-25'),
        action('week', '2026-12-02'),
        action('after', '2026-12-03'),
      ],
      '2026-11-25',
    )
    expect(groups.map(({ group, actions }) => [group, actions.map(({ id }) => id)])).toEqual([
      ['late', ['late']],
      ['soon', ['today', 'week']],
      ['later', ['after']],
      ['closed', ['done']],
    ])
  })

  it('shows mine that are open unless the address says otherwise', () => {
    const read = (query: string) => readActionFilters(new URLSearchParams(query))
    expect(read('')).toEqual({ mine: true, late: false, status: 'open', projectId: '' })
    expect(read('mine=0&late=1&status=all&project=x')).toEqual({
      ...{ mine: false, late: true, status: 'all', projectId: 'x' },
    })
    expect(read('status=lost').status).toBe('open')
  })
})
