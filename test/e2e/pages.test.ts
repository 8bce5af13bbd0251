/** Every page outside the conference, in a real browser on the real product: accessible, within its budget, without a word of protest. */
import type { Browser as Chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContext, phone, settled, usual, type Look } from '../screens/open-page.ts'
import { pagesToSee } from '../screens/pages.ts'
import { startFilled, type Filled } from '../screens/start-filled.ts'
import { openChromium } from '../support/chromium.ts'
import { findViolations } from '../support/find-violations.ts'
import { weighScripts } from '../support/page-weight.ts'

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

/** At most this many bytes of script, gzipped: before anything is drawn, and with all that comes by itself afterwards. */
const budget = { first: 150_000, all: 200_000 }

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
    for (const { name, path, door } of pagesToSee(filled)) {
      if (Boolean(door) === signIn) continue
      const page = await context.newPage()
      const weigh = weighScripts(page)
      await page.goto(path)
      await settled(page)

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
      const weight = weigh()
      for (const part of ['first', 'all'] as const)
        if (weight[part] > budget[part]) seen.tooHeavy.push(`${name}, ${part}: ${weight[part]} bytes`)
      await page.close()
    }
    await context.close()
  }
  return seen
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
