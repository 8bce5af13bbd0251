/** Every screen of a conference, before it, in it and after it, as four people would see it: accessible, in its place, without a word of protest. */
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callScenes } from '../screens/call-scenes.ts'
import { type Look, phone, usual } from '../screens/open-page.ts'
import { stageCall, type StagedCall } from '../screens/stage-call.ts'
import { type Filled, startFilled } from '../screens/start-filled.ts'
import { openChromium } from '../support/chromium.ts'
import { findOverflow } from '../support/find-overflow.ts'
import { findViolations } from '../support/find-violations.ts'

let chromium: Chromium
let filled: Filled
let call: StagedCall
beforeAll(async () => {
  filled = await startFilled()
  chromium = await openChromium()
  call = await stageCall(chromium, filled)
})
afterAll(async () => {
  await call?.close()
  await chromium?.close()
  await filled?.stop()
})

type Seen = { faults: string[]; tooWide: string[]; titles: string[]; wrong: string[] }

/** Goes through all scenes once and notes everything that is wrong with them, and which there were. */
async function seeAll(look: Look): Promise<Seen & { names: string[] }> {
  const seen = { faults: [], tooWide: [], titles: [], wrong: [], names: [] } as Seen & { names: string[] }
  const note = async (page: Page, name: string) => {
    seen.names.push(name)
    for (const fault of await findViolations(page)) seen.faults.push(`${name}: ${fault}`)
    for (const over of await findOverflow(page)) seen.tooWide.push(`${name}: ${over}`)
    const headings = await page.locator('h1').count()
    if (headings !== 1) seen.titles.push(`${name}: ${headings} main headings`)
    const title = await page.title()
    if (!/\S+ · Sfat$/.test(title)) seen.titles.push(`${name}: the window is called "${title}"`)
    const lang = await page.locator('html').getAttribute('lang')
    if (lang !== look.locale) seen.titles.push(`${name}: says its language is ${lang}`)
  }
  await call.play(
    look,
    callScenes,
    (page, { name }) => note(page, name),
    (what) => seen.wrong.push(what),
  )
  return seen
}

describe('every screen of a conference', () => {
  it.each<[string, Look]>([
    ['on a wide screen, light, in Romanian', usual],
    ['on a phone, dark, in English', { ...usual, ...phone, theme: 'dark', locale: 'en' }],
    ['on a wide screen in high contrast with text at 200 %', { ...usual, theme: 'contrast', textSize: 200 }],
    ['on a phone with text at 200 %', { ...usual, ...phone, textSize: 200 }],
  ])(
    'is accessible, fits, is named, and the browser has nothing to complain of: %s',
    async (_, look) => {
      const { names, ...seen } = await seeAll(look)
      expect(seen).toEqual({ faults: [], tooWide: [], titles: [], wrong: [] })
      const due = callScenes.filter(({ only }) => only?.(look) ?? true).map(({ name }) => name)
      expect(names.sort()).toEqual(due.sort())
    },
    // Some thirty screens, each looked at closely.
    600_000,
  )
})
