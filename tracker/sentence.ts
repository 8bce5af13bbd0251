/** What a drafted report says of each fact; `sentences-ro.ts` and `sentences-en.ts` say it. */
import type { ReportFact } from '../contract/tracking.ts'

export type FactOf<K extends ReportFact['kind']> = Extract<ReportFact, { kind: K }>

export type Counts = {
  met: number
  onTime: number
  late: number
  red: number
  decisions: number
  meetings: number
  done: number
  overdue: number
}

export type Sentences = {
  /** Two or three sentences that say how the month went. `month` is `2026-11`. */
  summary(project: string, month: string, counts: Counts): string[]
  milestone(fact: FactOf<'milestone'>, asOf: string): string
  decision(fact: FactOf<'decision'>): string
  action(fact: FactOf<'action'>): string
  meeting(fact: FactOf<'meeting'>): string
  /** What a milestone beyond its tolerance, or without a forecast that holds, asks for. */
  measure(fact: FactOf<'milestone'>, asOf: string): string
  lateAction(fact: FactOf<'action'>): string
  expected(fact: FactOf<'milestone'>): string
  dueAction(fact: FactOf<'action'>): string
  /** Stands for those that did not fit into the section. */
  more(count: number): string
  none: Record<
    'milestones' | 'decisions' | 'actions' | 'meetings' | 'corrective-measures' | 'next-period',
    string
  >
}

/** A sentence ends once: what a person typed may bring its own full stop. */
export const ended = (text: string): string => (/[.!?…]["”»)]?$/.test(text) ? text : `${text}.`)

/** Long enough to recognise a decision or an action by; the whole text stands in the minutes. */
const excerptLength = 400

/** The beginning of a text, cut at a word. */
export function excerpt(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  if (flat.length <= excerptLength) return flat
  return `${flat.slice(0, excerptLength).replace(/\s+\S*$/, '')}…`
}
