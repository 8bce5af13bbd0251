/** Opens pages as somebody with given preferences would see them, and waits until they have settled. */
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { until } from '../support/until.ts'
import { administrator } from './start-filled.ts'

export type Look = {
  width: number
  height: number
  locale: 'ro' | 'en'
  theme: 'light' | 'dark' | 'contrast'
  textSize: 100 | 112 | 125 | 150 | 175 | 200
}

export const usual: Look = { width: 1280, height: 800, locale: 'ro', theme: 'light', textSize: 100 }
export const phone = { width: 390, height: 844 }

/** A browser of its own; with `signIn`, signed in as the administrator. What a page reports as wrong goes to `wrong`. */
export async function openContext(
  chromium: Chromium,
  url: string,
  look: Look,
  options: { signIn: boolean; wrong?: (what: string) => void },
): Promise<BrowserContext> {
  const { width, height, ...preferences } = look
  const context = await chromium.newContext({
    baseURL: url,
    viewport: { width, height },
    locale: look.locale === 'ro' ? 'ro-RO' : 'en-GB',
    timezoneId: 'Europe/Bucharest',
    reducedMotion: 'reduce',
    // A phone has fingers, and scrollbars that take no room.
    ...(width < 500 && { isMobile: true, hasTouch: true }),
  })
  // A new window begins on about:blank, which has no storage.
  await context.addInitScript(
    `if (location.protocol !== 'about:') localStorage.setItem('sfat.preferences', ${JSON.stringify(JSON.stringify(preferences))})`,
  )
  if (options.signIn) {
    const answer = await context.request.post('/api/session', {
      data: administrator,
      headers: { origin: url },
    })
    if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}`)
  }
  context.on('page', (page) => {
    page.on('pageerror', (error) => options.wrong?.(`${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      // A page that is missing on purpose is reported by the browser as a failed load.
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
        options.wrong?.(`${page.url()}: ${message.text()}`)
    })
  })
  return context
}

/** Until its heading is there, nothing is loading and the fonts are in. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await until('nothing is loading', async () => (await page.locator('.skeleton').count()) === 0, 30_000)
  // As text: it goes through the debugger, which the page's own policy does not hold.
  await page.evaluate('document.fonts.ready.then(() => undefined)')
}
