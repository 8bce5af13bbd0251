/** What the agenda editor holds, how it begins, and what it asks of the server. */
import type { AgendaItem, AgendaKind, AskAgendaItem } from '#contract/minutes.ts'
import type { MilestoneChoice } from '../projects/milestone-choice.ts'

/** As the contract's `ChangeAgenda` has it. */
export const itemsAtMost = 60

export type ItemValues = {
  /** Tells items apart while they move; an item that is saved already has its id here. */
  key: string
  id: string | null
  title: string
  kind: AgendaKind
  /** As typed. */
  minutes: string
  speaker: string
  milestone: MilestoneChoice | null
}

let made = 0
export const newItem = (): ItemValues => ({
  key: `new-${Date.now()}-${made++}`,
  id: null,
  title: '',
  kind: 'discussion',
  minutes: '15',
  speaker: '',
  milestone: null,
})

/** `labels` are the words of milestones, by id. */
export const valuesOfItem = (
  { id, title, kind, durationMinutes, speaker, milestoneId }: AgendaItem,
  labels: ReadonlyMap<string, string>,
): ItemValues => ({
  key: id,
  id,
  title,
  kind,
  minutes: String(durationMinutes),
  speaker: speaker ?? '',
  milestone: milestoneId === null ? null : { id: milestoneId, label: labels.get(milestoneId) ?? '' },
})

/** An agenda to begin a new one with: the same items, none of them saved yet. */
export const copiesOf = (items: readonly ItemValues[]): ItemValues[] =>
  items.map((item) => ({ ...item, key: newItem().key, id: null }))

/** Whole minutes; NaN while something else stands there. */
const minutesOf = (text: string): number => (/^\s*\d{1,5}\s*$/.test(text) ? Number(text) : Number.NaN)

export const durationsOf = (items: readonly ItemValues[]): number[] =>
  items.map(({ minutes }) => minutesOf(minutes) || 0)

/** In the contract's shape; its schema says what is wrong with it. */
export const askOfItem = ({ id, title, kind, minutes, speaker, milestone }: ItemValues): AskAgendaItem => ({
  ...(id !== null && { id }),
  title,
  kind,
  durationMinutes: minutesOf(minutes),
  speaker: speaker.trim() || null,
  milestoneId: milestone?.id ?? null,
})

/** The list with one item at another place; places beyond the ends are the ends. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const list = [...items]
  const [one] = list.splice(from, 1)
  if (one !== undefined) list.splice(Math.max(0, Math.min(to, list.length)), 0, one)
  return list
}
