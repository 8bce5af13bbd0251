import { expect, it } from 'vitest'
import { findPeople, sortPeople } from '#lib/conference/find-people.ts'

const person = (
  name: string,
  role: 'host' | 'participant' = 'participant',
  organisation: string | null = null,
) => ({
  ...{ seatId: name, name, role, organisation },
})
const people = [
  person('Ștefan Zamfir'),
  person('Ana Pop'),
  person('Țintea Dan', 'host'),
  person('Bogdan Ene', 'participant', 'MF'),
]
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name)

it('lists me, then those who lead the meeting, then everybody by name', () => {
  expect(names(sortPeople(people, people[0] ?? null))).toEqual([
    'Ștefan Zamfir',
    'Țintea Dan',
    'Ana Pop',
    'Bogdan Ene',
  ])
})

it('finds by any part of name or institution, without the marks on letters', () => {
  expect(names(findPeople(people, 'tint'))).toEqual(['Țintea Dan'])
  expect(names(findPeople(people, 'mf ene'))).toEqual(['Bogdan Ene'])
  expect(names(findPeople(people, ' '))).toHaveLength(4)
  expect(findPeople(people, 'nimeni')).toEqual([])
})
