/** The fields of a fact in words. */
import type { ReportFact } from '#contract/tracking.ts'
import type { Locale } from '#contract/values.ts'
import * as m from '#lib/paraglide/messages.js'
import { sayDate } from '#lib/time/spoken-time.ts'
import { actionState, type FactChange, type FactField } from './fact-changes.ts'
import type { Tone } from './report-words.ts'

export const kindWords: Record<ReportFact['kind'], () => string> = {
  milestone: m.fact_milestones,
  decision: m.fact_decisions,
  action: m.fact_actions,
  meeting: m.fact_meetings,
}

export const fieldWords: Record<FactField, () => string> = {
  title: m.fact_title,
  text: m.fact_text,
  baseline: m.fact_baseline,
  forecast: m.fact_forecast,
  actual: m.fact_actual,
  slip: m.fact_slip,
  health: m.fact_health,
  owner: m.fact_owner,
  due: m.fact_due,
  state: m.fact_health,
  closed: m.fact_closed,
  day: m.fact_day,
  present: m.fact_present,
  institutions: m.fact_institutions,
  minutes: m.fact_minutes,
}

const colours: Record<string, () => string> = {
  green: m.fact_green,
  amber: m.fact_amber,
  red: m.fact_red,
}
const states: Record<ReturnType<typeof actionState>, () => string> = {
  open: m.fact_open,
  overdue: m.fact_overdue,
  done: m.fact_done,
  'done-late': m.fact_done_late,
  dropped: m.fact_dropped,
}
const isState = (value: unknown): value is keyof typeof states => typeof value === 'string' && value in states

export const saySlip = (days: number): string =>
  days === 0
    ? m.fact_slip_none()
    : days > 0
      ? m.fact_slip_late({ count: days })
      : m.fact_slip_early({ count: -days })

/** One value of a field that changed. */
export function sayValue(field: FactField, value: FactChange['now'], locale: Locale): string {
  if (value === null) return m.fact_nothing()
  if (field === 'slip') return saySlip(Number(value))
  if (field === 'health') return colours[String(value)]?.() ?? String(value)
  if (field === 'state' && isState(value)) return states[value]()
  if (/^\d{4}-\d{2}-\d{2}$/.test(String(value))) return sayDate(String(value), locale, 'date')
  return String(value)
}

/** The state of a milestone or an action: a word and a tone. */
export function stateOf(fact: ReportFact): { words: string; tone: Tone } | null {
  if (fact.kind === 'milestone') {
    if (fact.actual !== null) return { words: m.fact_is_met(), tone: 'good' }
    const tone = ({ green: 'good', amber: 'care', red: 'bad' } as const)[fact.colour]
    return { words: colours[fact.colour]?.() ?? '', tone }
  }
  if (fact.kind === 'action') {
    const state = actionState(fact)
    const tone = {
      open: 'neutral',
      overdue: 'bad',
      done: 'good',
      'done-late': 'care',
      dropped: 'neutral',
    } as const
    return { words: states[state](), tone: tone[state] }
  }
  return null
}

/** What a fact is called. */
export const nameOf = (fact: ReportFact): string =>
  fact.kind === 'decision' || fact.kind === 'action' ? fact.text : fact.title

/** What stands under its name, in order. */
export function detailsOf(fact: ReportFact, locale: Locale): string[] {
  const day = (date: string) => sayDate(date, locale, 'date')
  switch (fact.kind) {
    case 'milestone':
      return [
        `${m.fact_baseline()}: ${day(fact.baseline)}`,
        ...(fact.actual !== null
          ? [`${m.fact_actual()}: ${day(fact.actual)}`]
          : fact.forecast !== fact.baseline
            ? [`${m.fact_forecast()}: ${day(fact.forecast)}`]
            : []),
        saySlip(fact.slipDays),
      ]
    case 'decision':
      return [m.fact_decision_of({ number: fact.number, meeting: fact.meetingTitle }), day(fact.on)]
    case 'action':
      return [
        fact.ownerName,
        `${m.fact_due()}: ${day(fact.dueOn)}`,
        ...(fact.closedOn === null ? [] : [`${m.fact_closed()}: ${day(fact.closedOn)}`]),
      ]
    case 'meeting':
      return [
        day(fact.on),
        m.fact_present_of({ present: fact.present, count: fact.invited }),
        m.fact_institutions_count({ count: fact.institutionsPresent }),
      ]
  }
}

/** Where a fact can be read in full: a decision in the minutes that are registered, a meeting on its page. */
export function sourceOf(fact: ReportFact): { href: string; words: string } | null {
  if (fact.kind === 'decision' && fact.minutesAct !== null)
    return {
      href: `/meetings/${fact.meetingId}/minutes`,
      words: `${m.fact_minutes()} ${fact.minutesAct.number}`,
    }
  if (fact.kind === 'meeting') return { href: `/meetings/${fact.meetingId}`, words: m.fact_meeting_page() }
  return null
}
