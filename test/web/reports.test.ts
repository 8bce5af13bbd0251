import { describe, expect, it } from 'vitest'
import type { ReportFact, ReportSummary } from '../../contract/tracking.ts'
import { changesOf, showFacts } from '../../web/src/lib/reports/fact-changes.ts'
import { changedTexts, mergeTexts, withSentence } from '../../web/src/lib/reports/merge-texts.ts'
import { reportNeeds } from '../../web/src/lib/reports/needs-me.ts'
import { monthsBack, readFilters, writeFilters } from '../../web/src/lib/reports/report-filters.ts'
import { lateDays } from '../../web/src/lib/reports/late-days.ts'
import { cutAtTies, tieSentences } from '../../web/src/lib/reports/tie-sentences.ts'

const sentences = [
  { text: 'Jalonul „Pilot” este prevăzut pentru 18 decembrie 2026.', factIds: ['milestone:1'] },
  { text: 'Jalonul „Recepție” este prevăzut pentru 30 iunie 2027.', factIds: ['milestone:2'] },
]
const tied = (text: string) =>
  tieSentences(text, sentences).map(({ start, end, factIds }) => [text.slice(start, end), ...factIds])

describe('a text and its facts', () => {
  it('are tied where the sentence stands word for word, wherever it was moved', () => {
    const text = `Pe scurt: ${sentences[1]?.text} ${sentences[0]?.text} Atât.`
    expect(tied(text)).toEqual([
      [sentences[1]?.text, 'milestone:2'],
      [sentences[0]?.text, 'milestone:1'],
    ])
  })

  it('stay tied when the author rewrites part of the sentence', () => {
    const line = 'Jalonul „Pilot” este acum prevăzut pentru 18 decembrie 2026, cu acordul comitetului.'
    expect(tied(`Ceva nou.\n${line}`)).toEqual([[line, 'milestone:1']])
  })

  it('are no longer tied when the sentence is gone, or says something else', () => {
    expect(tied('')).toEqual([])
    expect(tied('Nu s-au luat decizii privind proiectul.')).toEqual([])
  })

  it('give a line to one sentence only, and one sentence drafted twice to both its facts', () => {
    const same = { text: 'Cere avizul.', factIds: ['action:1'] }
    const twice = tieSentences('Cere avizul.\nCere avizul.', [same, { ...same, factIds: ['action:2'] }])
    expect(twice).toEqual([
      { start: 0, end: 12, factIds: ['action:1'] },
      { start: 13, end: 25, factIds: ['action:2'] },
    ])
    expect(tied('Jalonul este prevăzut pentru 18 decembrie 2026.')).toHaveLength(1)
  })

  it('cut the text without losing a character', () => {
    const text = `Întâi.\n${sentences[0]?.text}\nLa urmă.`
    const pieces = cutAtTies(text, tieSentences(text, sentences))
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    expect(pieces.map(({ tie }) => tie?.factIds[0] ?? null)).toEqual([null, 'milestone:1', null])
  })
})

describe('two who write in one report', () => {
  const base = { summary: 'a', milestones: 'b', actions: 'c' }

  it('both keep what they wrote in different sections', () => {
    expect(mergeTexts(base, { ...base, summary: 'mine' }, { ...base, actions: 'theirs' })).toEqual({
      texts: { summary: 'mine', milestones: 'b', actions: 'theirs' },
      conflicts: [],
    })
  })

  it('are asked only where both wrote, and mine stays in the field', () => {
    expect(mergeTexts(base, { ...base, summary: 'mine' }, { ...base, summary: 'theirs' })).toEqual({
      texts: { ...base, summary: 'mine' },
      conflicts: [{ key: 'summary', mine: 'mine', theirs: 'theirs' }],
    })
  })

  it('are not asked when both wrote the same', () => {
    const same = { ...base, summary: 'same' }
    expect(mergeTexts(base, same, same).conflicts).toEqual([])
    expect(changedTexts(base, same)).toEqual({ summary: 'same' })
  })

  it('put a sentence back on a line of its own', () => {
    expect(withSentence('', 'S.')).toBe('S.')
    expect(withSentence('Text.\n\n', 'S.')).toBe('Text.\nS.')
  })
})

