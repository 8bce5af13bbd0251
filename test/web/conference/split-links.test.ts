import { expect, it } from 'vitest'
import { splitLinks } from '#lib/conference/split-links.ts'

const links = (text: string) => splitLinks(text).flatMap(({ href }) => href ?? [])
const whole = (text: string) =>
  splitLinks(text)
    .map((part) => part.text)
    .join('')

it('finds an address in a sentence and leaves its full stop to the sentence', () => {
  expect(splitLinks('Vedeți https://gov.ro/a?b=1.')).toEqual([
    { text: 'Vedeți ', href: null },
    { text: 'https://gov.ro/a?b=1', href: 'https://gov.ro/a?b=1' },
    { text: '.', href: null },
  ])
})

it('keeps brackets that belong to the address and leaves those that belong to the sentence', () => {
  expect(links('(https://gov.ro/a)')).toEqual(['https://gov.ro/a'])
  expect(links('https://ro.wikipedia.org/wiki/Sfat_(dezambiguizare)')).toEqual([
    'https://ro.wikipedia.org/wiki/Sfat_(dezambiguizare)',
  ])
})

it('makes no link of anything but http and https', () => {
  expect(links('javascript:alert(1) data:text/html,x file:///etc/passwd ftp://a.ro')).toEqual([])
  expect(links('<b>https://gov.ro</b>')).toEqual(['https://gov.ro/'])
})

it('loses nothing of what was written', () => {
  for (const text of [
    '',
    'fără adrese',
    'http:// https://',
    'a https://b.ro\nc',
    'https://b.ro,https://c.ro',
  ])
    expect(whole(text)).toBe(text)
})
