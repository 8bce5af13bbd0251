/** Large counts, alone and in sentences: grouped as the reader's language groups them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sayCount } from '../../web/src/lib/ui/say-count.ts'

it('says large counts as each language writes them', () => {
  expect(sayCount(1_234_567, 'ro')).toBe('1.234.567')
  expect(sayCount(1_234_567, 'en')).toBe('1,234,567')
  expect([sayCount(0, 'ro'), sayCount(999, 'en')]).toEqual(['0', '999'])
})

/** The messages of the pages on which counts grow with the years: mails, webhooks, retention, erasure. */
it.each(['administration', 'privacy', 'webhooks'])('puts none into a sentence as it is: %s', (file) => {
  for (const locale of ['ro', 'en']) {
    const text = readFileSync(
      join(import.meta.dirname, '..', '..', 'web', 'messages', locale, `${file}.json`),
      'utf8',
    )
    const bare = Object.entries(JSON.parse(text) as Record<string, unknown>).filter(
      ([, message]) => Array.isArray(message) && JSON.stringify(message).includes('{count}'),
    )
    expect(bare.map(([key]) => key)).toEqual([])
  }
})
