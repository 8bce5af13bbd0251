import type { GroupSummary } from '#contract/groups.ts'

export type GroupFilter = { search: string; mine: boolean; closed: boolean }

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** What of a group's line a search looks into. */
const wordsOf = ({ name, shortName, chair, secretary }: GroupSummary) =>
  fold([name, shortName, chair?.name, secretary?.name].filter(Boolean).join(' '))

/** The groups that the filter lets through, mine apart from the others, each in the order they came in. */
export function orderGroups(
  groups: readonly GroupSummary[],
  { search, mine, closed }: GroupFilter,
): { mine: GroupSummary[]; others: GroupSummary[] } {
  const words = fold(search).split(/\s+/).filter(Boolean)
  const shown = groups.filter(
    (group) => (closed || !group.closed) && words.every((word) => wordsOf(group).includes(word)),
  )
  return {
    mine: shown.filter((group) => group.mine),
    others: mine ? [] : shown.filter((group) => !group.mine),
  }
}
