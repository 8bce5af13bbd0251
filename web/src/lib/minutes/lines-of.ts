import type { ActionDraft, Decision, Minutes } from '#contract/minutes.ts'

/** Every decision and action of the minutes, in their order. */
export const linesOf = ({ entries }: Pick<Minutes, 'entries'>): (Decision | ActionDraft)[] =>
  entries.flatMap(({ decisions, actions }) => [...decisions, ...actions])