const milestone: Extract<ReportFact, { kind: 'milestone' }> = {
  kind: 'milestone',
  id: 'milestone:1',
  milestoneId: '1',
  title: 'Pilot',
  baseline: '2026-11-20',
  forecast: '2026-11-20',
  actual: null,
  slipDays: 0,
  slipAtStart: 0,
  colour: 'green',
}

describe('a fact that changed since the draft', () => {
  it('says what it was and what it is, field by field', () => {
    const now = { ...milestone, forecast: '2026-12-18', slipDays: 18, colour: 'red' as const }
    expect(changesOf(milestone, now)).toEqual([
      { field: 'forecast', before: '2026-11-20', now: '2026-12-18' },
      { field: 'slip', before: 0, now: 18 },
      { field: 'health', before: 'green', now: 'red' },
    ])
  })

  it('is marked in its place, and a new one follows', () => {
    const now = { ...milestone, slipDays: 18 }
    const other = { ...milestone, id: 'milestone:2' }
    expect(showFacts([milestone], [now, other])).toEqual([
      { fact: milestone, changed: { before: milestone, now } },
      { fact: other, changed: { before: null, now: other } },
    ])
    expect(showFacts([milestone], [])).toEqual([{ fact: milestone, changed: null }])
  })
})

const report = (id: string, dueOn: string, author = 'me'): ReportSummary => ({
  id,
  project: { id: 'p', code: 'CAT', name: 'Catalog' },
  period: '2026-10',
  status: 'draft',
  author: { personId: author, name: author },
  dueOn,
  submittedAt: null,
  late: false,
})

describe('the list of reports', () => {
  it('puts first what was given back, then what is due, then what is to be decided, and never my own for me to decide', () => {
    const needs = reportNeeds({
      drafts: [report('later', '2026-12-08'), report('sooner', '2026-11-06')],
      returned: [report('returned', '2026-12-08')],
      submitted: [report('own', '2026-11-06'), report('theirs', '2026-11-06', 'somebody')],
      me: 'me',
    })
    expect(needs.map(({ kind, report: { id } }) => `${kind} ${id}`)).toEqual([
      'complete returned',
      'write sooner',
      'write later',
      'review theirs',
    ])
  })

  it('keeps its filters in the address, and ignores what makes no sense there', () => {
    const project = '01990000-0000-7000-8000-000000000001'
    const address = writeFilters({ projectId: project, period: '2026-11', status: 'returned', mine: true })
    expect(address).toBe(`project=${project}&period=2026-11&status=returned&mine=true`)
    expect(readFilters(new URLSearchParams(address))).toEqual({
      projectId: project,
      period: '2026-11',
      status: 'returned',
      mine: true,
    })
    expect(readFilters(new URLSearchParams('project=x&period=2026-13&status=lost&mine=1'))).toEqual({
      ...{ projectId: undefined, period: undefined, status: undefined, mine: undefined },
    })
  })

  it('offers the last months, and the one that is asked for wherever it lies', () => {
    expect(monthsBack('2026-02', 3)).toEqual(['2026-02', '2026-01', '2025-12'])
    expect(monthsBack('2026-02', 2, '2024-05')).toEqual(['2026-02', '2026-01', '2024-05'])
  })

  it('counts how late a report is in working days, at least one', () => {
    // 7 and 8 November 2026 are a weekend.
    expect(lateDays('2026-11-06', '2026-11-09')).toBe(1)
    expect(lateDays('2026-11-06', '2026-11-07')).toBe(1)
    expect(lateDays('2026-11-06', '2026-11-13')).toBe(5)
  })
})
