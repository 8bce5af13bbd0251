/** Every page outside the conference, in a real browser on the real product: accessible, within its budget, without a word of protest. */
import { gzipSync } from 'node:zlib'
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContext, phone, settled, usual, type Look } from '../screens/open-page.ts'
import { pagesToSee } from '../screens/pages.ts'
import { startFilled, type Filled } from '../screens/start-filled.ts'
import { openChromium } from '../support/chromium.ts'
import { findViolations } from '../support/find-violations.ts'

let chromium: Chromium
let filled: Filled
beforeAll(async () => {
  filled = await startFilled()
  chromium = await openChromium()
})
afterAll(async () => {
  await chromium?.close()
  await filled?.stop()
})

type Seen = { faults: string[]; tooWide: string[]; titles: string[]; wrong: string[]; tooHeavy: string[] }

/** At most this many bytes of gzipped script before a page can be used. */
const budget = 150_000

/** Goes through all pages once and notes everything that is wrong with them. */
async function seeAll(look: Look): Promise<Seen> {
  const seen: Seen = { faults: [], tooWide: [], titles: [], wrong: [], tooHeavy: [] }
  for (const signIn of [false, true]) {
    const context = await openContext(chromium, filled.url, look, {
      signIn,
      wrong: (what) => seen.wrong.push(what),
    })
    // Whoever watches requests gets each of them anew: as for somebody who follows a link for the first time.
    await context.route('**/*.js', (route) => route.continue())
    await context.addInitScript(noteUsable)
    for (const { name, path, door } of pagesToSee(filled)) {
      if (Boolean(door) === signIn) continue
      const page = await context.newPage()
      const scripts = scriptsOf(page)
      await page.goto(path)
      await settled(page)
      const size = await scripts()
      if (size > budget) seen.tooHeavy.push(`${name}: ${size} bytes`)

      for (const fault of await findViolations(page)) seen.faults.push(`${name}: ${fault}`)
      const over = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      if (over > 0) seen.tooWide.push(`${name}: ${over} px`)
      const headings = await page.locator('h1').count()
      if (headings !== 1) seen.titles.push(`${name}: ${headings} main headings`)
      if (!/\S+ · Sfat$/.test(await page.title()))
        seen.titles.push(`${name}: the window is called "${await page.title()}"`)
      const lang = await page.locator('html').getAttribute('lang')
      if (lang !== look.locale) seen.titles.push(`${name}: says its language is ${lang}`)
      await page.close()
    }
    await context.close()
  }
  return seen
}

/**
 * Notes in the page when it becomes usable: it has its heading, and no place is kept for anything that is on its way. Seen
 * from outside that moment would be later on a slow machine, and what a page asks for afterwards would count.
 */
const noteUsable = `(() => {
  globalThis.usableAt = Infinity
  let usable = false
  new MutationObserver(() => {
    const before = usable
    usable = document.querySelector('h1') !== null && document.querySelector('.skeleton') === null
    if (usable && !before) globalThis.usableAt = performance.now()
  }).observe(document, { childList: true, subtree: true })
})()`
const arrivedByThen =
  "performance.getEntriesByType('resource').filter(({ responseEnd }) => responseEnd <= usableAt).map(({ name }) => name)"

/** Starts to weigh; the returned function answers with the bytes of all scripts until the page was usable, each gzipped. */
function scriptsOf(page: Page): () => Promise<number> {
  const sizes = new Map<string, Promise<number>>()
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      sizes.set(
        response.url(),
        response.body().then(
          (body) => gzipSync(body).byteLength,
          // What a page asks for once it is usable may be under way when the page is closed.
          () => 0,
        ),
      )
  })
  return async () => {
    const needed = await page.evaluate<string[]>(arrivedByThen)
    const weights = await Promise.all(needed.map((url) => sizes.get(url) ?? 0))
    const weight = weights.reduce((sum, size) => sum + size, 0)
    // No page of ours can do without the framework: a lighter one was not weighed.
    if (weight < 50_000) throw new Error(`${page.url()} was not weighed: ${weight} bytes`)
    return weight
  }
}

describe('every page', () => {
  it.each<[string, Look]>([
    ['on a wide screen, light, in Romanian', usual],
    ['on a phone, dark, in English', { ...usual, ...phone, theme: 'dark', locale: 'en' }],
    ['on a wide screen in high contrast with text at 200 %', { ...usual, theme: 'contrast', textSize: 200 }],
    ['on a phone with text at 200 %', { ...usual, ...phone, textSize: 200 }],
  ])(
    'is accessible, fits, is named and light, and the browser has nothing to complain of: %s',
    async (_, look) => {
      expect(await seeAll(look)).toEqual({ faults: [], tooWide: [], titles: [], wrong: [], tooHeavy: [] })
    },
    // Some seventy pages, each looked at closely.
    900_000,
  )
})
