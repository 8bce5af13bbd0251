import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

type Catalogue = Record<string, unknown>

const folder = fileURLToPath(new URL('../../web/messages', import.meta.url))
const read = (locale: string, file: string) =>
  JSON.parse(readFileSync(join(folder, locale, file), 'utf8')) as Catalogue
const files = readdirSync(join(folder, 'ro')).sort()

/** Every sentence of a message: its text, or those of its variants. */
function sentences(message: unknown): string[] {
  if (typeof message === 'string') return [message]
  const [variants] = message as [{ match: Record<string, string> }]
  return Object.values(variants.match)
}

/** The names between braces. A variant may leave a number out ("one attendee"), so the union counts. */
const inputs = (message: unknown) =>
  [
    ...new Set(
      sentences(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)),
    ),
  ].sort()

describe('the message catalogues', () => {
  it('have the same files in both languages, all of them known to the compiler', () => {
    expect(readdirSync(join(folder, 'en')).sort()).toEqual(files)
    const settings = JSON.parse(readFileSync(join(folder, '../project.inlang/settings.json'), 'utf8')) as {
      'plugin.inlang.messageFormat': { pathPattern: string[] }
    }
    const known = settings['plugin.inlang.messageFormat'].pathPattern
      .map((pattern) => pattern.split('/').at(-1))
      .sort()
    expect(known).toEqual(files)
  })

  it.each(files)('say the same things with the same inputs: %s', (file) => {
    const [ro, en] = [read('ro', file), read('en', file)]
    expect(Object.keys(en).sort()).toEqual(Object.keys(ro).sort())
    for (const [key, message] of Object.entries(ro))
      expect([key, inputs(message)]).toEqual([key, inputs(en[key])])
  })

  it('define no message twice, since the later file would silently win', () => {
    const seen = new Map<string, string>()
    const twice = files.flatMap((file) =>
      Object.keys(read('ro', file)).filter((key) => {
        const before = seen.has(key)
        seen.set(key, file)
        return before
      }),
    )
    expect(twice).toEqual([])
  })

  it.each(files)('write Romanian with commas below and with Romanian quotation marks: %s', (file) => {
    const wrong = Object.entries(read('ro', file)).filter(([, message]) =>
      sentences(message).some((text) => /[şţŞŢ]/.test(text) || /["“]/.test(text)),
    )
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  it.each(files)('count in Romanian with all three plural forms: %s', (file) => {
    const counted = Object.entries(read('ro', file)).filter(([, message]) => typeof message !== 'string')
    for (const [key, message] of counted) {
      const [{ match }] = message as [{ match: Record<string, string> }]
      const forms = Object.keys(match).filter((form) => form.startsWith('countPlural='))
      if (forms.length > 0)
        expect([key, forms.sort()]).toEqual([
          key,
          ['countPlural=few', 'countPlural=one', 'countPlural=other'],
        ])
    }
  })
})
