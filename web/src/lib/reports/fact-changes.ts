/** What is different about a fact since the draft was made. */
import type { ReportFact } from '#contract/tracking.ts'

export type FactField =
  | 'title'
  | 'text'
  | 'baseline'
  | 'forecast'
  | 'actual'
  | 'slip'
  | 'health'
  | 'owner'
  | 'due'
  | 'state'
  | 'closed'
  | 'day'
  | 'present'
  | 'institutions'
  | 'minutes'

type Value = string | number | boolean | null
export type FactChange = { field: FactField; before: Value; now: Value }

/** A fact with what it was when the draft was made; `before` is null for one that is new. */
export type ShownFact = { fact: ReportFact; changed: { before: ReportFact | null; now: ReportFact } | null }

/** The facts of a draft with those that changed marked, and the new ones after the others of their kind. */
export function showFacts(facts: readonly ReportFact[], changed: readonly ReportFact[]): ShownFact[] {
  const now = new Map(changed.map((fact) => [fact.id, fact]))
  const known = new Set(facts.map(({ id }) => id))
  return [
    ...facts.map((fact) => {
      const after = now.get(fact.id)
      return { fact, changed: after ? { before: fact, now: after } : null }
    }),
    ...changed
      .filter(({ id }) => !known.has(id))
      .map((fact) => ({ fact, changed: { before: null, now: fact } })),
  ]
}

/** The fields of two facts of one kind that differ, in the order in which a fact shows them. */
export function changesOf(before: ReportFact, now: ReportFact): FactChange[] {
  const old = fieldsOf(before)
  return fieldsOf(now).flatMap(([field, value], index) => {
    const was = old[index]?.[1] ?? null
    return was === value ? [] : [{ field, before: was, now: value }]
  })
}

/** An action's state in one word: `late` says something else of an open one than of one that is done. */
export const actionState = ({
  status,
  late,
}: Pick<Extract<ReportFact, { kind: 'action' }>, 'status' | 'late'>):
  'open' | 'overdue' | 'done' | 'done-late' | 'dropped' => {
  if (status === 'open') return late ? 'overdue' : 'open'
  if (status === 'done') return late ? 'done-late' : 'done'
  return 'dropped'
}

function fieldsOf(fact: ReportFact): [FactField, Value][] {
  switch (fact.kind) {
    case 'milestone':
      return [
        ['title', fact.title],
        ['baseline', fact.baseline],
        ['forecast', fact.forecast],
        ['actual', fact.actual],
        ['slip', fact.slipDays],
        ['health', fact.colour],
      ]
    case 'decision':
      return [
        ['text', fact.text],
        ['minutes', fact.minutesAct?.number ?? null],
        ['day', fact.on],
      ]
    case 'action':
      return [
        ['text', fact.text],
        ['owner', fact.ownerName],
        ['due', fact.dueOn],
        ['state', actionState(fact)],
        ['closed', fact.closedOn],
      ]
    case 'meeting':
      return [
        ['title', fact.title],
        ['day', fact.on],
        ['present', `${fact.present}/${fact.invited}`],
        ['institutions', fact.institutionsPresent],
      ]
  }
}
