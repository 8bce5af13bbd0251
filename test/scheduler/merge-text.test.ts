import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeText } from '../../scheduler/merge-text.ts'

const base = 'Se deschide ședința.\nMF prezintă stadiul.\nSe trece la vot.'

describe('two people writing one text', () => {
  it('both keep their lines when they wrote in different places', () => {
    const mine = base.replace('Se deschide', 'Președintele deschide')
    const theirs = `${base}\nȘedința se închide.`
    expect(mergeText({ mine, base, theirs })).toBe(
      'Președintele deschide ședința.\nMF prezintă stadiul.\nSe trece la vot.\nȘedința se închide.',
    )
  })

  it('are told when they changed the same line differently', () => {
    expect(
      mergeText({ mine: base.replace('MF', 'MDLPA'), base, theirs: base.replace('MF', 'ADR') }),
    ).toBeNull()
  })

  it('are not told when they made the same change', () => {
    const same = base.replace('MF', 'ADR')
    expect(mergeText({ mine: same, base, theirs: same })).toBe(same)
  })

  it('lose nothing when only one of them wrote', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, before) => {
        expect(mergeText({ mine: text, base: before, theirs: before })).toBe(text)
        expect(mergeText({ mine: before, base: before, theirs: text })).toBe(text)
      }),
    )
  })
})
