import { reportSections, type ReportFact, type ReportSection } from '../contract/tracking.ts'
import type { LocalDate, Locale } from '../contract/values.ts'
import { workingDaysBetween } from '../contract/working-days.ts'
import { lastDay, nextPeriod } from './period.ts'
import type { FactOf, Sentences } from './sentence.ts'
import { english } from './sentences-en.ts'
import { romanian } from './sentences-ro.ts'

const sentences: Record<Locale, Sentences> = { ro: romanian, en: english }

export type Draft = {
  /** The project's name. */
  project: string
  period: string
  /** The day on which the facts were looked at; after the month's end its last day counts. */
  today: LocalDate
  locale: Locale
  facts: readonly ReportFact[]
}

/** Stays under what a section may hold (`ReportSection.text`). */
const sectionLength = 18_000

type Line = { text: string; factIds: string[] }

/**
 * The sections of a report as the facts of its period give them: one sentence to a line, and each section names its facts
 * in the order of its lines. Pure; the author goes on from here.
 */
export function draftReport({ project, period, today, locale, facts }: Draft): ReportSection[] {
  const say = sentences[locale]
  const end = lastDay(period)
  const asOf = today < end ? today : end
  const milestones = facts.filter((fact) => fact.kind === 'milestone')
  const decisions = facts.filter((fact) => fact.kind === 'decision')
  const actions = facts.filter((fact) => fact.kind === 'action')
  const meetings = facts.filter((fact) => fact.kind === 'meeting')
  const unmet = milestones.filter(({ actual }) => actual === null)
  const open = actions.filter(({ status }) => status === 'open')
  const horizon = lastDay(nextPeriod(period))

  const lines: Record<(typeof reportSections)[number], Line[]> = {
    summary: say
      .summary(project, period, {
        met: milestones.length - unmet.length,
        onTime: unmet.filter(({ colour }) => colour === 'green').length,
        late: unmet.filter(({ colour }) => colour === 'amber').length,
        red: unmet.filter(({ colour }) => colour === 'red').length,
        decisions: decisions.length,
        meetings: meetings.length,
        done: actions.filter(({ status }) => status === 'done').length,
        overdue: open.filter(({ late }) => late).length,
      })
      .map((text, index) => ({ text, factIds: index === 0 ? facts.map(({ id }) => id) : [] })),
    milestones: milestones.map(line((fact) => say.milestone(fact, asOf))),
    decisions: decisions.map(line(say.decision)),
    actions: [...actions].sort(byAction).map(line(say.action)),
    meetings: meetings.map(line(say.meeting)),
    'corrective-measures': [
      ...unmet
        .filter(({ colour, forecast }) => colour === 'red' || workingDaysBetween(forecast, asOf) > 0)
        .map(line((fact: FactOf<'milestone'>) => say.measure(fact, asOf))),
      ...open.filter(({ late }) => late).map(line(say.lateAction)),
    ],
    'next-period': [
      ...unmet
        .filter(({ forecast }) => forecast > asOf && forecast <= horizon)
        .map(line((fact: FactOf<'milestone'>) => say.expected(fact))),
      ...open.filter(({ dueOn }) => dueOn > asOf && dueOn <= horizon).map(line(say.dueAction)),
    ],
  }
  return reportSections.map((key) => section(key, lines[key], say))
}

const line =
  <F extends ReportFact>(sentence: (fact: F) => string) =>
  (fact: F): Line => ({ text: sentence(fact), factIds: [fact.id] })

/** Overdue first, then what is under way, then what was finished; each by its day. */
const byAction = (a: FactOf<'action'>, b: FactOf<'action'>): number =>
  rank(a) - rank(b) || a.dueOn.localeCompare(b.dueOn)
const rank = ({ status, late }: FactOf<'action'>) => (status === 'open' ? (late ? 0 : 1) : 2)

function section(key: ReportSection['key'], lines: Line[], say: Sentences): ReportSection {
  const factIds = lines.flatMap((one) => one.factIds)
  if (lines.length === 0 && key !== 'summary') return { key, text: say.none[key], factIds }
  let length = 0
  const fitting = lines.findIndex(({ text }) => (length += text.length + 1) > sectionLength)
  const kept = fitting === -1 ? lines : lines.slice(0, fitting)
  const left = lines.length - kept.length
  const texts = kept.map(({ text }) => text)
  return { key, text: [...texts, ...(left > 0 ? [say.more(left)] : [])].join('\n'), factIds }
}
