import { expect, it } from 'vitest'
import { writeLetter } from '../../api/adapters/mail-templates/letter.ts'
import { erasedName, lineForReader, nameForReader, nameForRecord } from '../../contract/erased.ts'
import { someLetter } from '../support/some-letter.ts'

it('names whoever was erased in the language of the reader, and is kept in one', () => {
  expect(nameForReader(erasedName, 'ro')).toBe('Persoană ștearsă')
  expect(nameForReader(erasedName, 'en')).toBe('Erased person')
  for (const locale of ['ro', 'en'] as const)
    expect(nameForRecord(nameForReader(erasedName, locale), locale)).toBe(erasedName)
  // A text that somebody wrote stays as it is.
  const text = `Cu ${erasedName}`
  expect([nameForReader(text, 'en'), nameForRecord('Cu Erased person', 'en')]).toEqual([
    text,
    'Cu Erased person',
  ])
  expect(lineForReader(`${erasedName} invites you`, 'en')).toBe('Erased person invites you')
})

it('does so in letters, in both of their forms', () => {
  const letter = { ...someLetter(`${erasedName} invites you`), locale: 'en' as const }
  const { text, html } = writeLetter({ ...letter, title: letter.subject }, 'https://sfat.example.ro')
  for (const form of [text, html]) {
    expect(form).toContain('Erased person invites you')
    expect(form).not.toContain(erasedName)
  }
})
