import type { Person } from '#contract/identity.ts'

/** A person as a form holds them: the id that is sent, and the words by which people know whom they chose. */
export type PersonChoice = { id: string; name: string; organisation: string | null }

export const toChoice = ({
  id,
  name,
  organisation,
}: Pick<Person, 'id' | 'name' | 'organisation'>): PersonChoice => ({
  id,
  name,
  organisation: organisation?.shortName ?? null,
})

/** "Ana Pop · MDLPA" */
export const sayChoice = ({ name, organisation }: PersonChoice): string =>
  organisation ? `${name} · ${organisation}` : name

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Those whose name or institution has every word that is typed, without regard to case or diacritics. */
export const fitting = (people: readonly PersonChoice[], typed: string): PersonChoice[] => {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  return people.filter((one) => words.every((word) => fold(sayChoice(one)).includes(word)))
}
