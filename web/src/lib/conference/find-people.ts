/** The list of people: its order, and who is meant by a few letters. Pure, and made for a hundred. */
import type { SeatRole } from '#contract/conference.ts'

type Listed = { seatId: string; name: string; organisation: string | null; role: SeatRole }

const byName = new Intl.Collator('ro', { sensitivity: 'base' }).compare
const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Me, then those who lead the meeting, then everybody by name. */
export function sortPeople<T extends Listed>(people: readonly T[], me: T | null): T[] {
  const rank = (one: T) => (one.seatId === me?.seatId ? 0 : one.role === 'host' ? 1 : 2)
  return [...people].sort((a, b) => rank(a) - rank(b) || byName(a.name, b.name))
}

/** Those whose name or institution has every word that was typed, with or without its marks, in any order. */
export function findPeople<T extends Listed>(people: readonly T[], typed: string): readonly T[] {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  if (!words.length) return people
  return people.filter(({ name, organisation }) => {
    const text = fold(`${name} ${organisation ?? ''}`)
    return words.every((word) => text.includes(word))
  })
}
